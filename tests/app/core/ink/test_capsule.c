#include "app/core/ink/capsule.h"

#include <math.h>

#include "tests/support/check.h"

static const struct capsule wide = {{0, 0}, {4, 0}, 1};

static void test_capsule__lines_enter_and_leave_where_they_should(void **state) {
    static const struct {
        const char *name;
        struct capsule capsule;
        struct point origin, direction;
        double enter, leave;
    } rows[] = {
        {"across the middle", {{0, 0}, {4, 0}, 1}, {2, -3}, {0, 1}, 2, 4},
        {"twice as fast", {{0, 0}, {4, 0}, 1}, {2, -3}, {0, 2}, 1, 2},
        {"the other way", {{0, 0}, {4, 0}, 1}, {2, -3}, {0, -1}, -4, -2},
        {"from within", {{0, 0}, {4, 0}, 1}, {2, 0.5f}, {0, 1}, -1.5, 0.5},
        {"along the axis", {{0, 0}, {4, 0}, 1}, {-3, 0}, {1, 0}, 2, 8},
        {"beside the axis", {{0, 0}, {4, 0}, 1}, {-3, 0.6f}, {1, 0}, 2.2, 7.8},
        {"through the first end alone", {{0, 0}, {4, 0}, 1}, {-0.6f, -3}, {0, 1}, 2.2, 3.8},
        {"through the last end alone", {{0, 0}, {4, 0}, 1}, {4.6f, -3}, {0, 1}, 2.2, 3.8},
        {"ends in the other order", {{4, 0}, {0, 0}, 1}, {4.6f, -3}, {0, 1}, 2.2, 3.8},
        {"in by the side, out by an end",
         {{0, 0}, {0, 4}, 1},
         {-2, 2},
         {0.6f, 0.8f},
         5.0 / 3,
         3.716515},
        {"a disc", {{1, 1}, {1, 1}, 0.5f}, {1, 0}, {0, 1}, 0.5, 1.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float enter, leave;
        print_message("%s\n", rows[i].name);
        assert_true(capsule_crosses_line(&rows[i].capsule, rows[i].origin, rows[i].direction,
                                         &enter, &leave));
        check_close((double)enter, rows[i].enter, 1e-5, 0);
        check_close((double)leave, rows[i].leave, 1e-5, 0);
    }
}

static void test_capsule__lines_that_touch_or_miss_do_not_cross(void **state) {
    static const struct {
        const char *name;
        struct capsule capsule;
        struct point origin, direction;
    } rows[] = {
        {"touches the side", {{0, 0}, {4, 0}, 1}, {-3, 1}, {1, 0}},
        {"touches an end", {{0, 0}, {4, 0}, 1}, {5, -3}, {0, 1}},
        {"passes by an end", {{0, 0}, {4, 0}, 1}, {5.01f, -3}, {0, 1}},
        {"is parallel, farther off", {{0, 0}, {4, 0}, 1}, {2, 1.5f}, {-1, 0}},
        {"crosses the axis before its beginning", {{0, 0}, {4, 0}, 1}, {-3, -3}, {0.5f, 1}},
        {"crosses a capsule without width", {{0, 0}, {4, 0}, 0}, {2, -3}, {0, 1}},
        {"lies on a capsule without width", {{0, 0}, {4, 0}, 0}, {-3, 0}, {1, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float enter, leave;
        if (capsule_crosses_line(&rows[i].capsule, rows[i].origin, rows[i].direction, &enter,
                                 &leave))
            fail_msg("%s: inside from %f to %f", rows[i].name, (double)enter, (double)leave);
    }
}

/* Returns a number from 0 to 1, the same sequence every time. */
static double next_number(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) / 16777216.0;
}

static struct point next_point(uint32_t *seed) {
    float x = (float)(4 * next_number(seed) - 2);
    return (struct point){x, (float)(4 * next_number(seed) - 2)};
}

static double distance_to_axis(const struct capsule *capsule, double x, double y) {
    double ax = (double)capsule->to.x - (double)capsule->from.x;
    double ay = (double)capsule->to.y - (double)capsule->from.y;
    x -= (double)capsule->from.x;
    y -= (double)capsule->from.y;
    double along = fmin(fmax((x * ax + y * ay) / (ax * ax + ay * ay), 0), 1);
    return hypot(x - along * ax, y - along * ay);
}

/* Compares with the definition: points closer to the axis than the radius. */
static void test_capsule__interval_holds_the_points_within_the_radius(void **state) {
    uint32_t seed = 1;
    int crossed = 0;
    for (int i = 0; i < 500; i++) {
        struct capsule capsule = {next_point(&seed), next_point(&seed), (float)next_number(&seed)};
        struct point origin = next_point(&seed), direction = next_point(&seed);
        float enter, leave;
        bool crosses = capsule_crosses_line(&capsule, origin, direction, &enter, &leave);
        crossed += crosses;
        for (double t = -3; t < 3; t += 0.01) {
            double x = (double)origin.x + t * (double)direction.x;
            double y = (double)origin.y + t * (double)direction.y;
            double depth = (double)capsule.radius - distance_to_axis(&capsule, x, y);
            bool inside = crosses && (double)enter < t && t < (double)leave;
            if (fabs(depth) > 1e-4 && inside != (depth > 0))
                fail_msg("line %d at %f: %f within the edge", i, t, depth);
        }
    }
    check_in_range(crossed, 100, 400);
}

static void test_capsule__direction_need_not_be_of_length_one(void **state) {
    float enter, leave;
    assert_true(capsule_crosses_line(&wide, (struct point){2, -3}, (struct point){0, 1e-3f}, &enter,
                                     &leave));
    check_close((double)enter, 2000, 0, 1e-6);
    check_close((double)leave, 4000, 0, 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capsule__lines_enter_and_leave_where_they_should),
        cmocka_unit_test(test_capsule__lines_that_touch_or_miss_do_not_cross),
        cmocka_unit_test(test_capsule__interval_holds_the_points_within_the_radius),
        cmocka_unit_test(test_capsule__direction_need_not_be_of_length_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
