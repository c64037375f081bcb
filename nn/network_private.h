/* The inside of a network in training, for the three files that run it: network.c makes it,
 * network_stages.c runs batches forward and backward, and network_parts.c computes and applies the
 * gradients of the weights. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "nn/layers/batch_norm.h"
#include "nn/network.h"

enum { NN_MAX_SHARDS = 16 };

/* The memory of one thread. */
struct nn_worker {
    float *scratch;       /* for the layers */
    float *gradients[2];  /* of activations, alternating, for one shard */
    float *part_gradient; /* of one tap of one part's weights */
};

/* Parameters whose gradient is computed, applied and prepared for the next step in one go: those of
 * some input channels in each tap of a convolution's or dense layer's weight [taps,IC,OC], or
 * another whole tensor. */
struct nn_part {
    const struct nn_tensor *tensor;
    int layer;        /* in the fused spec */
    int first, count; /* input channels */
    int taps;
    size_t offset, size, apart; /* floats: tap 0 in the block, one tap's, from tap to tap */
};

struct nn_network {
    struct nn_spec spec; /* fused */
    struct nn_parameters parameters;
    const struct nn_kernels *kernels;
    struct nn_thread_pool *pool;
    int max_batch, shard_images; /* shard_images: in the current batch */
    int first_trained;           /* layer that has something to train; none before it does */

    /* For layer i and the whole batch: its input, and the gradient of its output if that is used
     * beyond its stage (else NULL). Pointers are equal where a layer works in place. */
    float *activations[NN_MAX_LAYERS + 1];
    float *output_gradients[NN_MAX_LAYERS];
    /* See nn_layer_prepare_forward; NULL where there are none. */
    float *forward_weights[NN_MAX_LAYERS], *backward_weights[NN_MAX_LAYERS];
    bool is_prepared;               /* they match the weights */
    uint8_t *argmax[NN_MAX_LAYERS]; /* of fused pooling, for the whole batch; see kernels.h */

    struct nn_batch_norm norms[NN_MAX_LAYERS];

    float *shard_gradients; /* [shards, shared_count] */
    struct nn_part *parts;  /* of everything trainable, each once */
    int part_count;
    struct nn_loss shard_losses[NN_MAX_SHARDS];
    struct nn_worker *workers;
    struct nn_floats floats; /* the memory of all arrays above */

    /* The current call. */
    float *values, *gradient; /* gradient may be NULL */
    const struct nn_batch *batch;
    const struct nn_update *update; /* may be NULL */
    int shards, first, end;         /* end: one past the stage's last layer */
    atomic_bool left;               /* the batch is to be left */
};

bool nn_network_is_norm(const struct nn_network *network, int layer);

/* True if training changes the layer's parameters. */
bool nn_network_is_trained(const struct nn_network *network, int layer);

/* The place of a layer's tensor in a block laid out like the parameters, or NULL. */
float *nn_network_tensor(const struct nn_network *network, float *block, int layer,
                         enum nn_tensor_role role);

/* A pass over `count` images of the batch from `first` on, without gradients. */
struct nn_pass nn_network_pass(struct nn_network *network, int layer, int first, int count);

/* Runs the batch forward and backward; leaves each shard's losses and sums of gradients. False if
 * the batch was left. */
bool nn_network_run_stages(struct nn_network *network);

/* Cuts everything trainable into parts; false if there is no memory. */
bool nn_network_create_parts(struct nn_network *network);

/* For nn_thread_pool_run, with the network as context and a part as the piece: brings the weights
 * into the forms that the layers read, and computes the gradient and applies the update. */
void nn_network_prepare_part(void *context, int piece, int worker);
void nn_network_finish_part(void *context, int piece, int worker);
