/* The points of a training run's graphs in bounded memory: when it is full, every second point is
 * dropped, and from then on only every second one is kept. */
#pragma once

enum { HISTORY_MAX_POINTS = 1024 };

/* One point of the graphs. Values that were not measured at this point are NaN. */
struct training_point {
    double epoch; /* fractional */
    double train_loss, train_accuracy, val_loss, val_accuracy;
};

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

/* Adds the measured values of the point. */
void history_add(struct history *history, const struct training_point *point);

/* The trend of a noisy graph, an exponential moving average: out[i] is the mean of y[0] to y[i],
 * each y[j] weighted by exp(-(x[i] - x[j]) / length), so that distant points count less. x ascends,
 * length > 0; points whose y is not finite are skipped, and before the first one that counts out is
 * NaN. No pointer may overlap another. */
void history_trend(const double *x, const double *y, int count, double length, double *out);
