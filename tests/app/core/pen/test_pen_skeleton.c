#include "app/core/pen/pen_skeleton.h"

#include <string.h>

#include "app/core/pen/pen_forms.h"
#include "tests/support/check.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void test_pen_skeleton__text_is_read(void **state) {
    struct pen_skeleton skeleton;
    assert_true(pen_skeleton_parse(&skeleton, "12,6 84,-4! 40,100 ~ 30,52 76.5,50;@1,2 3,4 5,6"));
    assert_int_equal(skeleton.count, 3);
    const struct pen_path *path = skeleton.paths;
    assert_int_equal(path[0].count, 3);
    assert_false(path[0].corners[0] || path[0].corners[2]);
    assert_true(path[0].corners[1]);
    check_close((double)path[0].knots[1].x, 0.84, 1e-6, 0);
    check_close((double)path[0].knots[1].y, -0.04, 1e-6, 0);
    assert_true(path[1].may_drag && !path[1].closed);
    check_close((double)path[1].knots[1].x, 0.765, 1e-6, 0);
    assert_true(path[2].closed && !path[2].may_drag);
    assert_int_equal(path[2].count, 3);
}

static void test_pen_skeleton__other_text_is_refused(void **state) {
    static const char *const texts[] = {
        "",
        "12",
        "12,",
        "12,6 ;",
        "12,6 ~",
        "~ 12,6",
        "@",
        "12,6 x",
        "12;6",
        "12,6 !",
        "1,1 2,2 | 1,1 2,2",
        "1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1;1,1",
    };
    struct pen_skeleton skeleton;
    for (int i = 0; i < COUNT(texts); i++) {
        print_message("\"%s\"\n", texts[i]);
        assert_false(pen_skeleton_parse(&skeleton, texts[i]));
    }
}

static void test_pen_skeleton__range_has_two_ends_and_what_lies_between(void **state) {
    struct pen_skeleton ends[2];
    assert_true(pen_skeleton_parse_range(ends, "10,20 30,40! | 20,60 50,80!"));
    assert_int_equal(ends[1].paths[0].count, 2);
    check_close((double)ends[1].paths[0].knots[1].y, 0.8, 1e-6, 0);
    pen_skeleton_blend(&ends[0], &ends[1], (struct point){0.5f, 0.25f});
    check_close((double)ends[0].paths[0].knots[0].x, 0.15, 1e-6, 0);
    check_close((double)ends[0].paths[0].knots[0].y, 0.3, 1e-6, 0);
    check_close((double)ends[0].paths[0].knots[1].x, 0.4, 1e-6, 0);
    check_close((double)ends[0].paths[0].knots[1].y, 0.5, 1e-6, 0);
}

static void test_pen_skeleton__form_without_a_range_has_equal_ends(void **state) {
    struct pen_skeleton ends[2];
    assert_true(pen_skeleton_parse_range(ends, "10,20 30,40 ; @1,2 3,4 5,6"));
    assert_int_equal(ends[1].count, 2);
    check_close((double)ends[1].paths[1].knots[2].x, 0.05, 1e-6, 0);
}

static void test_pen_skeleton__other_ranges_are_refused(void **state) {
    static const char *const texts[] = {
        "1,1 2,2 |",           "| 1,1 2,2",          "1,1 2,2 | 1,1",
        "1,1 ; 2,2 | 1,1 2,2", "@1,1 2,2 | 1,1 2,2", "1,1 | 2,2 | 3,3",
    };
    struct pen_skeleton ends[2];
    for (int i = 0; i < COUNT(texts); i++) {
        print_message("\"%s\"\n", texts[i]);
        assert_false(pen_skeleton_parse_range(ends, texts[i]));
    }
}

static void test_pen_skeleton__path_has_no_more_knots_than_the_capacity(void **state) {
    struct pen_skeleton skeleton;
    char text[6 * (PEN_MAX_KNOTS + 1) + 1] = "";
    for (int i = 0; i < PEN_MAX_KNOTS; i++)
        strcat(text, "10,20 ");
    assert_true(pen_skeleton_parse(&skeleton, text));
    strcat(text, "10,20 ");
    assert_false(pen_skeleton_parse(&skeleton, text));
}

static void check_within_box(const struct pen_skeleton *skeleton) {
    for (int i = 0; i < skeleton->count; i++) {
        const struct pen_path *path = &skeleton->paths[i];
        assert_true(path->count >= (path->closed ? 4 : 2));
        assert_true(path->count + 3 <= PEN_MAX_KNOTS);
        for (int k = 0; k < path->count; k++) {
            check_close((double)path->knots[k].x, 0.5, 0.6, 0);
            check_close((double)path->knots[k].y, 0.5, 0.6, 0);
        }
    }
}

static void check_form(const struct pen_form *form) {
    struct pen_skeleton ends[2];
    print_message("%s\n", form->name);
    assert_true(pen_skeleton_parse_range(ends, form->skeleton));
    assert_true(form->weight > 0);
    for (int end = 0; end < 2; end++)
        check_within_box(&ends[end]);
}

static void test_pen_skeleton__all_forms_are_within_the_box(void **state) {
    const struct pen_form *form;
    for (int i = 0; (form = pen_forms_at(i)); i++)
        check_form(form);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pen_skeleton__text_is_read),
        cmocka_unit_test(test_pen_skeleton__other_text_is_refused),
        cmocka_unit_test(test_pen_skeleton__range_has_two_ends_and_what_lies_between),
        cmocka_unit_test(test_pen_skeleton__form_without_a_range_has_equal_ends),
        cmocka_unit_test(test_pen_skeleton__other_ranges_are_refused),
        cmocka_unit_test(test_pen_skeleton__path_has_no_more_knots_than_the_capacity),
        cmocka_unit_test(test_pen_skeleton__all_forms_are_within_the_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
