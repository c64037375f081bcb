/* Batch normalisation (Ioffe and Szegedy 2015): y = (x - mean) / sqrt(variance + epsilon) * weight
 * + bias for each channel, with mean and variance over all pixels of the whole batch.
 *
 * In training, a pass has three parts: the sums of each shard of the batch (any thread), their
 * combination (one thread, in shard order), and the elementwise rest (any thread). */
#pragma once

#include "nn/layers/layers.h"

#define NN_BATCH_NORM_EPSILON 1e-5f /* the same as PyTorch's */

/* What is known of a batch: its shards' sums [shards,2,C], from which follow the mean [C] and
 * 1 / sqrt(variance + epsilon) [C], or backward the factors [3,C] of dx = factors[0] * dy +
 * factors[1] * x + factors[2]. */
struct nn_batch_norm {
    float *sums, *mean, *inverse_deviation, *factors;
};

/* The scale and shift [C] that the running statistics give: y = x * scale + shift. */
void nn_batch_norm_infer_line(const struct nn_pass *pass, float *scale, float *shift);

/* This shard's sums [2,C] of a and of a * x over the pass's images; a is x, or dy backward. */
void nn_batch_norm_sums(const struct nn_pass *pass, const float *a,
                        const struct nn_batch_norm *norm, int shard);

/* The statistics of a batch from its shards' sums; moves the running ones a tenth of the way
 * (PyTorch's momentum of 0.1, with the unbiased variance). */
void nn_batch_norm_combine(const struct nn_layer *layer, const struct nn_batch_norm *norm,
                           int images, int shards, float *running_mean, float *running_variance);

/* y from the batch's statistics; scratch holds 2 C floats. */
void nn_batch_norm_apply(const struct nn_pass *pass, const struct nn_batch_norm *norm);

/* dweight and dbias [C] (overwritten) and the factors, from the shards' sums. */
void nn_batch_norm_gradient_combine(const struct nn_pass *pass, const struct nn_batch_norm *norm,
                                    int images, int shards);

/* dx from dy, x and the factors. dx may be dy. */
void nn_batch_norm_gradient_apply(const struct nn_pass *pass, const struct nn_batch_norm *norm);
