#include "app/core/ink/raster.h"

#include <math.h>
#include <stddef.h>

#include "app/core/base/clamp.h"

/* The pen on its way along one stroke; all in pixels. */
struct pen {
    struct coverage *target;
    struct pixel_box clip;
    const struct raster_transform *transform;
    float reach; /* radius plus half a pixel: no coverage beyond */
};

static struct pixel_box clip_to_target(const struct pixel_box *clip,
                                       const struct coverage *target) {
    return (struct pixel_box){
        .left = clip->left > 0 ? clip->left : 0,
        .top = clip->top > 0 ? clip->top : 0,
        .right = clip->right < target->width ? clip->right : target->width,
        .bottom = clip->bottom < target->height ? clip->bottom : target->height,
    };
}

/* Rounds down, clamped before the conversion, which could overflow. */
static int floor_within(float value, int low, int high) {
    return (int)floorf(clamp_float(value, (float)low, (float)high));
}

/* Raises count pixels of a row to their coverage by the pen on its way from (0,0) to `way`. The
 * centre of the first is at `first`. It has no branches, so that compilers vectorise it. */
static void cover_row(uint8_t *pixels, int count, struct point first, struct point way,
                      float reach) {
    float squared_length = way.x * way.x + way.y * way.y;
    float inverse = squared_length > 0 ? 1 / squared_length : 0;
    for (int i = 0; i < count; i++) {
        float x = first.x + (float)i;
        float fraction = clamp_float((x * way.x + first.y * way.y) * inverse, 0, 1);
        float dx = x - fraction * way.x, dy = first.y - fraction * way.y;
        float coverage = clamp_float(reach - sqrtf(dx * dx + dy * dy), 0, 1);
        uint8_t level = (uint8_t)(int)(coverage * 255 + 0.5f);
        pixels[i] = level > pixels[i] ? level : pixels[i];
    }
}

/* Draws the way from one vertex to the next. In each row only the part of the way within the pen's
 * reach above or below counts. */
static void cover_way(const struct pen *pen, struct point from, struct point to) {
    const struct pixel_box *clip = &pen->clip;
    struct point way = {to.x - from.x, to.y - from.y};
    float slant = way.y != 0 ? 1 / way.y : INFINITY;
    int top = floor_within(fminf(from.y, to.y) - pen->reach, clip->top, clip->bottom);
    int bottom = floor_within(fmaxf(from.y, to.y) + pen->reach + 1, clip->top, clip->bottom);
    for (int y = top; y < bottom; y++) {
        float down = (float)y + 0.5f - from.y;
        float above = (down - pen->reach) * slant, below = (down + pen->reach) * slant;
        float x1 = from.x + clamp_float(above, 0, 1) * way.x,
              x2 = from.x + clamp_float(below, 0, 1) * way.x;
        int left = floor_within(fminf(x1, x2) - pen->reach, clip->left, clip->right);
        int right = floor_within(fmaxf(x1, x2) + pen->reach + 1, clip->left, clip->right);
        struct point first = {(float)left + 0.5f - from.x, down};
        uint8_t *row = pen->target->pixels + (size_t)y * (size_t)pen->target->width;
        cover_row(row + left, right - left, first, way, pen->reach);
    }
}

static struct point to_pixels(const struct raster_transform *transform, struct point point) {
    return (struct point){transform->origin_x + point.x * transform->scale,
                          transform->origin_y + point.y * transform->scale};
}

static void draw_line(void *context, struct point from, struct point to) {
    const struct pen *pen = context;
    cover_way(pen, to_pixels(pen->transform, from), to_pixels(pen->transform, to));
}

void raster_strokes(struct coverage *target, const struct strokes *strokes,
                    const struct raster_transform *transform, const struct pixel_box *clip) {
    for (int i = 0; i < strokes->count; i++) {
        const struct stroke *stroke = strokes->items[i];
        float diameter =
            transform->pen_px > 0 ? transform->pen_px : stroke->brush * transform->scale;
        struct pen pen = {.target = target,
                          .clip = clip_to_target(clip, target),
                          .transform = transform,
                          .reach = diameter / 2 + 0.5f};
        stroke_lines(stroke, 1 / transform->scale, transform->within, draw_line, &pen);
    }
}
