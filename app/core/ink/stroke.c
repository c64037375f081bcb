#include "app/core/ink/stroke.h"

#include <math.h>

#include "app/core/base/clamp.h"

enum { MAX_CUTS = 64 }; /* of one span between two points */

const struct box box_empty = {INFINITY, INFINITY, -INFINITY, -INFINITY};

void box_add(struct box *box, struct point point) {
    box->left = fminf(box->left, point.x);
    box->top = fminf(box->top, point.y);
    box->right = fmaxf(box->right, point.x);
    box->bottom = fmaxf(box->bottom, point.y);
}

bool strokes_bounds(const struct strokes *strokes, struct box *bounds) {
    *bounds = box_empty;
    for (int i = 0; i < strokes->count; i++)
        for (int j = 0; j < strokes->items[i]->count; j++)
            box_add(bounds, strokes->items[i]->points[j]);
    return bounds->left <= bounds->right;
}

static float distance(struct point a, struct point b) {
    return hypotf(b.x - a.x, b.y - a.y);
}

int stroke_thin(const struct stroke *stroke, float apart, int every, struct point *to) {
    int count = 0;
    for (int i = 0; i < stroke->count; i += every)
        if (i == 0 || distance(to[count - 1], stroke->points[i]) > apart)
            to[count++] = stroke->points[i];
    return count;
}

static struct point on_canvas(struct point point) {
    return (struct point){clamp_float(point.x, 0, 1), clamp_float(point.y, 0, 1)};
}

float stroke_length(const struct stroke *stroke) {
    float length = 0;
    for (int i = 1; i < stroke->count; i++)
        length += distance(on_canvas(stroke->points[i - 1]), on_canvas(stroke->points[i]));
    return length;
}

static struct point mirrored(struct point point, struct point centre) {
    return (struct point){2 * centre.x - point.x, 2 * centre.y - point.y};
}

/* Index of the next point that does not coincide with point i, or count. Coinciding knots would
 * have no tangent. */
static int next_distinct(const struct stroke *stroke, int i) {
    const float same = 1e-7f;
    int next = i + 1;
    while (next < stroke->count && distance(stroke->points[i], stroke->points[next]) <= same)
        next++;
    return next;
}

/* The tangent at `at` times a third of the knot interval `own`: from `at` to the Bezier control
 * point of the span on that side (Yuksel et al. 2011, equation 3 as a cubic Bezier). The intervals
 * are the square roots of the distances, which makes the spline centripetal. */
static struct point control_offset(struct point before, struct point at, struct point after,
                                   float own) {
    float t1 = sqrtf(distance(before, at)), t2 = sqrtf(distance(at, after));
    float a = own / (3 * t1), b = own / (3 * t2), c = own / (3 * (t1 + t2));
    return (struct point){(at.x - before.x) * a + (after.x - at.x) * b - (after.x - before.x) * c,
                          (at.y - before.y) * a + (after.y - at.y) * b - (after.y - before.y) * c};
}

static struct point bezier_at(const struct point b[4], float t) {
    float s = 1 - t;
    float w0 = s * s * s, w1 = 3 * s * s * t, w2 = 3 * s * t * t, w3 = t * t * t;
    return (struct point){w0 * b[0].x + w1 * b[1].x + w2 * b[2].x + w3 * b[3].x,
                          w0 * b[0].y + w1 * b[1].y + w2 * b[2].y + w3 * b[3].y};
}

/* The distance of a second difference of the control points from the chord. */
static float bend(struct point a, struct point b, struct point c, struct point chord) {
    return fabsf((a.x - 2 * b.x + c.x) * chord.y - (a.y - 2 * b.y + c.y) * chord.x) /
           hypotf(chord.x, chord.y);
}

/* The number of equal cuts that keep a cubic within tolerance of its chords (Wang's formula:
 * Goldman, Pyramid Algorithms, 2003); only the part of second differences across the chord counts.
 */
static int count_cuts(const struct point b[4], float tolerance) {
    struct point chord = {b[3].x - b[0].x, b[3].y - b[0].y};
    float max = fmaxf(bend(b[0], b[1], b[2], chord), bend(b[1], b[2], b[3], chord));
    float cuts = ceilf(sqrtf(0.75f * max / tolerance));
    return (int)clamp_float(cuts, 1, MAX_CUTS);
}

/* Emits the vertices after p[1], up to and including p[2]. */
static void flatten_span(const struct point p[4], float step, stroke_vertex_function *vertex,
                         void *context) {
    const float step_fraction = 0.1f; /* a bend of a tenth of a step is invisible */
    float interval = sqrtf(distance(p[1], p[2]));
    struct point out = control_offset(p[0], p[1], p[2], interval);
    struct point in = control_offset(p[1], p[2], p[3], interval);
    const struct point bezier[4] = {
        p[1], {p[1].x + out.x, p[1].y + out.y}, {p[2].x - in.x, p[2].y - in.y}, p[2]};
    int cuts = count_cuts(bezier, step * step_fraction);
    for (int i = 1; i < cuts; i++)
        vertex(context, bezier_at(bezier, (float)i / (float)cuts));
    vertex(context, p[2]);
}

void stroke_flatten(const struct stroke *stroke, float step, stroke_vertex_function *vertex,
                    void *context) {
    if (stroke->count == 0)
        return;
    const struct point *points = stroke->points;
    vertex(context, points[0]);
    int before = -1, from = 0, to = next_distinct(stroke, 0);
    while (to < stroke->count) {
        int after = next_distinct(stroke, to);
        const struct point span[4] = {
            before >= 0 ? points[before] : mirrored(points[to], points[from]), points[from],
            points[to], after < stroke->count ? points[after] : mirrored(points[from], points[to])};
        flatten_span(span, step, vertex, context);
        before = from;
        from = to;
        to = after;
    }
}

/* Narrows *enter and *leave, fractions of the way from `from` to `to`, to the part between low and
 * high. */
static void cut_way(float from, float to, float low, float high, float *enter, float *leave) {
    float way = to - from;
    if (way == 0) {
        if (from < low || from > high)
            *leave = -1;
        return;
    }
    float at_low = (low - from) / way, at_high = (high - from) / way;
    *enter = fmaxf(*enter, fminf(at_low, at_high));
    *leave = fminf(*leave, fmaxf(at_low, at_high));
}

bool box_cut_line(const struct box *within, struct point *from, struct point *to) {
    float enter = 0, leave = 1;
    struct point start = *from, way = {to->x - start.x, to->y - start.y};
    cut_way(from->x, to->x, within->left, within->right, &enter, &leave);
    cut_way(from->y, to->y, within->top, within->bottom, &enter, &leave);
    if (enter > leave)
        return false;
    if (enter > 0)
        *from = (struct point){start.x + enter * way.x, start.y + enter * way.y};
    if (leave < 1)
        *to = (struct point){start.x + leave * way.x, start.y + leave * way.y};
    return true;
}

/* Turns vertices into lines. */
struct lines {
    const struct box *within;
    stroke_line_function *line;
    void *context;
    struct point last;
    int vertices;
};

static void add_line(const struct lines *lines, struct point from, struct point to) {
    if (!lines->within || box_cut_line(lines->within, &from, &to))
        lines->line(lines->context, from, to);
}

static void add_vertex(void *context, struct point vertex) {
    struct lines *lines = context;
    if (lines->vertices++ > 0)
        add_line(lines, lines->last, vertex);
    lines->last = vertex;
}

void stroke_lines(const struct stroke *stroke, float step, const struct box *within,
                  stroke_line_function *line, void *context) {
    struct lines lines = {.within = within, .line = line, .context = context};
    stroke_flatten(stroke, step, add_vertex, &lines);
    if (lines.vertices == 1)
        add_line(&lines, lines.last, lines.last);
}
