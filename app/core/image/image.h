/* Pictures in memory and in files. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nn/status.h"

enum { IMAGE_MAX_SIDE = 16384 };

/* 0xAARRGGBB, row-major, rows stride pixels apart. */
struct image {
    int width, height, stride;
    uint32_t *pixels;
};

/* Pixels are 0 (transparent black). The caller destroys it. Sides must be 1 to IMAGE_MAX_SIDE. */
NN_MUST_USE enum nn_status image_create(struct image *image, int width, int height,
                                        struct nn_error *err);
void image_destroy(struct image *image);

/* Reads a PNG, JPEG, WebP, BMP, GIF, TIFF or PNM file (and HEIC or AVIF, if built with libheif) of
 * any colours and depth. The content tells which it is, whatever the file's name; of several
 * pictures the first is read, and turned upright as its EXIF orientation says. The size is checked
 * before anything of that size is allocated or decoded. The error for a file of another kind names
 * the kind. */
NN_MUST_USE enum nn_status image_read(struct image *image, const char *path, struct nn_error *err);

/* The same for such a file in memory, to be called `name` in messages. */
NN_MUST_USE enum nn_status image_read_memory(struct image *image, const void *bytes, size_t size,
                                             const char *name, struct nn_error *err);

/* EXIF orientations of pictures that must be turned by 90 or 180 degrees clockwise. */
enum { IMAGE_TURN_RIGHT = 6, IMAGE_TURN_AROUND = 3 };

/* Turns a picture stored with this EXIF orientation, 1 to 8, upright. */
NN_MUST_USE enum nn_status image_turn_upright(struct image *image, int orientation,
                                              struct nn_error *err);

/* Makes an opaque picture of this size of another one, over grey of the level `ground` where that
 * is transparent: each pixel is the mean of those that fall onto it, or, enlarged, the nearest. */
NN_MUST_USE enum nn_status image_scale(struct image *scaled, int width, int height,
                                       const struct image *image, int ground, struct nn_error *err);

/* A pixel of that picture. */
uint32_t image_scaled_pixel(const struct image *image, int width, int height, int x, int y,
                            int ground);

/* Writes an opaque RGB file, completely or not at all, and replaces what was at path. */
NN_MUST_USE enum nn_status image_write_png(const struct image *image, const char *path,
                                           struct nn_error *err);

/* The same file in memory, which the caller frees. */
NN_MUST_USE enum nn_status image_encode_png(char **bytes, size_t *size, const struct image *image,
                                            struct nn_error *err);
