/* Pictures of other sizes, scaled to the network's. */
#pragma once

#include <stdint.h>

#include "app/core/ink/ink.h"

/* picture [INK_SIDE,INK_SIDE] of pixels [height,width] with sides up to 512: a picture of the same
 * size is copied; others are scaled, keeping their shape, with paper (0) beside what is not square.
 * Each pixel is the mean of those around its place weighted by a triangle as wide as two pixels of
 * the coarser of both pictures. */
void picture_scale(uint8_t picture[INK_PIXELS], const uint8_t *pixels, int width, int height);
