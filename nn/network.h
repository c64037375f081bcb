/* A network in training: activations of a whole batch, and the gradients of its weights.
 *
 * A batch is cut into shards, depending on its size alone. Each shard runs forward and backward
 * independently on some thread and keeps its sums separate; they are then added in shard order. So
 * the result is the same, bit for bit, whatever the number of threads. Only at a batch norm do the
 * shards wait for one another; the layers between two such points are a stage. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/kernels.h"
#include "nn/loss.h"
#include "nn/parameters.h"
#include "nn/spec.h"
#include "nn/thread_pool.h"

struct nn_network;

NN_MUST_USE enum nn_status nn_network_create(struct nn_network **network,
                                             const struct nn_spec *spec, int max_batch,
                                             struct nn_thread_pool *pool,
                                             const struct nn_kernels *kernels,
                                             struct nn_error *err);
void nn_network_destroy(struct nn_network *network);

const struct nn_parameters *nn_network_parameters(const struct nn_network *network);

struct nn_batch {
    int count; /* at most max_batch */
    /* Fills image number index of the batch with floats [H,W,C]; called on any thread. */
    void (*image)(void *context, int index, float *image);
    /* May be NULL. Called on any thread, between layers: true leaves the batch. */
    bool (*stop)(void *context);
    void *context;
    const uint8_t *labels;
    float label_smoothing;
    uint64_t dropout_seed; /* with step, decides what is dropped */
    uint64_t step;
};

/* Updates weights first to first + count - 1 of the block by their gradient [count], which has just
 * been computed, in memory that stays in the cache. Called on any thread, once for each trainable
 * weight. */
struct nn_update {
    void (*function)(void *context, size_t first, const float *gradient, size_t count);
    void *context;
};

/* Returns the loss of the batch and, unless gradient is NULL, writes the gradient of its mean into
 * it (laid out like the parameters). values holds the weights; its running statistics are updated.
 * Gaps in gradient are left alone. With an update (else NULL) the weights are updated too; they may
 * then be changed in no other way without a call to nn_network_weights_changed. */
struct nn_loss nn_network_gradient(struct nn_network *network, float *values,
                                   const struct nn_batch *batch, float *gradient,
                                   const struct nn_update *update);

/* Whether that batch was left: then there is no loss or gradient and nothing is updated, but the
 * running statistics may be, with values of no meaning. */
bool nn_network_was_left(const struct nn_network *network);

/* To be called when anything but an update has changed the weights. */
void nn_network_weights_changed(struct nn_network *network);
