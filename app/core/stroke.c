#include "app/core/stroke.h"

#include <math.h>

int strokes_bounds(const struct strokes *strokes, struct box *bounds) {
    int any = 0;
    for (int s = 0; s < strokes->count; s++)
        for (int i = 0; i < strokes->items[s]->count; i++) {
            struct point p = strokes->items[s]->points[i];
            if (!any)
                *bounds = (struct box){p.x, p.y, p.x, p.y};
            any = 1;
            bounds->left = fminf(bounds->left, p.x);
            bounds->top = fminf(bounds->top, p.y);
            bounds->right = fmaxf(bounds->right, p.x);
            bounds->bottom = fmaxf(bounds->bottom, p.y);
        }
    return any;
}

static struct point mix(struct point a, struct point b, float share) {
    return (struct point){a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

static float distance(struct point a, struct point b) {
    return hypotf(b.x - a.x, b.y - a.y);
}

/* The point mirrored to stand beyond an end of the stroke. */
static struct point beyond(struct point end, struct point next) {
    return (struct point){2 * end.x - next.x, 2 * end.y - next.y};
}

/* Barry and Goldman's pyramid for the spline through p[0..3] with knots t[0..3]: a point between
 * p[1] and p[2]. */
static struct point spline_point(const struct point p[4], const float t[4], float at) {
    struct point a[3], b[2];
    for (int i = 0; i < 3; i++)
        a[i] = mix(p[i], p[i + 1], (at - t[i]) / (t[i + 1] - t[i]));
    for (int i = 0; i < 2; i++)
        b[i] = mix(a[i], a[i + 1], (at - t[i]) / (t[i + 2] - t[i]));
    return mix(b[0], b[1], (at - t[1]) / (t[2] - t[1]));
}

/* The piece from p[1] to p[2], its first point left out. */
static void flatten_piece(const struct point p[4], float step, stroke_vertex_function *vertex,
                          void *context) {
    enum { MAX_CUTS = 64 };
    float t[4] = {0};
    for (int i = 1; i < 4; i++)
        t[i] = t[i - 1] + fmaxf(sqrtf(distance(p[i - 1], p[i])), 1e-6f); /* centripetal */
    float cuts = ceilf(distance(p[1], p[2]) / step);
    int count = cuts > MAX_CUTS ? MAX_CUTS : cuts < 1 ? 1 : (int)cuts;
    for (int i = 1; i < count; i++)
        vertex(context, spline_point(p, t, t[1] + (t[2] - t[1]) * (float)i / (float)count));
    vertex(context, p[2]);
}

void stroke_flatten(const struct stroke *stroke, float step, stroke_vertex_function *vertex,
                    void *context) {
    const struct point *points = stroke->points;
    int last = stroke->count - 1;
    vertex(context, points[0]);
    for (int i = 0; i < last; i++) {
        struct point p[4] = {
            i > 0 ? points[i - 1] : beyond(points[0], points[1]),
            points[i],
            points[i + 1],
            i + 1 < last ? points[i + 2] : beyond(points[last], points[last - 1]),
        };
        flatten_piece(p, step, vertex, context);
    }
}
