#include "app/core/base/clamp.h"

#include <math.h>

#include "tests/support/check.h"

static const struct {
    const char *name;
    int value, expected;
} whole[] = {
    {"below", -3, 2}, {"at the lower bound", 2, 2}, {"between", 4, 4}, {"at the upper bound", 7, 7},
    {"above", 9, 7},
};

static void test_clamp__int_stays_within_its_bounds(void **state) {
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (clamp_int(whole[i].value, 2, 7) != whole[i].expected)
            fail_msg("%s: %d", whole[i].name, clamp_int(whole[i].value, 2, 7));
}

static void test_clamp__float_stays_within_its_bounds(void **state) {
    check_close(clamp_float(-0.1f, 0, 1), 0, 0, 0);
    check_close(clamp_float(0.25f, 0, 1), 0.25, 0, 0);
    check_close(clamp_float(1.1f, 0, 1), 1, 0, 0);
    check_close(clamp_float(-INFINITY, -2, 2), -2, 0, 0);
    check_close(clamp_float(INFINITY, -2, 2), 2, 0, 0);
}

static void test_clamp__not_a_number_gives_the_lower_bound(void **state) {
    check_close(clamp_float(NAN, 0.5f, 1), 0.5, 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clamp__int_stays_within_its_bounds),
        cmocka_unit_test(test_clamp__float_stays_within_its_bounds),
        cmocka_unit_test(test_clamp__not_a_number_gives_the_lower_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
