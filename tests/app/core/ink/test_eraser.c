#include "app/core/ink/eraser.h"

#include <math.h>

#include "tests/support/check.h"

static const struct point low[] = {{0.2f, 0.5f}, {0.8f, 0.5f}};
static const struct stroke line = {0.02f, 2, low};

static void add(struct stroke_list *list, const struct stroke *stroke) {
    assert_true(stroke_list_add_copy(list, stroke));
}

/* Returns whether anything was cut. */
static bool cut(struct stroke_list *list, struct point a, struct point b, float size) {
    bool erased = false;
    struct nn_error err;
    check_ok(eraser_cut(list, a, b, size, &erased, &err), &err);
    return erased;
}

static bool cut_at(struct stroke_list *list, float x, float y, float size) {
    return cut(list, (struct point){x, y}, (struct point){x, y}, size);
}

static void check_end(struct point actual, double x, double y) {
    check_close((double)actual.x, x, 1e-5, 0);
    check_close((double)actual.y, y, 1e-5, 0);
}

/* Checks that the stroke is straight from x to x, on the line. */
static void check_piece(const struct stroke *piece, double from, double to) {
    check_close((double)piece->brush, 0.02, 1e-7, 0);
    check_in_range(piece->count, 2, 1000);
    check_end(piece->points[0], from, 0.5);
    check_end(piece->points[piece->count - 1], to, 0.5);
}

static void test_eraser__line_is_cut_as_far_as_its_ink_is_touched(void **state) {
    struct stroke_list list = {0};
    add(&list, &line);
    assert_true(cut_at(&list, 0.5f, 0.5f, 0.1f));
    assert_int_equal(list.count, 2);
    check_piece(list.items[0], 0.2, 0.44);
    check_piece(list.items[1], 0.56, 0.8);
    stroke_list_deinit(&list);
}

static void test_eraser__path_between_its_places_is_cut_too(void **state) {
    struct stroke_list list = {0};
    add(&list, &line);
    assert_true(cut(&list, (struct point){0.4f, 0.5f}, (struct point){0.6f, 0.5f}, 0.1f));
    assert_int_equal(list.count, 2);
    check_piece(list.items[0], 0.2, 0.34);
    check_piece(list.items[1], 0.66, 0.8);
    assert_true(cut(&list, (struct point){0.3f, 0.0f}, (struct point){0.3f, 1.0f}, 0.02f));
    assert_int_equal(list.count, 3);
    check_piece(list.items[0], 0.2, 0.28);
    check_piece(list.items[1], 0.32, 0.34);
    check_piece(list.items[2], 0.66, 0.8);
    stroke_list_deinit(&list);
}

static void test_eraser__ends_are_cut_off(void **state) {
    struct stroke_list list = {0};
    add(&list, &line);
    assert_true(cut_at(&list, 0.2f, 0.5f, 0.1f));
    assert_true(cut_at(&list, 0.8f, 0.5f, 0.1f));
    assert_int_equal(list.count, 1);
    check_piece(list.items[0], 0.26, 0.74);
    assert_true(cut(&list, (struct point){0.2f, 0.5f}, (struct point){0.8f, 0.5f}, 0.1f));
    assert_int_equal(list.count, 0);
    stroke_list_deinit(&list);
}

static void test_eraser__untouched_strokes_are_reported_and_shared(void **state) {
    static const struct point high[] = {{0.2f, 0.1f}, {0.8f, 0.1f}};
    const struct stroke other = {0.03f, 2, high};
    struct stroke_list list = {0};
    bool erased = true;
    struct nn_error err;
    add(&list, &other);
    add(&list, &line);
    add(&list, &other);
    const struct stroke *first = list.items[0], *last = list.items[2], *middle = list.items[1];
    assert_false(cut_at(&list, 0.5f, 0.3f, 0.1f));
    assert_false(cut_at(&list, 0.5f, 0.5f + 0.0601f, 0.1f)); /* brush and eraser just miss */
    assert_ptr_equal(list.items[1], middle);
    check_ok(eraser_cut(&list, (struct point){0.5f, 0.3f}, (struct point){0.5f, 0.3f}, 0.1f,
                        &erased, &err),
             &err);
    assert_true(erased); /* unchanged */
    assert_true(cut_at(&list, 0.5f, 0.5f + 0.0599f, 0.1f));
    assert_int_equal(list.count, 4);
    assert_ptr_equal(list.items[0], first);
    assert_ptr_equal(list.items[3], last);
    stroke_list_deinit(&list);
    assert_false(cut_at(&list, 0.5f, 0.5f, 1)); /* an empty list */
}

static void test_eraser__earlier_copies_keep_their_strokes(void **state) {
    struct stroke_list list = {0}, before = {0};
    add(&list, &line);
    assert_true(stroke_list_copy(&before, &list));
    assert_true(cut_at(&list, 0.5f, 0.5f, 0.1f));
    stroke_list_deinit(&list);
    assert_int_equal(before.count, 1);
    check_piece(before.items[0], 0.2, 0.8);
    stroke_list_deinit(&before);
}

static void test_eraser__same_place_is_cut_once(void **state) {
    struct stroke_list list = {0};
    add(&list, &line);
    for (int i = 0; i < 50; i++) {
        float x = 0.21f + 0.0117f * (float)i;
        (void)cut_at(&list, x, 0.5f, 0.005f);
        if (cut_at(&list, x, 0.5f, 0.005f))
            fail_msg("at %f there is something left to cut", (double)x);
    }
    stroke_list_deinit(&list);
}

static void test_eraser__dots_are_removed_whole_or_not_at_all(void **state) {
    static const struct {
        float x, y;
        int left;
    } rows[] = {{0.5f, 0.5f, 0},    {0.5599f, 0.5f, 0}, {0.4401f, 0.5f, 0}, {0.5601f, 0.5f, 1},
                {0.4399f, 0.5f, 1}, {0.5f, 0.5599f, 0}, {0.5f, 0.4399f, 1}, {0.45f, 0.45f, 1},
                {0.55f, 0.45f, 1},  {0.54f, 0.54f, 0},  {0.46f, 0.46f, 0}};
    static const struct point place[] = {{0.5f, 0.5f}};
    const struct stroke dot = {0.02f, 1, place};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stroke_list list = {0};
        add(&list, &dot);
        if (cut_at(&list, rows[i].x, rows[i].y, 0.1f) != !rows[i].left ||
            list.count != rows[i].left)
            fail_msg("row %zu: %d dots", i, list.count);
        stroke_list_deinit(&list);
    }
}

/* Returns the lowest point of the smooth curve, which is below all points of the stroke. */
static void find_lowest(void *context, struct point vertex) {
    struct point *lowest = context;
    if (vertex.y > lowest->y)
        *lowest = vertex;
}

static void test_eraser__curve_is_cut_outside_the_box_of_its_points(void **state) {
    static const struct point bow[] = {{0.2f, 0.1f}, {0.3f, 0.5f}, {0.6f, 0.5f}, {0.7f, 0.1f}};
    const struct stroke stroke = {0.001f, 4, bow};
    struct stroke_list list = {0};
    struct point lowest = {0, 0};
    stroke_flatten(&stroke, 1e-4f, find_lowest, &lowest);
    assert_true(lowest.y > 0.51f);
    add(&list, &stroke);
    assert_true(cut_at(&list, lowest.x, lowest.y, 0.001f));
    assert_int_equal(list.count, 2);
    stroke_list_deinit(&list);
}

/* Returns the lengths of the stroke's polyline outside and inside a disc. */
struct measure {
    struct point middle, last;
    double radius, outside, inside;
    bool begun;
};

static void add_length(void *context, struct point vertex) {
    struct measure *measure = context;
    if (measure->begun) {
        struct point last = measure->last, middle = measure->middle;
        float way_x = vertex.x - last.x, way_y = vertex.y - last.y;
        for (float t = 0.025f; t < 1; t += 0.05f) {
            float x = last.x + t * way_x - middle.x, y = last.y + t * way_y - middle.y;
            bool inside = (double)hypotf(x, y) < measure->radius;
            *(inside ? &measure->inside : &measure->outside) += (double)hypotf(way_x, way_y) / 20;
        }
    }
    measure->begun = true;
    measure->last = vertex;
}

static void measure_list(struct measure *measure, const struct stroke_list *list) {
    for (int i = 0; i < list->count; i++) {
        measure->begun = false;
        stroke_flatten(list->items[i], 1e-4f, add_length, measure);
    }
}

static void test_eraser__curve_loses_only_the_part_inside(void **state) {
    static const struct point spiral[] = {{0.1f, 0.5f}, {0.4f, 0.1f}, {0.9f, 0.4f}, {0.6f, 0.9f},
                                          {0.3f, 0.6f}, {0.5f, 0.4f}, {0.6f, 0.5f}};
    const struct stroke stroke = {0.02f, 7, spiral};
    for (int i = 0; i < 20; i++) {
        struct stroke_list list = {0};
        struct point middle = {0.05f * (float)i, 0.45f};
        struct measure before = {.middle = middle, .radius = 0.11}, after = before;
        add(&list, &stroke);
        measure_list(&before, &list);
        assert_true(cut_at(&list, middle.x, middle.y, 0.2f) == (before.inside > 0));
        measure_list(&after, &list);
        check_close(after.outside, before.outside, 0.004, 0);
        check_close(after.inside, 0, 0.004, 0);
        stroke_list_deinit(&list);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_eraser__line_is_cut_as_far_as_its_ink_is_touched),
        cmocka_unit_test(test_eraser__path_between_its_places_is_cut_too),
        cmocka_unit_test(test_eraser__ends_are_cut_off),
        cmocka_unit_test(test_eraser__untouched_strokes_are_reported_and_shared),
        cmocka_unit_test(test_eraser__earlier_copies_keep_their_strokes),
        cmocka_unit_test(test_eraser__same_place_is_cut_once),
        cmocka_unit_test(test_eraser__dots_are_removed_whole_or_not_at_all),
        cmocka_unit_test(test_eraser__curve_is_cut_outside_the_box_of_its_points),
        cmocka_unit_test(test_eraser__curve_loses_only_the_part_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
