/* Colours to greys that show the ink. */
#pragma once

#include <stdbool.h>

#include "app/core/image/image.h"

/* How a picture's colours become greys: parts per 1000 of each colour, over a background of that
 * level where the picture is transparent. */
struct ink_greys {
    int red, green, blue, ground;
};

/* Greys are luma (ITU-R BT.601), unless one of the colours tells ink from paper far better, as red
 * does for red ink on green of the same brightness. Transparent pixels are white paper, or black if
 * white would show nothing. False if nothing shows: the picture has one colour. step: only every
 * so manieth pixel of a row and a column is looked at. */
bool ink_greys_choose(struct ink_greys *greys, const struct image *image, int step);

static inline int ink_grey_of(const struct ink_greys *greys, uint32_t argb) {
    int alpha = (int)(argb >> 24);
    int grey = greys->red * (int)(argb >> 16 & 255) + greys->green * (int)(argb >> 8 & 255) +
               greys->blue * (int)(argb & 255);
    grey = (grey + 500) / 1000;
    return alpha == 255 ? grey : (grey * alpha + greys->ground * (255 - alpha) + 127) / 255;
}
