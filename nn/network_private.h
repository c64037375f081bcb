/* Shared by the files of a network in training: network_stages.c runs the shards of a batch forward
 * and backward, network.c creates their memory and computes the gradient, part by part. */
#pragma once

#include <stdbool.h>

#include "nn/layers/batch_norm.h"
#include "nn/layers/layers.h"
#include "nn/network.h"

enum { NN_MAX_SHARDS = 16 };

/* The memory of one thread. */
struct nn_network_worker {
    float *scratch;      /* for the layers */
    float *gradients[2]; /* of activations, alternating, for one shard */
};

/* Weights whose gradient is computed, applied and transposed in one go: some rows of a
 * convolution's or dense layer's weight as a matrix of OC columns, or another whole tensor. */
struct nn_network_part {
    const struct nn_tensor *tensor;
    int layer; /* in the fused spec */
    int first, rows;
    size_t offset, size; /* floats, in the block */
};

struct nn_network {
    struct nn_spec spec; /* fused */
    struct nn_parameters parameters;
    const struct nn_kernels *kernels;
    struct nn_thread_pool *pool;
    int max_batch, shard_images; /* shard_images: in the current batch */

    /* For layer i and the whole batch: its input, and the gradient of its output if that is used
     * beyond its stage (else NULL). Pointers are equal where a layer works in place. */
    float *activations[NN_MAX_LAYERS + 1];
    float *output_gradients[NN_MAX_LAYERS];
    float *transposed_weights[NN_MAX_LAYERS]; /* see nn_layer_transpose_weights */
    bool transposed_is_current;               /* they match the weights */
    uint8_t *argmax[NN_MAX_LAYERS]; /* of fused pooling, for the whole batch; see kernels.h */

    struct nn_batch_norm norms[NN_MAX_LAYERS];

    float *shard_gradients;        /* [shards, shared_count] */
    struct nn_network_part *parts; /* of everything trainable, each once */
    int part_count;
    struct nn_loss shard_losses[NN_MAX_SHARDS];
    struct nn_network_worker *workers;
    struct nn_floats floats; /* the memory of all arrays above */

    /* The current call. */
    float *values, *gradient;
    const struct nn_batch *batch;
    const struct nn_update *update; /* may be NULL */
    int shards, first, end;         /* end: one past the stage's last layer */
};

bool nn_network_is_norm(const struct nn_network *network, int layer);

/* A pass over `count` images of the batch from `first` on, without gradients. */
struct nn_pass nn_network_pass(struct nn_network *network, int layer, int first, int count);

/* Runs the batch forward and backward; leaves each shard's losses and sums of gradients. */
void nn_network_run_stages(struct nn_network *network);
