#include "tests/support/check.h"

#include <math.h>
#include <time.h>

#include "nn/status.h"

void check_close_at(double actual, double expected, double absolute, double relative, int index,
                    const char *file, int line) {
    double bound = absolute + relative * fabs(expected);
    if (isfinite(actual) && isfinite(expected) && fabs(actual - expected) <= bound)
        return;
    print_error("value %d: %.9g is not within %.3g of %.9g\n", index, actual, bound, expected);
    _fail(file, line);
}

void check_all_close_at(const float *actual, const double *expected, int count, double absolute,
                        double relative, const char *file, int line) {
    for (int i = 0; i < count; i++)
        check_close_at((double)actual[i], expected[i], absolute, relative, i, file, line);
}

void check_in_range_at(intmax_t value, intmax_t low, intmax_t high, const char *file, int line) {
    if (value >= low && value <= high)
        return;
    print_error("%jd is not from %jd to %jd\n", value, low, high);
    _fail(file, line);
}

void check_status_at(int status, int expected, const struct nn_error *error, const char *file,
                     int line) {
    if (status == expected)
        return;
    print_error("status %d, expected %d: %s\n", status, expected,
                status != 0 && error ? error->message : "no message");
    _fail(file, line);
}

double wait_begin(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool wait_is_over(double began) {
    return wait_begin() - began > WAIT_LIMIT_S;
}

void wait_check_at(double began, const char *condition, const char *file, int line) {
    if (!wait_is_over(began))
        return;
    print_error("waited in vain while %s\n", condition);
    _fail(file, line);
}
