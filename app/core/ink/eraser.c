#include "app/core/ink/eraser.h"

#include <math.h>
#include <stdlib.h>

#include "app/core/base/array.h"
#include "app/core/ink/capsule.h"

/* The step at which a curve becomes a polyline before it is cut, in canvas units: less than a pixel
 * of any screen, so that the rest of a line does not visibly move. */
static const float cut_step = 1.0f / 4096;

/* A cut shorter than this, in canvas units, is a rounding error at the end of an earlier cut. */
static const float min_cut = 1e-6f;

/* A stroke being cut by the capsule that removes centre lines. */
struct cutting {
    struct capsule capsule;
    struct stroke_list *kept;
    struct stroke piece; /* the part outside since the last cut */
    struct point *points;
    int capacity;
    struct point last;
    bool started, touched, failed;
};

static void add_point(struct cutting *cutting, struct point p) {
    struct point *points = array_reserve(cutting->points, &cutting->capacity,
                                         cutting->piece.count + 1, sizeof *points);
    if (!points) {
        cutting->failed = true;
        return;
    }
    cutting->piece.points = cutting->points = points;
    points[cutting->piece.count++] = p;
}

static void end_piece(struct cutting *cutting) {
    if (cutting->piece.count > 0 && !stroke_list_add_copy(cutting->kept, &cutting->piece))
        cutting->failed = true;
    cutting->piece.count = 0;
}

static bool is_inside(const struct capsule *capsule, struct point p) {
    const struct point rightward = {1, 0};
    float enter, leave;
    return capsule_crosses_line(capsule, p, rightward, &enter, &leave) && enter < 0 && leave > 0;
}

/* Adds the line from the last vertex to p, without its part inside the capsule. */
static void cut_line(struct cutting *cutting, struct point p) {
    struct point from = cutting->last, way = {p.x - from.x, p.y - from.y};
    float length = hypotf(way.x, way.y), enter, leave;
    bool crosses = capsule_crosses_line(&cutting->capsule, from, way, &enter, &leave) &&
                   (fminf(leave, 1) - fmaxf(enter, 0)) * length >= min_cut;
    if (!crosses && cutting->piece.count == 0)
        add_point(cutting, from);
    if (!crosses) {
        add_point(cutting, p);
        return;
    }
    cutting->touched = true;
    if (enter > 0)
        add_point(cutting, (struct point){from.x + enter * way.x, from.y + enter * way.y});
    else if (cutting->piece.count == 1)
        cutting->piece.count = 0; /* the stroke begins inside */
    end_piece(cutting);
    if (leave < 1) {
        add_point(cutting, (struct point){from.x + leave * way.x, from.y + leave * way.y});
        add_point(cutting, p);
    }
}

static void cut_vertex(void *context, struct point p) {
    struct cutting *cutting = context;
    if (cutting->started)
        cut_line(cutting, p);
    else
        add_point(cutting, p);
    cutting->started = true;
    cutting->last = p;
}

/* A dot has no line to cut: it is either inside or not. */
static void cut_dot(struct cutting *cutting) {
    if (!cutting->touched && cutting->piece.count == 1 &&
        is_inside(&cutting->capsule, cutting->points[0])) {
        cutting->touched = true;
        cutting->piece.count = 0;
    }
}

static bool is_far(const struct capsule *capsule, const struct stroke *stroke) {
    const struct stroke *const items[] = {stroke};
    const struct strokes one = {1, items};
    struct box box;
    if (!strokes_bounds(&one, &box))
        return true;
    /* The smooth curve leaves the box of its points by less than the longer side. */
    float reach = capsule->radius + fmaxf(box.right - box.left, box.bottom - box.top);
    return fmaxf(capsule->from.x, capsule->to.x) + reach < box.left ||
           fminf(capsule->from.x, capsule->to.x) - reach > box.right ||
           fmaxf(capsule->from.y, capsule->to.y) + reach < box.top ||
           fminf(capsule->from.y, capsule->to.y) - reach > box.bottom;
}

/* Adds the rest of the stroke, or all of it if it is not touched, to kept. False without memory. */
static bool cut_stroke(struct cutting *cutting, const struct stroke *stroke) {
    cutting->piece = (struct stroke){.brush = stroke->brush, .points = cutting->points};
    cutting->started = cutting->touched = false;
    if (!is_far(&cutting->capsule, stroke))
        stroke_flatten(stroke, cut_step, cut_vertex, cutting);
    cut_dot(cutting);
    if (cutting->touched)
        end_piece(cutting);
    else if (!stroke_list_add_shared(cutting->kept, stroke))
        cutting->failed = true;
    return !cutting->failed;
}

enum nn_status eraser_cut(struct stroke_list *list, struct point a, struct point b, float size,
                          bool *erased, struct nn_error *err) {
    struct stroke_list kept = {0};
    struct cutting cutting = {.kept = &kept};
    bool touched = false, fits = true;
    for (int i = 0; i < list->count && fits; i++) {
        const struct stroke *stroke = list->items[i];
        cutting.capsule = (struct capsule){a, b, (size + stroke->brush) / 2};
        fits = cut_stroke(&cutting, stroke);
        touched |= cutting.touched;
    }
    free(cutting.points);
    if (!fits || !touched) {
        stroke_list_deinit(&kept);
        return fits ? NN_STATUS_OK
                    : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory left for the drawing");
    }
    stroke_list_deinit(list);
    *list = kept;
    *erased = true;
    return NN_STATUS_OK;
}
