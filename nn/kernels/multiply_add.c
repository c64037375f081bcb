/* As many multiply-adds as a processor can do without memory: the yardstick for all kernels. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

double NN_KERNEL(multiply_add)(float *total, float factor, float term, long rounds) {
    vector sums[NN_ACCUMULATORS];
    /* Different start values, or the compiler would see that all are equal. */
    for (int i = 0; i < NN_ACCUMULATORS; i++)
        sums[i] = (vector){0} + (float)i;
    for (long round = 0; round < rounds; round++) {
        NN_UNROLL(24)
        for (int i = 0; i < NN_ACCUMULATORS; i++)
            sums[i] = sums[i] * factor + term;
    }
    *total = 0;
    for (int i = 0; i < NN_ACCUMULATORS; i++)
        for (int lane = 0; lane < LANES; lane++)
            *total += sums[i][lane];
    return 2.0 * NN_ACCUMULATORS * LANES * (double)rounds;
}
