#include "app/ui/paint/ink_cache.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/array.h"
#include "app/core/base/fingerprint.h"

/* A stroke as it was drawn: enough to see whether it has only grown since. */
struct drawn_stroke {
    float brush;
    int count;
    uint64_t hash; /* of its points */
    struct box bounds;
};

void ink_cache_deinit(struct ink_cache *cache) {
    free(cache->mask.pixels);
    free(cache->strokes);
}

static uint64_t hash_points(const struct stroke *stroke, int count) {
    return fingerprint(FINGERPRINT_SEED, stroke->points, (size_t)count * sizeof *stroke->points);
}

static const struct box no_box = {INFINITY, INFINITY, -INFINITY, -INFINITY};

static void box_add_box(struct box *box, struct box more) {
    box->left = fminf(box->left, more.left);
    box->top = fminf(box->top, more.top);
    box->right = fmaxf(box->right, more.right);
    box->bottom = fmaxf(box->bottom, more.bottom);
}

/* Around the points from first on, with a margin for the pen and for the curve between them: a
 * centripetal spline strays from a segment by less than half the segment's length. */
static struct box bounds_from(const struct stroke *stroke, int first) {
    struct box box = no_box;
    float longest = 0;
    for (int i = first; i < stroke->count; i++) {
        struct point p = stroke->points[i];
        box_add_box(&box, (struct box){p.x, p.y, p.x, p.y});
        if (i > first)
            longest = fmaxf(longest,
                            hypotf(p.x - stroke->points[i - 1].x, p.y - stroke->points[i - 1].y));
    }
    float margin = 0.5f * (stroke->brush + longest);
    return (struct box){box.left - margin, box.top - margin, box.right + margin,
                        box.bottom + margin};
}

/* The part of the canvas where a stroke differs from what was drawn of it before. A new point bends
 * the curve of the two segments before it. */
static struct box stroke_change(const struct drawn_stroke *before, const struct stroke *stroke) {
    bool grown = before->brush == stroke->brush && stroke->count >= before->count &&
                 hash_points(stroke, before->count) == before->hash;
    if (grown && stroke->count == before->count)
        return no_box;
    if (grown)
        return bounds_from(stroke, before->count > 3 ? before->count - 3 : 0);
    struct box box = bounds_from(stroke, 0);
    box_add_box(&box, before->bounds);
    return box;
}

static struct box all_changes(const struct ink_cache *cache, const struct strokes *strokes) {
    struct box box = no_box;
    for (int i = 0; i < strokes->count || i < cache->count; i++) {
        if (i >= cache->count)
            box_add_box(&box, bounds_from(strokes->items[i], 0));
        else if (i >= strokes->count)
            box_add_box(&box, cache->strokes[i].bounds);
        else
            box_add_box(&box, stroke_change(&cache->strokes[i], strokes->items[i]));
    }
    return box;
}

static bool remember(struct ink_cache *cache, const struct strokes *strokes) {
    if (strokes->count > cache->capacity) {
        struct drawn_stroke *items =
            array_reserve(cache->strokes, &cache->capacity, strokes->count, sizeof *items);
        if (!items)
            return false;
        cache->strokes = items;
    }
    for (int i = 0; i < strokes->count; i++) {
        const struct stroke *stroke = strokes->items[i];
        cache->strokes[i] =
            (struct drawn_stroke){stroke->brush, stroke->count, hash_points(stroke, stroke->count),
                                  bounds_from(stroke, 0)};
    }
    cache->count = strokes->count;
    return true;
}

/* Whole pixels around a box of the canvas, within it. */
static struct rect box_pixels(struct box box, int side) {
    if (!(box.left <= box.right))
        return (struct rect){0, 0, 0, 0};
    float scale = (float)side, limit = (float)side + 1;
    int left = (int)floorf(fmaxf(box.left * scale - 1, 0));
    int top = (int)floorf(fmaxf(box.top * scale - 1, 0));
    int right = (int)ceilf(fmaxf(fminf(box.right * scale + 1, limit), -1));
    int bottom = (int)ceilf(fmaxf(fminf(box.bottom * scale + 1, limit), -1));
    return rect_intersection((struct rect){0, 0, side, side},
                             (struct rect){left, top, right - left, bottom - top});
}

static void redraw(struct ink_cache *cache, const struct strokes *strokes, struct rect part) {
    struct coverage *mask = &cache->mask;
    for (int y = part.y; y < part.y + part.h; y++)
        memset(mask->pixels + (size_t)y * (size_t)mask->width + part.x, 0, (size_t)part.w);
    const struct raster_transform transform = {.scale = (float)mask->width};
    const struct pixel_box clip = {part.x, part.y, part.x + part.w, part.y + part.h};
    raster_strokes(mask, strokes, &transform, &clip);
}

enum nn_status ink_cache_update(struct ink_cache *cache, const struct strokes *strokes, int side,
                                struct rect *changed, struct nn_error *err) {
    struct rect whole = {0, 0, side, side};
    bool resized = side != cache->mask.width;
    if (resized) {
        uint8_t *pixels = realloc(cache->mask.pixels, (size_t)side * (size_t)side + 1);
        if (!pixels)
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the ink");
        cache->mask.pixels = pixels;
        cache->mask.width = cache->mask.height = side;
    }
    *changed = resized ? whole : box_pixels(all_changes(cache, strokes), side);
    if (!remember(cache, strokes)) {
        cache->mask.width = 0; /* all of it is drawn again next time */
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the ink");
    }
    if (changed->w > 0 && changed->h > 0)
        redraw(cache, strokes, *changed);
    return NN_STATUS_OK;
}
