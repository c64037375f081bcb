/* The times that something took, each time it was done, and their percentiles. */
#pragma once

struct timing {
    int count, capacity;
    double *seconds;
};

/* A time is left out if there is no memory for it. */
void timing_add(struct timing *timing, double seconds);
void timing_deinit(struct timing *timing);

/* The time that this fraction (0.5, 0.99) of all stays within, in seconds; 0 if there are none.
 * Sorts the times. */
double timing_percentile(struct timing *timing, double fraction);

struct timing_result {
    double median_s, p99_s;
};

/* Times run(context) again and again for about this many seconds, and at least 3 times after a
 * first one that does not count. */
struct timing_result timing_measure(void (*run)(void *), void *context, double seconds);
