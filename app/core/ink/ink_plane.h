/* Tells the ink in a picture from paper, frame and specks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/image/image.h"
#include "app/core/ink/raster.h"

/* Ink levels [height, width], 0 paper to 255; a level above threshold is ink. */
struct ink_plane {
    int width, height, threshold;
    uint8_t *levels; /* NULL: the picture is blank */
};

/* Finds the ink: what stands out from the paper around it, be it dark or light, however uneven the
 * light. Transparent pixels are white paper, or black if white would show nothing. Sides above
 * 1,024 pixels are reduced. False without memory. */
bool ink_plane_read(struct ink_plane *plane, const struct image *image);
void ink_plane_destroy(struct ink_plane *plane);

/* Turns into paper pieces that are small beside the largest piece of ink, a frame around it, and
 * everything if it is only grain. False without memory. */
bool ink_plane_clean(struct ink_plane *plane);

/* The box around all ink; left is not below right if there is none. */
struct pixel_box ink_plane_extent(const struct ink_plane *plane);
