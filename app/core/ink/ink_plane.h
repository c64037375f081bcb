/* Tells the ink in a picture from paper, frame and specks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/image/image.h"
#include "app/core/ink/raster.h"

/* Ink levels [height, width], 0 paper to 255; a level above threshold is ink. Each pixel stands for
 * a block of block x block pixels of the picture. */
struct ink_plane {
    int width, height, block, threshold;
    int image_width, image_height;
    bool unsure;     /* ink may as well be paper, and paper ink: a stroke fills the picture */
    uint8_t *levels; /* NULL: the picture is blank */
};

/* What is looked for: one digit that may fill the picture; the same if ink is paper and paper ink;
 * or any number of digits that are small beside it. */
enum ink_scope { INK_DIGIT, INK_EXCHANGED, INK_PAGE };

/* Finds the ink: what stands out from the paper around it, be it dark or light, however uneven the
 * light. Sides above 1,024 pixels, or 2,048 for a page, are reduced. False without memory. */
bool ink_plane_read(struct ink_plane *plane, const struct image *image, enum ink_scope scope);
void ink_plane_destroy(struct ink_plane *plane);

/* Turns into paper the pieces that are small beside the largest piece of ink, a frame around it,
 * what hangs on the border beside it, and everything if it is only grain. False without memory. */
bool ink_plane_clean(struct ink_plane *plane);

/* The box around all ink; left is not below right if there is none. */
struct pixel_box ink_plane_extent(const struct ink_plane *plane);

/* The pixels of the picture that a box of the plane stands for. */
struct pixel_box ink_plane_box_in_image(const struct ink_plane *plane, struct pixel_box box);

/* Extends the box to a pixel. */
void pixel_box_add(struct pixel_box *box, int x, int y);
