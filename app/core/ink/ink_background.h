/* Removes uneven light from a photo: a lamp, a shadow or a lens changes the brightness of the paper
 * from place to place, which says nothing about the ink. */
#pragma once

#include "app/core/ink/ink_plane.h"

/* True if ink is darker than its paper, given levels that are greys: ink differs more than paper
 * from the grey around it. */
bool ink_background_ink_is_dark(const struct ink_plane *greys);

/* Replaces levels that are greys by levels of ink: 0 for paper, 255 for the strongest ink. Paper is
 * what remains when everything smaller than a quarter of the picture is filled in. Dark ink absorbs
 * a fraction of the light that falls on it; light ink adds to it. Returns the strength of the
 * strongest ink before it was scaled to 255. */
int ink_background_remove(const struct ink_plane *greys, bool ink_is_dark);
