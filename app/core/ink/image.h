/* Pictures in memory and in PNG files. */
#pragma once

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

/* Reads any PNG (grey, palette, 16 bit, alpha, interlaced), checked before memory is allocated. */
NN_MUST_USE enum nn_status image_read_png(struct image *image, const char *path,
                                          struct nn_error *err);

/* Writes an opaque RGB file, completely or not at all, and replaces what was at path. */
NN_MUST_USE enum nn_status image_write_png(const struct image *image, const char *path,
                                           struct nn_error *err);
