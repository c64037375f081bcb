#include "app/cli/timing.h"

#include <stdlib.h>

#include "app/core/base/array.h"
#include "app/core/base/clock.h"

void timing_add(struct timing *timing, double seconds) {
    double *grown =
        array_reserve(timing->seconds, &timing->capacity, timing->count + 1, sizeof *grown);
    if (!grown)
        return;
    timing->seconds = grown;
    timing->seconds[timing->count++] = seconds;
}

void timing_deinit(struct timing *timing) {
    free(timing->seconds);
    *timing = (struct timing){0};
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double timing_percentile(struct timing *timing, double fraction) {
    if (timing->count == 0)
        return 0;
    qsort(timing->seconds, (size_t)timing->count, sizeof *timing->seconds, by_size);
    return timing->seconds[(int)(fraction * (timing->count - 1) + 0.5)];
}

struct timing_result timing_measure(void (*run)(void *), void *context, double seconds) {
    enum { MIN = 3 };
    struct timing timing = {0};
    run(context);
    double start = clock_seconds(), now = start;
    for (int i = 0; i < MIN || now - start < seconds; i++) {
        double before = now;
        run(context);
        now = clock_seconds();
        timing_add(&timing, now - before);
    }
    struct timing_result result = {timing_percentile(&timing, 0.5),
                                   timing_percentile(&timing, 0.99)};
    timing_deinit(&timing);
    return result;
}
