#include "app/core/runs/ema.h"

#include <math.h>
#include <stdbool.h>

void ema(const double *x, const double *y, int count, double length, double *out) {
    double sum = 0, weights = 0;
    for (int i = 0; i < count; i++) {
        double fade = i > 0 ? exp((x[i - 1] - x[i]) / length) : 0;
        bool counts = isfinite(y[i]);
        sum = fade * sum + (counts ? y[i] : 0);
        weights = fade * weights + (counts ? 1 : 0);
        out[i] = weights > 0 ? sum / weights : (double)NAN;
    }
}
