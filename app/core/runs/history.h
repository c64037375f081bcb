/* The points of a training run's graphs in bounded memory: when it is full, every second point is
 * dropped, and from then on only every second one is kept. */
#pragma once

#include "app/core/runs/training_point.h"

enum { HISTORY_MAX_POINTS = 1024 };

/* x is the epoch, fractional; loss and accuracy are parallel to it. */
struct history_series {
    int count;
    int stride; /* one point in this many is kept */
    int skipped;
    double x[HISTORY_MAX_POINTS], loss[HISTORY_MAX_POINTS], accuracy[HISTORY_MAX_POINTS];
};

struct history {
    struct history_series training, validation;
};

void history_clear(struct history *history);

/* Adds the measured values of the point; the others are NaN. */
void history_add(struct history *history, const struct training_point *point);
