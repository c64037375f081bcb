#include "app/core/runs/ema.h"

#include <math.h>

#include "tests/support/check.h"

enum { POINTS = 40 };

/* Points at uneven distances, some not measured. */
static void make_points(double x[POINTS], double y[POINTS]) {
    for (int i = 0; i < POINTS; i++) {
        x[i] = 0.1 * i + 0.03 * (i % 4) + (i > 20 ? 2 : 0);
        y[i] = i % 7 == 3 || i < 2 ? (double)NAN : 0.5 + 0.4 * sin(i * 1.7);
    }
}

static double direct_mean(const double *x, const double *y, int last, double length) {
    double sum = 0, weights = 0;
    for (int j = 0; j <= last; j++)
        if (!isnan(y[j])) {
            double weight = exp(-(x[last] - x[j]) / length);
            sum += weight * y[j];
            weights += weight;
        }
    return sum / weights;
}

static void test_ema__is_the_weighted_mean(void **state) {
    double x[POINTS], y[POINTS], out[POINTS];
    make_points(x, y);
    ema(x, y, POINTS, 0.7, out);
    assert_true(isnan(out[0]) && isnan(out[1]));
    for (int i = 2; i < POINTS; i++)
        check_close(out[i], direct_mean(x, y, i, 0.7), 1e-12, 0);
}

static void test_ema__leaves_a_constant(void **state) {
    const double x[] = {0, 1, 2, 50}, y[] = {0.25, 0.25, 0.25, 0.25};
    double out[4];
    ema(x, y, 4, 1, out);
    for (int i = 0; i < 4; i++)
        check_close(out[i], 0.25, 1e-12, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ema__is_the_weighted_mean),
        cmocka_unit_test(test_ema__leaves_a_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
