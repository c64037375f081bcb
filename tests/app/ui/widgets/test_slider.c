#include "app/ui/widgets/slider.h"

#include "app/core/ink/canvas.h"
#include "tests/support/check.h"

static const struct rect rect = {10, 20, 200, 30};

static void test_slider__knob_stays_within_the_slider(void **state) {
    check_close((double)slider_knob_x(rect, CANVAS_BRUSH_MIN), 10 + 0.4 * 30, 1e-4, 0);
    check_close((double)slider_knob_x(rect, CANVAS_BRUSH_MAX), 210 - 0.4 * 30, 1e-4, 0);
    check_close((double)slider_knob_x(rect, (CANVAS_BRUSH_MIN + CANVAS_BRUSH_MAX) / 2), 110, 1e-4,
                0);
}

static void test_slider__value_is_that_of_the_knob(void **state) {
    float last = 0;
    for (int i = 0; i <= 20; i++) {
        float brush = CANVAS_BRUSH_MIN + (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN) * (float)i / 20;
        float x = slider_knob_x(rect, brush);
        assert_true(x > last);
        last = x;
        check_close((double)slider_value(rect, x), (double)brush, 1e-5, 0);
    }
}

static void test_slider__outside_it_the_ends_apply(void **state) {
    static const struct {
        float x;
        bool max;
    } rows[] = {{10, false}, {0, false}, {-1e9f, false}, {210, true}, {500, true}, {1e9f, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_close((double)slider_value(rect, rows[i].x),
                    (double)(rows[i].max ? CANVAS_BRUSH_MAX : CANVAS_BRUSH_MIN), 1e-6, 0);
}

/* In a window of a few pixels. */
static void test_slider__gives_a_brush_even_without_space(void **state) {
    static const struct rect rects[] = {{0, 0, 0, 0}, {5, 5, 1, 40}, {5, 5, 24, 30}, {0, 0, -9, 3}};
    for (size_t i = 0; i < sizeof rects / sizeof *rects; i++) {
        check_close((double)slider_value(rects[i], -1000), (double)CANVAS_BRUSH_MIN, 1e-6, 0);
        check_close((double)slider_value(rects[i], 1000), (double)CANVAS_BRUSH_MAX, 1e-6, 0);
        for (float x = -50; x < 50; x++) {
            double brush = (double)slider_value(rects[i], x);
            check_close(brush, (double)CANVAS_BRUSH_MIN, (double)CANVAS_BRUSH_MAX, 0);
            assert_true(brush >= (double)CANVAS_BRUSH_MIN - 1e-6);
            assert_true(brush <= (double)CANVAS_BRUSH_MAX + 1e-6);
            check_close((double)slider_knob_x(rects[i], (float)brush), 0, 1000, 0); /* finite */
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slider__knob_stays_within_the_slider),
        cmocka_unit_test(test_slider__value_is_that_of_the_knob),
        cmocka_unit_test(test_slider__outside_it_the_ends_apply),
        cmocka_unit_test(test_slider__gives_a_brush_even_without_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
