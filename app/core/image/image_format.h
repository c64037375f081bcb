/* What the readers of the formats share. Only for this folder. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/core/image/image.h"

/* A file in memory; path is for messages. */
struct image_source {
    const char *path;
    const unsigned char *bytes;
    size_t size;
};

/* Makes a picture of the size that a file gives, or refuses the size with a sentence that names the
 * file. */
NN_MUST_USE enum nn_status image_create_for(struct image *image, const struct image_source *source,
                                            uint64_t width, uint64_t height, struct nn_error *err);

/* BAD_FILE, "PATH is a damaged KIND file (WHY); save it again". */
NN_MUST_USE enum nn_status image_damaged(const struct image_source *source, const char *kind,
                                         const char *why, struct nn_error *err);

/* Each reads a file whose first bytes are those of its format. image is empty before; image_read
 * destroys what a failed reader leaves in it. */
typedef enum nn_status image_reader(struct image *image, const struct image_source *source,
                                    struct nn_error *err);
image_reader image_read_bmp, image_read_gif, image_read_heif, image_read_jpeg, image_read_png,
    image_read_pnm, image_read_tiff, image_read_webp;

/* How libraries name the order of a pixel's bytes. */
#define IMAGE_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static inline uint32_t image_pixel(uint32_t alpha, uint32_t red, uint32_t green, uint32_t blue) {
    return alpha << 24 | red << 16 | green << 8 | blue;
}
