#include "app/core/eraser.h"

#include <math.h>
#include <stdlib.h>

/* How finely a stroke is cut up before it is cut, in canvas units: a third of a pixel in a canvas
 * of 800, so that neither the ends nor the shape of what is left can be seen to move. */
static const float cut_step = 0.004f;

/* The area in which centre lines are cut: all points nearer than radius to the line from a to b. */
struct capsule {
    struct point a, b;
    float radius;
};

static float distance_to(const struct capsule *capsule, struct point p) {
    float dx = capsule->b.x - capsule->a.x, dy = capsule->b.y - capsule->a.y;
    float px = p.x - capsule->a.x, py = p.y - capsule->a.y;
    float squared = dx * dx + dy * dy;
    float along = squared > 0 ? (px * dx + py * dy) / squared : 0;
    along = fmaxf(0, fminf(1, along));
    return hypotf(px - along * dx, py - along * dy);
}

static bool is_inside(const struct capsule *capsule, struct point p) {
    return distance_to(capsule, p) < capsule->radius;
}

/* Where the line from `outside` to `inside` enters the capsule, by bisection. */
static struct point entry(const struct capsule *capsule, struct point outside,
                          struct point inside) {
    for (int i = 0; i < 16; i++) {
        struct point middle = {(outside.x + inside.x) / 2, (outside.y + inside.y) / 2};
        if (is_inside(capsule, middle))
            inside = middle;
        else
            outside = middle;
    }
    return outside;
}

/* A stroke on its way through the capsule. */
struct cutting {
    const struct capsule *capsule;
    struct stroke_list *kept;
    struct point *piece; /* what was found outside since the last cut */
    int count, room;
    float brush;
    bool inside, touched, failed;
    struct point last;
};

static void add_point(struct cutting *cutting, struct point p) {
    if (cutting->count == cutting->room) {
        int room = cutting->room ? 2 * cutting->room : 256;
        struct point *piece = realloc(cutting->piece, (size_t)room * sizeof *piece);
        if (!piece) {
            cutting->failed = true;
            return;
        }
        cutting->piece = piece;
        cutting->room = room;
    }
    cutting->piece[cutting->count++] = p;
}

static void keep_piece(struct cutting *cutting) {
    struct stroke piece = {cutting->brush, cutting->count, cutting->piece};
    if (cutting->count > 0 && !stroke_list_add_copy(cutting->kept, &piece))
        cutting->failed = true;
    cutting->count = 0;
}

static void cut_vertex(void *context, struct point p) {
    struct cutting *cutting = context;
    bool inside = is_inside(cutting->capsule, p);
    bool first = cutting->count == 0 && !cutting->touched;
    if (inside && !cutting->inside && !first) {
        add_point(cutting, entry(cutting->capsule, cutting->last, p));
        keep_piece(cutting);
    } else if (!inside && cutting->inside) {
        add_point(cutting, entry(cutting->capsule, p, cutting->last));
    }
    if (!inside)
        add_point(cutting, p);
    cutting->touched |= inside;
    cutting->inside = inside;
    cutting->last = p;
}

static bool is_far(const struct capsule *capsule, const struct stroke *stroke) {
    const struct stroke *const items[] = {stroke};
    const struct strokes one = {1, items};
    struct box box;
    strokes_bounds(&one, &box);
    /* Twice the longer side: the smooth curve may leave the box of its points. */
    float reach = capsule->radius + 2 * fmaxf(box.right - box.left, box.bottom - box.top);
    return fmaxf(capsule->a.x, capsule->b.x) + reach < box.left ||
           fminf(capsule->a.x, capsule->b.x) - reach > box.right ||
           fmaxf(capsule->a.y, capsule->b.y) + reach < box.top ||
           fminf(capsule->a.y, capsule->b.y) - reach > box.bottom;
}

/* Adds to kept what is left of the stroke: itself if it is not touched. False without memory. */
static bool cut_stroke(struct cutting *cutting, const struct stroke *stroke) {
    int before = cutting->kept->count;
    cutting->count = 0;
    cutting->inside = cutting->touched = false;
    cutting->brush = stroke->brush;
    if (!is_far(cutting->capsule, stroke))
        stroke_flatten(stroke, cut_step, cut_vertex, cutting);
    if (cutting->touched) {
        keep_piece(cutting);
        return !cutting->failed;
    }
    while (cutting->kept->count > before)
        stroke_list_remove_last(cutting->kept);
    return !cutting->failed && stroke_list_add_shared(cutting->kept, stroke);
}

enum nn_status eraser_cut(struct stroke_list *list, struct point a, struct point b, float size,
                          bool *erased, struct nn_error *err) {
    struct stroke_list kept = {0};
    struct cutting cutting = {.kept = &kept};
    bool touched = false, fits = true;
    for (int i = 0; i < list->count && fits; i++) {
        const struct stroke *stroke = list->items[i];
        struct capsule capsule = {a, b, (size + stroke->brush) / 2};
        cutting.capsule = &capsule;
        fits = cut_stroke(&cutting, stroke);
        touched |= cutting.touched;
    }
    free(cutting.piece);
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
