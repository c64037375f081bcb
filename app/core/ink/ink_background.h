/* Takes the light out of a photo: how bright the paper is changes from place to place, by a lamp, a
 * shadow or a lens, and says nothing of the ink. */
#ifndef APP_CORE_INK_INK_BACKGROUND_H
#define APP_CORE_INK_INK_BACKGROUND_H

#include <stdbool.h>
#include <stdint.h>

/* Grey levels [height, width], 0 black to 255. */
struct greys {
    int width, height;
    uint8_t *levels;
};

/* Whether ink is darker than its paper: it is what departs farther from the grey around. */
bool ink_background_ink_is_dark(const struct greys *greys);

/* Replaces greys by levels of ink: 0 where there is paper, 255 where ink is strongest. Paper is
 * found as what is left when everything smaller than a quarter of the picture is filled in. Dark
 * ink takes a share of the light that falls on it; light ink adds to what is there. Returns how
 * strong the strongest ink was before it was called 255. */
int ink_background_remove(const struct greys *greys, bool ink_is_dark);

#endif
