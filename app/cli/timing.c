#include "app/cli/timing.h"

#include <stdlib.h>

#include "app/core/base/clock.h"

void timing_add(struct timing *timing, double seconds) {
    if (timing->count == timing->room) {
        int room = timing->room ? 2 * timing->room : 1024;
        double *grown = realloc(timing->seconds, (size_t)room * sizeof *grown);
        if (!grown)
            return;
        timing->seconds = grown;
        timing->room = room;
    }
    timing->seconds[timing->count++] = seconds;
}

void timing_deinit(struct timing *timing) {
    free(timing->seconds);
    *timing = (struct timing){0};
}

void timing_repeat(struct timing *timing, void (*run)(void *), void *context, double seconds) {
    enum { LEAST = 3 };
    run(context);
    double start = clock_seconds(), now = start;
    for (int i = 0; i < LEAST || now - start < seconds; i++) {
        double before = now;
        run(context);
        now = clock_seconds();
        timing_add(timing, now - before);
    }
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double timing_percentile(struct timing *timing, double share) {
    if (timing->count == 0)
        return 0;
    qsort(timing->seconds, (size_t)timing->count, sizeof *timing->seconds, by_size);
    return timing->seconds[(int)(share * (timing->count - 1) + 0.5)];
}
