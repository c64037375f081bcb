#include "app/core/runs/history.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/check.h"

static struct history *make(void) {
    struct history *history = malloc(sizeof *history);
    assert_non_null(history);
    history_clear(history);
    return history;
}

static struct training_point point_at(double epoch) {
    return (struct training_point){epoch, epoch / 2, epoch / 3, NAN, NAN};
}

static void test_history__values_go_to_their_series(void **state) {
    struct history *history = make();
    struct training_point training = {0.5, 1.25, 0.5, NAN, NAN};
    struct training_point validation = {1, NAN, NAN, 0.75, 0.875};
    history_add(history, &training);
    history_add(history, &validation);
    assert_int_equal(history->training.count, 1);
    assert_int_equal(history->validation.count, 1);
    check_close(history->training.loss[0], 1.25, 0, 0);
    check_close(history->training.accuracy[0], 0.5, 0, 0);
    check_close(history->validation.x[0], 1, 0, 0);
    check_close(history->validation.loss[0], 0.75, 0, 0);
    check_close(history->validation.accuracy[0], 0.875, 0, 0);
    free(history);
}

static void test_history__long_runs_stay_bounded_even_and_in_order(void **state) {
    enum { POINTS = 50 * HISTORY_MAX_POINTS };
    struct history *history = make();
    for (int i = 0; i < POINTS; i++) {
        struct training_point point = point_at(i);
        history_add(history, &point);
    }
    const struct history_series *series = &history->training;
    check_in_range(series->count, HISTORY_MAX_POINTS / 2, HISTORY_MAX_POINTS);
    check_close(series->x[0], 0, 0, 0);
    for (int i = 1; i < series->count; i++)
        check_close(series->x[i] - series->x[i - 1], series->stride, 0, 0);
    assert_true(series->x[series->count - 1] >= POINTS - series->stride);
    check_close(series->loss[7], series->x[7] / 2, 1e-12, 0);
    check_close(series->accuracy[7], series->x[7] / 3, 1e-12, 0);
    free(history);
}

static void test_history__cleared_one_accepts_every_point_again(void **state) {
    struct history *history = make();
    for (int i = 0; i < 3 * HISTORY_MAX_POINTS; i++) {
        struct training_point point = point_at(i);
        history_add(history, &point);
    }
    history_clear(history);
    for (int i = 0; i < 3; i++) {
        struct training_point point = point_at(i);
        history_add(history, &point);
    }
    assert_int_equal(history->training.count, 3);
    free(history);
}

enum { TREND_POINTS = 40 };

/* Points at uneven distances, some not measured. */
static void make_points(double x[TREND_POINTS], double y[TREND_POINTS]) {
    for (int i = 0; i < TREND_POINTS; i++) {
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

static void test_history__trend_is_the_weighted_mean(void **state) {
    double x[TREND_POINTS], y[TREND_POINTS], out[TREND_POINTS];
    make_points(x, y);
    history_trend(x, y, TREND_POINTS, 0.7, out);
    assert_true(isnan(out[0]) && isnan(out[1]));
    for (int i = 2; i < TREND_POINTS; i++)
        check_close(out[i], direct_mean(x, y, i, 0.7), 1e-12, 0);
}

static void test_history__trend_leaves_a_constant(void **state) {
    const double x[] = {0, 1, 2, 50}, y[] = {0.25, 0.25, 0.25, 0.25};
    double out[4];
    history_trend(x, y, 4, 1, out);
    for (int i = 0; i < 4; i++)
        check_close(out[i], 0.25, 1e-12, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_history__values_go_to_their_series),
        cmocka_unit_test(test_history__long_runs_stay_bounded_even_and_in_order),
        cmocka_unit_test(test_history__cleared_one_accepts_every_point_again),
        cmocka_unit_test(test_history__trend_is_the_weighted_mean),
        cmocka_unit_test(test_history__trend_leaves_a_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
