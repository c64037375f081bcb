/* Where each of a network's tensors lies in one block of floats.
 *
 * Order: first everything trainable except the dense layers' weights (their gradients are summed
 * over the shards of a batch), then the dense weights (whose gradients are not), then what has no
 * gradient: the running statistics of batch norm and the numbers of affine layers. Tensors start at
 * multiples of 16 floats; gaps hold 0.
 *
 * Layouts: conv weight [KH,KW,IC/groups,OC], dense weight [in,out] with in as row, column, channel;
 * output channels lie side by side, so that a vector of them is one load. Files use PyTorch's
 * layouts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/spec.h"

enum nn_tensor_role {
    NN_TENSOR_WEIGHT,
    NN_TENSOR_BIAS,
    NN_TENSOR_RUNNING_MEAN,
    NN_TENSOR_RUNNING_VARIANCE,
    NN_TENSOR_ROLES,
};

struct nn_tensor {
    int layer; /* index in the spec */
    enum nn_tensor_role role;
    size_t offset, size; /* floats */
};

struct nn_parameters {
    int tensor_count;
    struct nn_tensor tensors[NN_TENSOR_ROLES * NN_MAX_LAYERS];
    size_t shared_count;    /* floats before the dense weights */
    size_t trainable_count; /* floats before what has no gradient */
    size_t count;           /* all floats, without slack */
};

struct nn_parameters nn_parameters_of(const struct nn_spec *spec);

/* The word for a kind in a spec's text: conv, relu. */
const char *nn_layer_word(enum nn_layer_kind kind);

/* Rows of a convolution's or dense layer's weight, a matrix of out.channels columns; else 0. */
int nn_layer_weight_rows(const struct nn_layer *layer);

/* The input channels that one output of them reads: all, or those of its group. */
int nn_layer_weight_inputs(const struct nn_layer *layer);

/* True if the parameters of one are laid out and used like the other's. */
bool nn_spec_is_same(const struct nn_spec *a, const struct nn_spec *b);

/* The tensor, or NULL if the layer has no such tensor. */
const struct nn_tensor *nn_parameters_find(const struct nn_parameters *parameters, int layer,
                                           enum nn_tensor_role role);

/* The tensor's place in a block laid out like this, or NULL. As with strchr, write through the
 * result only if you may write to the block. */
float *nn_parameters_at(const struct nn_parameters *parameters, const float *block, int layer,
                        enum nn_tensor_role role);

/* The shape from which this layer's inputs, or with layer_count the network's outputs, were
 * flattened. 1 x 1 x channels for a plain vector, and for inputs that are still an image. */
struct nn_shape nn_flattened_shape(const struct nn_spec *spec, int layer);

/* A zeroed block of count floats and slack, aligned for vectors; free() releases it. */
float *nn_floats_create(size_t count);

/* Such blocks that are released together. Zero-initialised: none. One that cannot be had is NULL
 * and sets `failed`, which is looked at once, after the last. */
struct nn_floats {
    float *last;
    bool failed;
};
float *nn_floats_add(struct nn_floats *floats, size_t count);
void nn_floats_deinit(struct nn_floats *floats);

/* Random weights, as described for nn_model_create. values holds parameters->count floats. */
void nn_parameters_initialise(const struct nn_parameters *parameters, const struct nn_spec *spec,
                              uint64_t seed, float *values);
