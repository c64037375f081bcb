#include <math.h>

#include "app/core/ink/canvas.h"
#include "tests/support/check.h"

static int set_up(void **state) {
    struct canvas *canvas = NULL;
    struct nn_error err;
    check_ok(canvas_create(&canvas, &err), &err);
    *state = canvas;
    return 0;
}

static int tear_down(void **state) {
    canvas_destroy(*state);
    return 0;
}

static void drag(struct canvas *canvas, enum canvas_tool tool, struct point from, struct point to) {
    struct nn_error err;
    check_ok(canvas_begin(canvas, tool, 0.1f, from, &err), &err);
    check_ok(canvas_move(canvas, to, &err), &err);
    canvas_end(canvas);
}

static void draw_line(struct canvas *canvas, float y) {
    drag(canvas, CANVAS_TOOL_PEN, (struct point){0.1f, y}, (struct point){0.9f, y});
}

static int count_strokes(const struct canvas *canvas) {
    return canvas_strokes(canvas).count;
}

static void test_canvas__starts_empty_with_nothing_to_undo(void **state) {
    struct canvas *canvas = *state;
    assert_int_equal(count_strokes(canvas), 0);
    assert_false(canvas_can_undo(canvas));
    assert_false(canvas_can_redo(canvas));
    assert_false(canvas_is_drawing(canvas));
    canvas_undo(canvas);
    canvas_redo(canvas);
    canvas_end(canvas);
    assert_int_equal(count_strokes(canvas), 0);
}

static void test_canvas__open_stroke_is_shown_as_it_grows(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    draw_line(canvas, 0.2f);
    check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.05f, (struct point){0.5f, 0.5f}, &err), &err);
    assert_true(canvas_is_drawing(canvas));
    for (int i = 0; i < 1000; i++) {
        struct point p = {0.5f + (float)i / 3000, 0.6f};
        check_ok(canvas_move(canvas, p, &err), &err);
        const struct stroke *open = canvas_strokes(canvas).items[1];
        assert_int_equal(open->count, i + 2);
        check_close((double)open->points[open->count - 1].x, (double)p.x, 0, 0);
    }
    canvas_end(canvas);
    assert_false(canvas_is_drawing(canvas));
    assert_int_equal(count_strokes(canvas), 2);
    assert_int_equal(canvas_strokes(canvas).items[1]->count, 1001);
    check_close((double)canvas_strokes(canvas).items[1]->brush, 0.05, 1e-7, 0);
}

static void test_canvas__point_like_the_last_is_ignored(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    struct point p = {0.3f, 0.4f};
    check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, p, &err), &err);
    uint64_t revision = canvas_revision(canvas);
    check_ok(canvas_move(canvas, p, &err), &err);
    assert_int_equal(canvas_revision(canvas), revision);
    canvas_end(canvas);
    assert_int_equal(canvas_strokes(canvas).items[0]->count, 1);
}

static void test_canvas__move_without_a_stroke_draws_nothing(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    check_ok(canvas_move(canvas, (struct point){0.5f, 0.5f}, &err), &err);
    assert_int_equal(count_strokes(canvas), 0);
}

static void test_canvas__begin_ends_the_open_stroke(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    for (int i = 0; i < 3; i++)
        check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, (struct point){0, 0}, &err), &err);
    canvas_end(canvas);
    assert_int_equal(count_strokes(canvas), 3);
}

static void test_canvas__undo_and_redo_walk_through_all_steps(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    for (int i = 0; i < 3; i++)
        draw_line(canvas, 0.2f * (float)(i + 1));
    check_ok(canvas_clear(canvas, &err), &err);
    static const int counts[] = {0, 3, 2, 1, 0};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(count_strokes(canvas), counts[i]);
        assert_int_equal(canvas_can_undo(canvas), i < 4);
        if (i < 4)
            canvas_undo(canvas);
    }
    for (int i = 4; i > 0; i--) {
        assert_true(canvas_can_redo(canvas));
        canvas_redo(canvas);
        assert_int_equal(count_strokes(canvas), counts[i - 1]);
    }
    assert_false(canvas_can_redo(canvas));
}

static void test_canvas__drawing_after_undo_forgets_what_was_undone(void **state) {
    struct canvas *canvas = *state;
    draw_line(canvas, 0.2f);
    draw_line(canvas, 0.4f);
    canvas_undo(canvas);
    draw_line(canvas, 0.6f);
    assert_false(canvas_can_redo(canvas));
    assert_int_equal(count_strokes(canvas), 2);
    check_close((double)canvas_strokes(canvas).items[1]->points[0].y, 0.6, 1e-6, 0);
    canvas_undo(canvas);
    assert_int_equal(count_strokes(canvas), 1);
}

static void test_canvas__undo_removes_an_open_stroke(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, (struct point){0, 0}, &err), &err);
    assert_true(canvas_can_undo(canvas));
    canvas_undo(canvas);
    assert_int_equal(count_strokes(canvas), 0);
    assert_false(canvas_is_drawing(canvas));
    canvas_redo(canvas);
    assert_int_equal(count_strokes(canvas), 1);
}

static void test_canvas__clear_of_nothing_is_no_step(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    check_ok(canvas_clear(canvas, &err), &err);
    assert_false(canvas_can_undo(canvas));
}

static void test_canvas__replace_copies_and_can_be_undone(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    struct point points[] = {{0.1f, 0.2f}, {0.3f, 0.4f}};
    const struct stroke stroke = {0.07f, 2, points};
    const struct stroke *items[] = {&stroke, &stroke};
    draw_line(canvas, 0.5f);
    check_ok(canvas_replace(canvas, &(struct strokes){2, items}, &err), &err);
    /* cppcheck-suppress unreadVariable ; the strokes point to it */
    points[0].x = 9;
    assert_int_equal(count_strokes(canvas), 2);
    check_close((double)canvas_strokes(canvas).items[1]->points[0].x, 0.1, 1e-6, 0);
    canvas_undo(canvas);
    assert_int_equal(count_strokes(canvas), 1);
}

static void test_canvas__revision_tells_every_change(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    uint64_t last = canvas_revision(canvas);
    for (int step = 0; step < 5; step++) {
        if (step == 0)
            check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, (struct point){0, 0}, &err), &err);
        else if (step == 1)
            check_ok(canvas_move(canvas, (struct point){0.5f, 0.5f}, &err), &err);
        else if (step == 2)
            check_ok(canvas_clear(canvas, &err), &err);
        else if (step == 3)
            canvas_undo(canvas);
        else
            canvas_redo(canvas);
        assert_true(canvas_revision(canvas) > last);
        last = canvas_revision(canvas);
    }
}

static void test_canvas__history_is_bounded(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    int steps = 0;
    for (int i = 0; i < 1500; i++) {
        draw_line(canvas, 0.5f);
        if (i % 2)
            check_ok(canvas_clear(canvas, &err), &err);
    }
    while (canvas_can_undo(canvas)) {
        canvas_undo(canvas);
        steps++;
    }
    check_in_range(steps, 100, 1000);
}

static void test_canvas__eraser_cuts_a_line_in_two(void **state) {
    struct canvas *canvas = *state;
    draw_line(canvas, 0.5f);
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.5f, 0.2f}, (struct point){0.5f, 0.8f});
    struct strokes strokes = canvas_strokes(canvas);
    assert_int_equal(strokes.count, 2);
    const struct stroke *left = strokes.items[0], *right = strokes.items[1];
    /* Eraser and brush have a radius of 0.05 each. */
    check_close((double)left->points[0].x, 0.1, 1e-6, 0);
    check_close((double)left->points[left->count - 1].x, 0.4, 1e-5, 0);
    check_close((double)right->points[0].x, 0.6, 1e-5, 0);
    check_close((double)right->points[right->count - 1].x, 0.9, 1e-6, 0);
}

static void test_canvas__eraser_cuts_exactly(void **state) {
    static const struct {
        const char *name;
        struct point from, to; /* the eraser's path over a line from (0.1,0.5) to (0.9,0.5) */
        int pieces;
        double ends[4];
    } rows[] = {
        {"click in the middle", {0.5f, 0.5f}, {0.5f, 0.5f}, 2, {0.1, 0.4, 0.6, 0.9}},
        {"click beside, touching", {0.5f, 0.56f}, {0.5f, 0.56f}, 2, {0.1, 0.42, 0.58, 0.9}},
        {"click beside, not touching", {0.5f, 0.61f}, {0.5f, 0.61f}, 1, {0.1, 0.9}},
        {"from the left end", {0.0f, 0.5f}, {0.2f, 0.5f}, 1, {0.3, 0.9}},
        {"off the right end", {0.8f, 0.5f}, {1.0f, 0.5f}, 1, {0.1, 0.7}},
        {"along all of it", {0.05f, 0.52f}, {0.95f, 0.48f}, 0, {0}},
        {"parallel, touching", {0.3f, 0.58f}, {0.7f, 0.58f}, 2, {0.1, 0.24, 0.76, 0.9}},
        {"parallel, not touching", {0.1f, 0.601f}, {0.9f, 0.601f}, 1, {0.1, 0.9}},
    };
    struct canvas *canvas = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("%s\n", rows[i].name);
        struct nn_error err;
        check_ok(canvas_clear(canvas, &err), &err);
        draw_line(canvas, 0.5f);
        drag(canvas, CANVAS_TOOL_ERASER, rows[i].from, rows[i].to);
        struct strokes strokes = canvas_strokes(canvas);
        assert_int_equal(strokes.count, rows[i].pieces);
        for (int j = 0; j < strokes.count; j++) {
            const struct stroke *piece = strokes.items[j];
            check_close((double)piece->points[0].x, rows[i].ends[2 * j], 1e-5, 0);
            check_close((double)piece->points[piece->count - 1].x, rows[i].ends[2 * j + 1], 1e-5,
                        0);
        }
    }
}

static void test_canvas__small_eraser_misses_no_long_line(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 1e-3f, (struct point){-30, 0.5f}, &err), &err);
    check_ok(canvas_move(canvas, (struct point){30, 0.5f}, &err), &err);
    check_ok(canvas_begin(canvas, CANVAS_TOOL_ERASER, 1e-3f, (struct point){0.3f, 0.5f}, &err),
             &err);
    canvas_end(canvas);
    assert_int_equal(count_strokes(canvas), 2);
}

static void test_canvas__eraser_path_in_one_step_or_many_cuts_alike(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    float ends[2][2];
    for (int pass = 0; pass < 2; pass++) {
        check_ok(canvas_clear(canvas, &err), &err);
        draw_line(canvas, 0.5f);
        check_ok(canvas_begin(canvas, CANVAS_TOOL_ERASER, 0.1f, (struct point){0.3f, 0.5f}, &err),
                 &err);
        int steps = pass == 0 ? 1 : 50;
        for (int i = 1; i <= steps; i++) {
            struct point p = {0.3f + 0.4f * (float)i / (float)steps, 0.5f};
            check_ok(canvas_move(canvas, p, &err), &err);
        }
        canvas_end(canvas);
        struct strokes strokes = canvas_strokes(canvas);
        assert_int_equal(strokes.count, 2);
        ends[pass][0] = strokes.items[0]->points[strokes.items[0]->count - 1].x;
        ends[pass][1] = strokes.items[1]->points[0].x;
    }
    check_close((double)ends[1][0], (double)ends[0][0], 1e-5, 0);
    check_close((double)ends[1][1], (double)ends[0][1], 1e-5, 0);
}

static void test_canvas__eraser_leaves_the_rest_of_a_curve_in_place(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    for (int i = 0; i <= 24; i++) { /* a circle around the centre */
        float angle = (float)i * 0.2617994f;
        struct point p = {0.5f + 0.3f * cosf(angle), 0.5f + 0.3f * sinf(angle)};
        check_ok(i == 0 ? canvas_begin(canvas, CANVAS_TOOL_PEN, 0.02f, p, &err)
                        : canvas_move(canvas, p, &err),
                 &err);
    }
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.2f, 0.5f}, (struct point){0.2f, 0.5f});
    struct strokes strokes = canvas_strokes(canvas);
    assert_int_equal(strokes.count, 2);
    double nearest = 1;
    for (int i = 0; i < 2; i++)
        for (int j = 1; j < strokes.items[i]->count; j++) {
            struct point p = strokes.items[i]->points[j - 1], q = strokes.items[i]->points[j];
            double x = (double)(p.x + q.x) / 2, y = (double)(p.y + q.y) / 2;
            check_close(hypot(x - 0.5, y - 0.5), 0.3, 0.002, 0);
            nearest = fmin(nearest, hypot((double)p.x - 0.2, (double)p.y - 0.5));
            nearest = fmin(nearest, hypot((double)q.x - 0.2, (double)q.y - 0.5));
        }
    check_close(nearest, 0.06, 1e-5, 0); /* radii of eraser and brush */
}

/* Rounding then decides whether the vertex counts as inside or outside. */
static void test_canvas__eraser_that_ends_on_a_vertex_loses_no_line(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    for (int i = 0; i < 50; i++) {
        struct point vertex = {0.3f + 0.005f * (float)i, 0.5f}, eraser = {vertex.x - 0.1f, 0.5f};
        check_ok(canvas_clear(canvas, &err), &err);
        check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, (struct point){0.01f, 0.5f}, &err),
                 &err);
        check_ok(canvas_move(canvas, vertex, &err), &err);
        check_ok(canvas_move(canvas, (struct point){0.9f, 0.5f}, &err), &err);
        drag(canvas, CANVAS_TOOL_ERASER, eraser, eraser);
        struct strokes strokes = canvas_strokes(canvas);
        assert_int_equal(strokes.count, 2);
        check_close((double)strokes.items[1]->points[0].x, (double)vertex.x, 1e-5, 0);
    }
}

static void test_canvas__eraser_removes_dots_that_it_touches(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    for (int i = 0; i < 2; i++) {
        struct point p = {0.3f + 0.4f * (float)i, 0.5f};
        check_ok(canvas_begin(canvas, CANVAS_TOOL_PEN, 0.1f, p, &err), &err);
    }
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.39f, 0.5f}, (struct point){0.39f, 0.52f});
    assert_int_equal(count_strokes(canvas), 1);
    check_close((double)canvas_strokes(canvas).items[0]->points[0].x, 0.7, 1e-6, 0);
}

static void test_canvas__eraser_is_one_step_that_can_be_undone(void **state) {
    struct canvas *canvas = *state;
    struct nn_error err;
    draw_line(canvas, 0.3f);
    draw_line(canvas, 0.6f);
    const struct stroke *lower = canvas_strokes(canvas).items[1];
    check_ok(canvas_begin(canvas, CANVAS_TOOL_ERASER, 0.1f, (struct point){0.2f, 0.3f}, &err),
             &err);
    for (int i = 3; i < 8; i++)
        check_ok(canvas_move(canvas, (struct point){0.1f * (float)i, 0.3f}, &err), &err);
    canvas_end(canvas);
    assert_int_equal(count_strokes(canvas), 2);
    assert_ptr_equal(canvas_strokes(canvas).items[1], lower); /* shared, since it is unchanged */
    canvas_undo(canvas);
    assert_int_equal(count_strokes(canvas), 2);
    check_close((double)canvas_strokes(canvas).items[0]->points[0].x, 0.1, 1e-6, 0);
}

static void test_canvas__eraser_that_touches_nothing_is_no_step(void **state) {
    struct canvas *canvas = *state;
    draw_line(canvas, 0.5f);
    canvas_undo(canvas);
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.1f, 0.1f}, (struct point){0.9f, 0.1f});
    assert_false(canvas_can_undo(canvas));
    assert_true(canvas_can_redo(canvas));
    canvas_redo(canvas);
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.5f, 0.2f}, (struct point){0.5f, 0.8f});
    const struct stroke *left = canvas_strokes(canvas).items[0];
    drag(canvas, CANVAS_TOOL_ERASER, (struct point){0.5f, 0.2f}, (struct point){0.5f, 0.8f});
    assert_ptr_equal(canvas_strokes(canvas).items[0], left); /* the same pass again */
}

#define CANVAS_TEST(name) cmocka_unit_test_setup_teardown(test_canvas__##name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CANVAS_TEST(starts_empty_with_nothing_to_undo),
        CANVAS_TEST(open_stroke_is_shown_as_it_grows),
        CANVAS_TEST(point_like_the_last_is_ignored),
        CANVAS_TEST(move_without_a_stroke_draws_nothing),
        CANVAS_TEST(begin_ends_the_open_stroke),
        CANVAS_TEST(undo_and_redo_walk_through_all_steps),
        CANVAS_TEST(drawing_after_undo_forgets_what_was_undone),
        CANVAS_TEST(undo_removes_an_open_stroke),
        CANVAS_TEST(clear_of_nothing_is_no_step),
        CANVAS_TEST(replace_copies_and_can_be_undone),
        CANVAS_TEST(revision_tells_every_change),
        CANVAS_TEST(history_is_bounded),
        CANVAS_TEST(eraser_cuts_a_line_in_two),
        CANVAS_TEST(eraser_cuts_exactly),
        CANVAS_TEST(small_eraser_misses_no_long_line),
        CANVAS_TEST(eraser_path_in_one_step_or_many_cuts_alike),
        CANVAS_TEST(eraser_leaves_the_rest_of_a_curve_in_place),
        CANVAS_TEST(eraser_that_ends_on_a_vertex_loses_no_line),
        CANVAS_TEST(eraser_removes_dots_that_it_touches),
        CANVAS_TEST(eraser_is_one_step_that_can_be_undone),
        CANVAS_TEST(eraser_that_touches_nothing_is_no_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
