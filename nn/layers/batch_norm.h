/* Batch normalisation (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + epsilon) * weight
 * + bias for each channel, with mean and variance over all pixels of the whole batch.
 *
 * In training, the statistics of the whole batch are sums over its shards. A pass therefore has
 * three parts: the sums of each shard (any thread), their combination (one thread, in shard order),
 * and the elementwise rest (any thread). */
#pragma once

#include "nn/layers/layers.h"

#define NN_BATCH_NORM_EPSILON 1e-5f /* the same as PyTorch's */

/* For channels c: the batch's mean and 1 / sqrt(variance + epsilon). */
struct nn_batch_statistics {
    float *mean, *inverse_deviation;
};

/* The scale and shift [C] that the running statistics give: y = x * scale + shift. */
void nn_batch_norm_infer_line(const struct nn_pass *pass, float *scale, float *shift);

/* sums [2,C] = the sums of a and of a * x over the pass's images; a is x, or dy on the way back. */
void nn_batch_norm_sums(const struct nn_pass *pass, const float *a, float *sums);

/* The statistics of the batch from the sums of its shards [shards,2,C] and the number of pixels;
 * moves the running statistics a tenth of the way (PyTorch's momentum of 0.1, with the unbiased
 * variance). */
void nn_batch_norm_combine(const struct nn_layer *layer, const float *sums, int shards,
                           double pixels, struct nn_batch_statistics statistics,
                           float *running_mean, float *running_variance);

/* y from the batch's statistics; scratch holds 2 C floats. */
void nn_batch_norm_apply(const struct nn_pass *pass, struct nn_batch_statistics statistics);

/* dweight and dbias [C] (overwritten) from the shards' sums, and the factors [3,C] of
 * dx = factors[0] * dy + factors[1] * x + factors[2]. */
void nn_batch_norm_gradient_combine(const struct nn_pass *pass, const float *sums, int shards,
                                    double pixels, struct nn_batch_statistics statistics,
                                    float *factors);

/* dx from dy, x and the factors. dx may be dy. */
void nn_batch_norm_gradient_apply(const struct nn_pass *pass, const float *factors);
