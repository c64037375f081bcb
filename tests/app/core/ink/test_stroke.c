#include <math.h>

#include "app/core/ink/stroke.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

enum { MAX_VERTICES = 1000 };

struct polyline {
    int count;
    struct point vertices[MAX_VERTICES];
};

static void add_vertex(void *context, struct point vertex) {
    struct polyline *line = context;
    check_in_range(line->count, 0, MAX_VERTICES - 1);
    line->vertices[line->count++] = vertex;
}

static void flatten(struct polyline *line, const struct point *points, int count, float step) {
    const struct stroke stroke = {.brush = 0.1f, .count = count, .points = points};
    line->count = 0;
    stroke_flatten(&stroke, step, add_vertex, line);
    for (int i = 0; i < line->count; i++) {
        check_close((double)line->vertices[i].x, 0, 1e6, 0); /* finite */
        check_close((double)line->vertices[i].y, 0, 1e6, 0);
    }
}

static void test_stroke__bounds_contain_all_points(void **state) {
    static const struct point a[] = {{0.2f, 0.5f}, {-0.1f, 0.6f}}, b[] = {{0.3f, 1.5f}};
    const struct stroke strokes[] = {{0.1f, 2, a}, {0.5f, 1, b}};
    const struct stroke *items[] = {&strokes[0], &strokes[1]};
    struct box box;
    assert_true(strokes_bounds(&(struct strokes){2, items}, &box));
    check_close((double)box.left, -0.1, 1e-6, 0);
    check_close((double)box.top, 0.5, 1e-6, 0);
    check_close((double)box.right, 0.3, 1e-6, 0);
    check_close((double)box.bottom, 1.5, 1e-6, 0);
}

static void test_stroke__nothing_has_no_bounds(void **state) {
    const struct stroke empty = {0.1f, 0, NULL};
    const struct stroke *items[] = {&empty};
    struct box box;
    assert_false(strokes_bounds(&(struct strokes){0}, &box));
    assert_false(strokes_bounds(&(struct strokes){1, items}, &box));
}

static void test_stroke__empty_stroke_gives_no_vertex(void **state) {
    struct polyline line;
    flatten(&line, NULL, 0, 0.01f);
    assert_int_equal(line.count, 0);
}

static void test_stroke__dot_gives_one_vertex(void **state) {
    static const struct point points[] = {{0.5f, 0.25f}, {0.5f, 0.25f}, {0.5f, 0.25f}};
    for (int count = 1; count <= COUNT(points); count++) {
        struct polyline line;
        flatten(&line, points, count, 0.01f);
        assert_int_equal(line.count, 1);
        check_close((double)line.vertices[0].y, 0.25, 0, 0);
    }
}

static void test_stroke__straight_line_needs_no_cuts(void **state) {
    static const struct point points[] = {{0, 0}, {0.1f, 0.1f}, {0.7f, 0.7f}, {1, 1}};
    struct polyline line;
    flatten(&line, points, COUNT(points), 0.001f);
    assert_int_equal(line.count, COUNT(points));
}

/* Returns the distance from p to the nearest vertex. */
static double nearest(const struct polyline *line, struct point p) {
    double min = INFINITY;
    for (int i = 0; i < line->count; i++)
        min = fmin(min,
                   hypot((double)(line->vertices[i].x - p.x), (double)(line->vertices[i].y - p.y)));
    return min;
}

static void test_stroke__curve_goes_through_every_point(void **state) {
    static const struct point points[] = {{0.1f, 0.1f}, {0.2f, 0.5f},   {0.2f, 0.5f}, {0.21f, 0.5f},
                                          {0.9f, 0.4f}, {0.30f, 0.90f}, {0.1f, 0.1f}};
    struct polyline line;
    flatten(&line, points, COUNT(points), 0.002f);
    for (int i = 0; i < COUNT(points); i++)
        check_close(nearest(&line, points[i]), 0, 1e-6, 0);
}

/* Eight points on a circle: the spline between them stays near the circle, and the chords of the
 * polyline within a tenth of a step of the spline. */
static void test_stroke__circle_is_round(void **state) {
    struct point points[9];
    struct polyline line;
    for (int i = 0; i < 9; i++) {
        double angle = i * acos(-1) / 4;
        points[i] = (struct point){(float)cos(angle), (float)sin(angle)};
    }
    flatten(&line, points, 9, 0.004f);
    check_in_range(line.count, 40, 200);
    for (int i = 1; i < line.count; i++) {
        struct point a = line.vertices[i - 1], b = line.vertices[i];
        check_close(hypot((double)a.x, (double)a.y), 1, 0.05, 0);
        double chord = hypot((double)(b.x - a.x), (double)(b.y - a.y));
        check_close(chord * chord / 8, 0, 0.0004 * 1.5,
                    0); /* the height of the arc, for radius 1 */
    }
}

static void add_line(void *context, struct point from, struct point to) {
    add_vertex(context, from);
    add_vertex(context, to);
}

static void test_stroke__lines_are_cut_at_the_box(void **state) {
    static const struct box unit = {0, 0, 1, 1};
    static const struct {
        const char *name;
        struct point points[2];
        int count, lines;
        struct point from, to;
    } rows[] = {
        {"inside", {{0.1f, 0.2f}, {0.9f, 0.2f}}, 2, 1, {0.1f, 0.2f}, {0.9f, 0.2f}},
        {"across", {{-1, 0.5f}, {3, 0.5f}}, 2, 1, {0, 0.5f}, {1, 0.5f}},
        {"leaves aslant", {{0.5f, 0.5f}, {1.5f, 1}}, 2, 1, {0.5f, 0.5f}, {1, 0.75f}},
        {"enters upwards", {{0.25f, 2}, {0.25f, 0.5f}}, 2, 1, {0.25f, 1}, {0.25f, 0.5f}},
        {"past a corner", {{-1, 0.5f}, {0.5f, -1}}, 2, 0, {0, 0}, {0, 0}},
        {"beside", {{1.5f, 0}, {1.5f, 1}}, 2, 0, {0, 0}, {0, 0}},
        {"dot inside", {{0.5f, 0.5f}}, 1, 1, {0.5f, 0.5f}, {0.5f, 0.5f}},
        {"dot outside", {{0.5f, 1.5f}}, 1, 0, {0, 0}, {0, 0}},
    };
    for (int i = 0; i < COUNT(rows); i++) {
        const struct stroke stroke = {0.1f, rows[i].count, rows[i].points};
        struct polyline ends = {0};
        stroke_lines(&stroke, 0.01f, &unit, add_line, &ends);
        if (ends.count != 2 * rows[i].lines)
            fail_msg("%s: %d ends", rows[i].name, ends.count);
        if (ends.count == 0)
            continue;
        check_close((double)ends.vertices[0].x, (double)rows[i].from.x, 1e-6, 0);
        check_close((double)ends.vertices[0].y, (double)rows[i].from.y, 1e-6, 0);
        check_close((double)ends.vertices[1].x, (double)rows[i].to.x, 1e-6, 0);
        check_close((double)ends.vertices[1].y, (double)rows[i].to.y, 1e-6, 0);
    }
}

/* Uniform splines loop or overshoot where short spans meet long ones; centripetal splines do not
 * (Yuksel et al. 2011). */
static void test_stroke__sharp_turn_makes_no_loop(void **state) {
    static const struct point points[] = {{0, 0}, {1, 0}, {1.01f, 0.01f}, {1, 0.02f}, {0, 0.02f}};
    struct polyline line;
    flatten(&line, points, COUNT(points), 0.001f);
    for (int i = 0; i < line.count; i++) {
        assert_true(line.vertices[i].x < 1.02f);
        assert_true(line.vertices[i].y > -0.02f && line.vertices[i].y < 0.04f);
    }
}

static void test_stroke__vertices_are_bounded_however_far_the_points(void **state) {
    static const struct point points[] = {{0, 0}, {1e5f, 3}, {-1e5f, 1e5f}, {0, 1}};
    struct polyline line;
    flatten(&line, points, COUNT(points), 1e-4f);
    check_in_range(line.count, COUNT(points), 3 * 64 + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stroke__bounds_contain_all_points),
        cmocka_unit_test(test_stroke__nothing_has_no_bounds),
        cmocka_unit_test(test_stroke__empty_stroke_gives_no_vertex),
        cmocka_unit_test(test_stroke__dot_gives_one_vertex),
        cmocka_unit_test(test_stroke__straight_line_needs_no_cuts),
        cmocka_unit_test(test_stroke__curve_goes_through_every_point),
        cmocka_unit_test(test_stroke__circle_is_round),
        cmocka_unit_test(test_stroke__lines_are_cut_at_the_box),
        cmocka_unit_test(test_stroke__sharp_turn_makes_no_loop),
        cmocka_unit_test(test_stroke__vertices_are_bounded_however_far_the_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
