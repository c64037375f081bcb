/* No call has two random numbers among its arguments: the compiler would choose their order. */
#include "app/core/pen/pen_scribbles.h"

#include <math.h>
#include <stddef.h>

static const float pi = 3.14159265f;

static float between(struct nn_rng *rng, float min, float max) {
    return min + (max - min) * nn_rng_uniform(rng);
}

static int whole_between(struct nn_rng *rng, int min, int max) {
    return min + (int)nn_rng_below(rng, (uint32_t)(max - min + 1));
}

/* A walk that turns more or less at random and is pulled back to the middle. */
static void draw_scrawl(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    int count = whole_between(rng, 9, 30);
    float x = between(rng, 0.2f, 0.8f), y = between(rng, 0.2f, 0.8f);
    float angle = between(rng, -pi, pi), stride = between(rng, 0.12f, 0.4f);
    float wildness = between(rng, 0.6f, 2.5f);
    for (int i = 0; i < count; i++) {
        pen_path_add_knot(path, x, y, false);
        angle += wildness * nn_rng_normal(rng);
        x += stride * cosf(angle) + 0.3f * (0.5f - x);
        y += stride * sinf(angle) + 0.3f * (0.5f - y);
    }
}

void pen_scribbles_add_zigzag(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    int passes = whole_between(rng, 5, 9);
    bool sharp = nn_rng_uniform(rng) < 0.6f;
    float lean = between(rng, -0.3f, 0.3f);
    for (int i = 0; i <= passes; i++) {
        float y = (float)i / (float)passes, side = i % 2 ? 1.05f : -0.05f;
        float lower = between(rng, -0.05f, 0.05f);
        pen_path_add_knot(path, side + lean * (0.5f - y) + between(rng, -0.1f, 0.1f), y + lower,
                          sharp);
    }
}

/* The same zigzag, from left to right or filling an area. */
static void draw_zigzag(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    pen_scribbles_add_zigzag(skeleton, rng);
    struct pen_path *path = &skeleton->paths[skeleton->count - 1];
    float height = between(rng, 0.15f, 0.8f);
    bool across = nn_rng_uniform(rng) < 0.7f;
    for (int i = 0; across && i < path->count; i++) {
        struct point knot = path->knots[i];
        path->knots[i] = (struct point){knot.y, 0.5f + height * (knot.x - 0.5f)};
    }
}

static void draw_dense_fill(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    int passes = whole_between(rng, 10, 24);
    float width = between(rng, 0.2f, 0.5f), lean = between(rng, -0.4f, 0.4f);
    for (int i = 0; i <= passes; i++) {
        float y = (float)i / (float)passes, side = i % 2 ? width : -width;
        float lower = between(rng, -0.03f, 0.03f);
        pen_path_add_knot(path, 0.5f + side + lean * (0.5f - y) + between(rng, -0.1f, 0.1f),
                          y + lower, false);
    }
}

static void draw_wave(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    int turns = whole_between(rng, 3, 7);
    float height = between(rng, 0.06f, 0.25f), lean = between(rng, -0.2f, 0.2f);
    for (int i = 0; i <= 2 * turns; i++) {
        float x = (float)i / (float)(2 * turns), side = i % 2 ? height : -height;
        pen_path_add_knot(path, x, 0.5f + side + lean * (x - 0.5f), false);
    }
}

/* Curls like a telephone cord, or a handwritten eee. */
static void draw_curls(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    enum { KNOTS_A_TURN = 6 };
    int turns = whole_between(rng, 3, 6);
    float radius = between(rng, 0.12f, 0.25f), way = nn_rng_uniform(rng) < 0.5f ? 1 : -1;
    for (int i = 0; i <= turns * KNOTS_A_TURN; i++) {
        float angle = 2 * pi * (float)i / KNOTS_A_TURN;
        pen_path_add_knot(path, (float)i / (float)(turns * KNOTS_A_TURN) - radius * sinf(angle),
                          0.5f + way * radius * 1.3f * cosf(angle), false);
    }
}

static void draw_spiral(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    enum { KNOTS_A_TURN = 8 };
    int count = whole_between(rng, 5 * KNOTS_A_TURN / 2, 4 * KNOTS_A_TURN);
    float begin = between(rng, -pi, pi), way = nn_rng_uniform(rng) < 0.5f ? 1 : -1;
    for (int i = 0; i <= count; i++) {
        float angle = begin + way * 2 * pi * (float)i / KNOTS_A_TURN;
        float radius = 0.03f + 0.47f * (float)i / (float)count;
        pen_path_add_knot(path, 0.5f + radius * cosf(angle), 0.5f + radius * sinf(angle), false);
    }
}

/* A line through the middle at an angle from the horizontal, in radians, bending by sag. */
static void add_line(struct pen_skeleton *skeleton, float angle, float sag) {
    enum { KNOTS = 5 };
    struct pen_path *path = pen_skeleton_add_path(skeleton);
    float c = cosf(angle), s = sinf(angle);
    for (int i = 0; i < KNOTS; i++) {
        float along = (float)i / (KNOTS - 1) - 0.5f, depth = sag * (1 - 4 * along * along);
        pen_path_add_knot(path, 0.5f + along * c - depth * s, 0.5f + along * s + depth * c, false);
    }
}

/* Horizontal, or falling to the right as no 1 does. */
static void draw_line(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    float sag = between(rng, -0.06f, 0.06f);
    add_line(skeleton, between(rng, -0.35f, 0.95f), sag);
}

/* An arch that falls to the right would be a 7. */
static void draw_arc(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    bool arches = nn_rng_uniform(rng) < 0.5f;
    float sag = arches ? between(rng, -0.5f, -0.15f) : between(rng, 0.15f, 0.5f);
    add_line(skeleton, arches ? between(rng, -0.3f, 0.15f) : between(rng, -0.35f, 0.6f), sag);
}

static void draw_parallel_lines(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    int count = whole_between(rng, 3, 5);
    float angle = between(rng, -0.4f, 2), gap = between(rng, 0.12f, 0.3f);
    for (int i = 0; i < count; i++) {
        add_line(skeleton, angle + between(rng, -0.08f, 0.08f), 0);
        struct pen_path *path = &skeleton->paths[i];
        float shift = gap * ((float)i - 0.5f * (float)count);
        for (int k = 0; k < path->count; k++) {
            path->knots[k].x -= shift * sinf(angle);
            path->knots[k].y += shift * cosf(angle);
        }
    }
}

static void add_knot_anywhere(struct pen_path *path, struct nn_rng *rng) {
    float y = nn_rng_uniform(rng);
    pen_path_add_knot(path, nn_rng_uniform(rng), y, false);
}

static void draw_crossing_lines(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    int count = whole_between(rng, 4, 7);
    for (int i = 0; i < count; i++) {
        struct pen_path *path = pen_skeleton_add_path(skeleton);
        add_knot_anywhere(path, rng);
        add_knot_anywhere(path, rng);
    }
}

static void draw_dots(struct pen_skeleton *skeleton, struct nn_rng *rng) {
    int count = whole_between(rng, 2, 6);
    for (int i = 0; i < count; i++) {
        struct pen_path *path = pen_skeleton_add_path(skeleton);
        float y = nn_rng_uniform(rng), x = nn_rng_uniform(rng);
        pen_path_add_knot(path, x, y, false);
        if (nn_rng_uniform(rng) < 0.5f)
            pen_path_add_knot(path, x + between(rng, 0.005f, 0.02f), y, false);
    }
}

static const struct pen_scribble scribbles[] = {
    {4, "scrawl", draw_scrawl},
    {2, "zigzag", draw_zigzag},
    {2, "dense fill", draw_dense_fill},
    {1, "wave", draw_wave},
    {1, "curls", draw_curls},
    {2, "spiral", draw_spiral},
    {3, "line", draw_line},
    {2, "arc", draw_arc},
    {1, "parallel lines", draw_parallel_lines},
    {2, "crossing lines", draw_crossing_lines},
    {1, "dots", draw_dots},
};

const struct pen_scribble *pen_scribbles_at(int index) {
    return index >= 0 && index < (int)(sizeof scribbles / sizeof *scribbles) ? &scribbles[index]
                                                                             : NULL;
}
