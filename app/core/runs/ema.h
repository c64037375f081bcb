/* An exponential moving average: the trend of a noisy graph. */
#pragma once

/* out[i] is the mean of y[0] to y[i], each y[j] weighted by exp(-(x[i] - x[j]) / length), so that
 * distant points count less. x ascends, length > 0; points whose y is not finite are skipped, and
 * before the first one that counts out is NaN. No pointer may overlap another. */
void ema(const double *x, const double *y, int count, double length, double *out);
