/* Removes uneven light from a photo: a lamp, a shadow or a lens changes the brightness of the paper
 * from place to place, which says nothing about the ink. */
#pragma once

#include "app/core/ink/ink_plane.h"

/* True if ink is darker than its paper, given levels that are greys: ink differs more than paper
 * from the grey around it. */
bool ink_background_ink_is_dark(const struct ink_plane *greys);

/* The most cells along a side of the grid in which paper is measured. */
enum { INK_BACKGROUND_CELLS = 64 };

/* Replaces levels that are greys by levels of ink: 0 for paper, up to 255. Paper is what remains
 * when everything smaller than five cells of that many pixels is filled in. Dark ink absorbs a
 * fraction of the light that falls on it; light ink adds to it. Returns the level of the strongest
 * ink. */
int ink_background_remove(const struct ink_plane *greys, bool ink_is_dark, int cell);

/* The same where all paper has this grey. */
int ink_background_subtract(const struct ink_plane *greys, bool ink_is_dark, int paper);
