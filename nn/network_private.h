/* What the files of a net in training share: network.c makes it, network_stages.c takes the shards
 * of a batch forward and backward, network_parts.c finishes the gradient. */
#ifndef NN_NETWORK_PRIVATE_H
#define NN_NETWORK_PRIVATE_H

#include <stdbool.h>

#include "nn/layers/batch_norm.h"
#include "nn/layers/layers.h"
#include "nn/network.h"

enum { NN_MAX_SHARDS = 16 };

/* What one thread works with. */
struct nn_network_worker {
    float *scratch;      /* of the layers */
    float *gradients[2]; /* of activations, by turns, for one shard */
};

/* Weights whose gradient is finished, moved and mirrored in one go: some rows of a convolution's or
 * dense layer's weight seen as a matrix of OC columns, or another tensor whole. */
struct nn_network_part {
    const struct nn_tensor *tensor;
    int layer; /* as planned */
    int first, rows;
};

struct nn_network {
    struct nn_spec spec; /* as planned: layers merged */
    struct nn_parameters parameters;
    const struct nn_kernels *kernels;
    struct nn_thread_pool *pool;
    int max_batch, shard_images; /* shard_images: of the batch under way */

    /* Of layer i, for the whole batch: what goes in, and the gradient of what comes out where it is
     * needed beyond its stage (else NULL). Equal pointers where a layer works in place. */
    float *activations[NN_MAX_LAYERS + 1];
    float *output_gradients[NN_MAX_LAYERS];
    float *transposed_weights[NN_MAX_LAYERS]; /* of weights; see nn_layer_transpose_weights */
    bool transposed_is_current;               /* whether they are of the weights as they are */
    uint8_t *argmax[NN_MAX_LAYERS]; /* of merged pooling, for the whole batch; see kernels.h */

    struct {
        struct nn_batch_statistics statistics;
        float *sums;    /* [shards,2,C] */
        float *factors; /* [3,C] */
    } norms[NN_MAX_LAYERS];

    float *shard_gradients;        /* [shards, shared_count] */
    struct nn_network_part *parts; /* of all that is trainable, each once */
    int part_count;
    struct nn_loss shard_losses[NN_MAX_SHARDS];
    struct nn_network_worker *workers;
    float **blocks; /* everything allocated, for destroy */
    int block_count, block_capacity;

    /* The call under way. */
    float *values, *gradient;
    const struct nn_batch *batch;
    const struct nn_update *update; /* may be NULL */
    int shards, first, end;         /* end: one past the stage's last layer */
};

bool nn_network_is_norm(const struct nn_network *network, int layer);

/* The layer's tensor, and where it lies in a block laid out as the parameters; NULL if the layer
 * has none such. */
const struct nn_tensor *nn_network_tensor(const struct nn_network *network, int layer,
                                          enum nn_tensor_role role);
float *nn_network_tensor_in(const struct nn_network *network, float *block, int layer,
                            enum nn_tensor_role role);

/* A pass over `count` images of the batch from `first` on, without gradients. */
struct nn_pass nn_network_pass(struct nn_network *network, int layer, int first, int count);

/* Forward and backward of the batch: leaves losses and sums of gradients of each shard. */
void nn_network_run_stages(struct nn_network *network);

NN_MUST_USE bool nn_network_create_parts(struct nn_network *network);

/* Makes all mirrors anew. */
void nn_network_transpose_weights(struct nn_network *network);

/* The gradient from what the stages left; then the update, and mirrors of what it moved. */
void nn_network_finish_gradient(struct nn_network *network);

#endif
