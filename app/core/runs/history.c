#include "app/core/runs/history.h"

#include <math.h>
#include <stdbool.h>

void history_clear(struct history *history) {
    *history = (struct history){.training.stride = 1, .validation.stride = 1};
}

static void series_thin(struct history_series *series) {
    for (int i = 0; 2 * i < series->count; i++) {
        series->x[i] = series->x[2 * i];
        series->loss[i] = series->loss[2 * i];
        series->accuracy[i] = series->accuracy[2 * i];
    }
    series->count = (series->count + 1) / 2;
    series->stride *= 2;
}

static void series_add(struct history_series *series, double x, double loss, double accuracy) {
    if (isnan(loss) && isnan(accuracy))
        return;
    if (series->skipped > 0) {
        series->skipped--;
        return;
    }
    if (series->count == HISTORY_MAX_POINTS)
        series_thin(series);
    series->skipped = series->stride - 1;
    series->x[series->count] = x;
    series->loss[series->count] = loss;
    series->accuracy[series->count++] = accuracy;
}

void history_add(struct history *history, const struct training_point *point) {
    series_add(&history->training, point->epoch, point->train_loss, point->train_accuracy);
    series_add(&history->validation, point->epoch, point->val_loss, point->val_accuracy);
}

void history_trend(const double *x, const double *y, int count, double length, double *out) {
    double sum = 0, weights = 0;
    for (int i = 0; i < count; i++) {
        double fade = i > 0 ? exp((x[i - 1] - x[i]) / length) : 0;
        bool counts = isfinite(y[i]);
        sum = fade * sum + (counts ? y[i] : 0);
        weights = fade * weights + (counts ? 1 : 0);
        out[i] = weights > 0 ? sum / weights : (double)NAN;
    }
}
