/* Strokes to pixels: an antialiased round pen follows smooth curves.
 *
 * A pixel's coverage is the pen's radius minus the distance from the pixel's centre to the nearest
 * point of the curve, plus a half, clamped to 0..1: exact for straight edges to within a few
 * percent, the same on every machine, and independent of the order of the strokes. */
#pragma once

#include <stdint.h>

#include "app/core/ink/stroke.h"

/* 8-bit coverage, row-major; the caller owns the memory. */
struct coverage {
    int width, height;
    uint8_t *pixels;
};

/* Half-open rectangle of pixels: left <= x < right, top <= y < bottom. */
struct pixel_box {
    int left, top, right, bottom;
};

/* The mapping from canvas units to pixels: pixel = origin + canvas * scale. pen_px <= 0 draws each
 * stroke at its own brush times scale, any other value draws all at that diameter. The pen is down
 * only within a box in canvas units, or everywhere if that is NULL. */
struct raster_transform {
    float scale, origin_x, origin_y;
    float pen_px;
    const struct box *within;
};

/* Draws all strokes over the target's content (the maximum wins), only at pixels within clip. */
void raster_strokes(struct coverage *target, const struct strokes *strokes,
                    const struct raster_transform *transform, const struct pixel_box *clip);
