/* From ink to the network's 28 x 28 picture, made as MNIST was: the digit is scaled, keeping its
 * shape, to fill a box of 20 x 20 and placed by its centre of mass in 28 x 28 (LeCun et al. 1998,
 * section III.A). The paths are scaled, not their picture, and then drawn at MNIST's pen width, so
 * that neither size nor place nor brush changes what the network sees. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/ink/stroke.h"

enum { INK_SIDE = 28, INK_PIXELS = INK_SIDE * INK_SIDE, INK_BOX = 20 };

/* Pixels [28,28], 0 paper to 255 ink. */
struct ink_picture {
    bool blank; /* nothing is drawn; pixels are 0 */
    uint8_t pixels[INK_PIXELS];
};

/* Ink outside the canvas does not count. */
void ink_picture_from_strokes(const struct strokes *strokes, struct ink_picture *picture);
