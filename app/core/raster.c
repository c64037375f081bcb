#include "app/core/raster.h"

#include <math.h>
#include <stddef.h>

/* Where a stroke is being drawn: positions in pixels. */
struct brush {
    struct coverage *target;
    const struct raster_transform *transform;
    const struct pixel_box *clip;
    float radius;
    struct point from;
    int started;
};

static int clamp(float value, int least, int most) {
    return value < (float)least ? least : value > (float)most ? most : (int)value;
}

static struct pixel_box reach(const struct brush *brush, struct point a, struct point b) {
    const struct pixel_box *clip = brush->clip;
    float pad = brush->radius + 1;
    return (struct pixel_box){
        clamp(floorf(fminf(a.x, b.x) - pad), clip->left, clip->right),
        clamp(floorf(fminf(a.y, b.y) - pad), clip->top, clip->bottom),
        clamp(ceilf(fmaxf(a.x, b.x) + pad), clip->left, clip->right),
        clamp(ceilf(fmaxf(a.y, b.y) + pad), clip->top, clip->bottom),
    };
}

/* The part of a row that lies within the pen's reach of a line is found by its ends alone: left of
 * both or right of both nothing is near. The rest is the distance to the line, pixel by pixel. */
static void draw_segment(const struct brush *brush, struct point a, struct point b) {
    struct pixel_box box = reach(brush, a, b);
    float dx = b.x - a.x, dy = b.y - a.y;
    float length_squared = dx * dx + dy * dy;
    float inverse = length_squared > 0 ? 1 / length_squared : 0;
    float outer = brush->radius + 0.5f, inner = fmaxf(brush->radius - 0.5f, 0);
    for (int y = box.top; y < box.bottom; y++) {
        uint8_t *row = brush->target->pixels + (ptrdiff_t)y * brush->target->width;
        float py = (float)y + 0.5f - a.y;
        for (int x = box.left; x < box.right; x++) {
            float px = (float)x + 0.5f - a.x;
            float along = (px * dx + py * dy) * inverse;
            along = along < 0 ? 0 : along > 1 ? 1 : along;
            float ex = px - along * dx, ey = py - along * dy;
            float squared = ex * ex + ey * ey;
            if (squared >= outer * outer)
                continue;
            float cover = squared <= inner * inner ? 1 : outer - sqrtf(squared);
            uint8_t value = (uint8_t)(255 * fminf(cover, 1) + 0.5f);
            if (value > row[x])
                row[x] = value;
        }
    }
}

static void draw_vertex(void *context, struct point vertex) {
    struct brush *brush = context;
    const struct raster_transform *t = brush->transform;
    struct point to = {t->origin_x + t->scale * vertex.x, t->origin_y + t->scale * vertex.y};
    draw_segment(brush, brush->started ? brush->from : to, to);
    brush->from = to;
    brush->started = 1;
}

/* False if the whole stroke lies beside the clip. */
static int may_touch(const struct brush *brush, const struct stroke *stroke) {
    const struct stroke *const items[] = {stroke};
    const struct strokes one = {1, items};
    const struct raster_transform *t = brush->transform;
    struct box bounds;
    if (!strokes_bounds(&one, &bounds))
        return 0;
    /* The curve may swing out of its points' box, by less than the box's longer side. */
    float swing = fmaxf(bounds.right - bounds.left, bounds.bottom - bounds.top) * t->scale;
    struct point a = {t->origin_x + t->scale * bounds.left - swing,
                      t->origin_y + t->scale * bounds.top - swing};
    struct point b = {t->origin_x + t->scale * bounds.right + swing,
                      t->origin_y + t->scale * bounds.bottom + swing};
    struct pixel_box box = reach(brush, a, b);
    return box.left < box.right && box.top < box.bottom;
}

void raster_strokes(struct coverage *target, const struct strokes *strokes,
                    const struct raster_transform *transform, const struct pixel_box *clip) {
    for (int i = 0; i < strokes->count; i++) {
        const struct stroke *stroke = strokes->items[i];
        float pen = transform->pen_px > 0 ? transform->pen_px : stroke->brush * transform->scale;
        struct brush brush = {target, transform, clip, pen / 2, {0, 0}, 0};
        if (!may_touch(&brush, stroke))
            continue;
        /* A vertex every three pixels, or every half pen where that is finer or coarser still. */
        float step_px = fmaxf(1, fminf(3, pen / 2));
        stroke_flatten(stroke, step_px / transform->scale, draw_vertex, &brush);
    }
}
