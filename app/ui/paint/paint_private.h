/* What the parts of the painter share. */
#ifndef APP_UI_PAINT_PAINT_PRIVATE_H
#define APP_UI_PAINT_PAINT_PRIVATE_H

#include "app/ui/paint/paint.h"

/* How far inside an edge a pixel's centre is, in pixels, to 8-bit coverage. */
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

#endif
