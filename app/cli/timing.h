/* Times of many things of a kind, and what share of them took how long. */
#ifndef APP_CLI_TIMING_H
#define APP_CLI_TIMING_H

#include "nn/status.h"

struct timing {
    int count, capacity;
    double *seconds;
};

/* A time that there is no memory for is left out. */
void timing_add(struct timing *timing, double seconds);
void timing_deinit(struct timing *timing);

/* Adds the times of run(context), which goes on for about this many seconds and at least 3 times
 * after a first time that does not count. */
void timing_repeat(struct timing *timing, void (*run)(void *), void *context, double seconds);

/* The time that this share (0.5, 0.99) of all stays within, in seconds; 0 if there are none. Sorts
 * the times. */
double timing_percentile(struct timing *timing, double fraction);

#endif
