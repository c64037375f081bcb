/* The canvas's ink as coverage, kept from frame to frame: a stroke being drawn costs only the
 * pixels that it changes. */
#pragma once

#include "app/core/ink/raster.h"
#include "app/ui/paint/paint.h"

/* All zero at first. Others read the mask alone. */
struct ink_cache {
    struct coverage mask;
    struct drawn_stroke *strokes;
    int count, capacity;
};

void ink_cache_deinit(struct ink_cache *cache);

/* Brings the mask, side x side pixels, up to date with the strokes and tells which part of it has
 * changed since the last call: the whole of it for another side. */
NN_MUST_USE enum nn_status ink_cache_update(struct ink_cache *cache, const struct strokes *strokes,
                                            int side, struct rect *changed, struct nn_error *err);
