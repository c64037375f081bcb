/* The trend of a noisy graph. */
#ifndef APP_CORE_RUNS_EMA_H
#define APP_CORE_RUNS_EMA_H

/* out[i] is the mean of y[0] to y[i], each weighted by exp(-(x[i] - x[j]) / length), so that what
 * is longer ago counts less, whatever the distance of the points. x ascends, length > 0; points
 * whose y is not finite do not count, and where there is none before, out is NaN. No pointer may
 * overlap another. */
void ema(const double *x, const double *y, int count, double length, double *out);

#endif
