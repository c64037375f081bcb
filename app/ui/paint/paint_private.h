/* Shared by the parts of the painter. */
#pragma once

#include <stddef.h>

#include "app/ui/paint/paint.h"

/* The 8-bit coverage of a pixel whose centre is so far inside an edge, in pixels. */
static inline uint32_t coverage_of(float inside) {
    if (inside >= 0.5f)
        return 255;
    return inside <= -0.5f ? 0 : (uint32_t)((inside + 0.5f) * 255.0f + 0.5f);
}

/* The part of rect that may be painted: within the clip, and within the picture even where the clip
 * goes beyond it. */
static inline struct rect visible_part(const struct painter *painter, struct rect rect) {
    struct rect picture = {0, 0, painter->image->width, painter->image->height};
    return rect_intersection(rect, rect_intersection(painter->clip, picture));
}

/* The primitives, to tell their recorded arguments apart. */
enum primitive {
    PRIMITIVE_FILL,
    PRIMITIVE_ROUNDED,
    PRIMITIVE_ANNULUS,
    PRIMITIVE_COVERAGE,
    PRIMITIVE_PIXELS,
    PRIMITIVE_SHADES,
    PRIMITIVE_IMAGE,
    PRIMITIVE_POLYLINE,
    PRIMITIVE_TEXT,
};

/* If the painter records, adds a primitive that shows in this part of the picture, and returns
 * true. The arguments must be without padding, all that the part's pixels depend on. */
bool is_recorded(struct painter *painter, struct rect part, const void *arguments, size_t size);
/* Adds what a pointer among the arguments points to. */
void record_data(struct painter *painter, const void *data, size_t size);
