/* A picture at the size at which it is painted, kept from frame to frame: it is scaled once. */
#pragma once

#include "app/core/image/image.h"

/* All zero at first. Others read the image alone. */
struct picture_cache {
    struct image image; /* opaque */
    uint64_t number;    /* of the picture that was scaled */
};

void picture_cache_deinit(struct picture_cache *cache);

/* Scales the picture to this size, unless it is the same as the last one, which its number tells,
 * and so is the size. */
NN_MUST_USE enum nn_status picture_cache_update(struct picture_cache *cache,
                                                const struct image *picture, uint64_t number,
                                                int width, int height, struct nn_error *err);
