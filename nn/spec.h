/* A net's architecture as text, and the same parsed and checked.
 *
 * The text is a chain of layers joined by '-', so that a model file says what it is:
 *
 *     conv32k3-relu-pool2-flatten-dense64-relu-dense10
 *
 *     convCkK[sS][pP]  convolution, C output channels, K x K kernel, stride S (1), padding P (0)
 *     relu             max(0, x)
 *     poolK[sS]        max pooling, K x K window, stride S (K); what does not fit is not read
 *     bn               batch normalisation over the channels
 *     dropoutR         during training, zeroes a share R of the values, 0 <= R < 1
 *     gap              global average pooling: one value a channel
 *     flatten          an image becomes a vector
 *     denseN           N outputs, each fed by every input
 *
 * Bounds: 64 layers, 4096 channels or units, kernels to 15, 2^25 parameters, 2^24 values in
 * the input and after each layer; a convolution's stride is at most 15, its padding less than its
 * kernel. */
#ifndef NN_SPEC_H
#define NN_SPEC_H

#include <stddef.h>

#include "nn/status.h"

enum { NN_MAX_LAYERS = 64, NN_MAX_SPEC_TEXT = 512 };

enum nn_layer_kind {
    NN_LAYER_CONV,
    NN_LAYER_RELU,
    NN_LAYER_MAX_POOL,
    NN_LAYER_BATCH_NORM,
    NN_LAYER_DROPOUT,
    NN_LAYER_GLOBAL_AVERAGE_POOL,
    NN_LAYER_FLATTEN,
    NN_LAYER_DENSE,
};

/* Height, width and channels of one image's activations; a vector is 1 x 1 x channels. */
struct nn_shape {
    int height, width, channels;
};

/* Values in one image of this shape. */
size_t nn_shape_size(struct nn_shape shape);

struct nn_layer {
    enum nn_layer_kind kind;
    int kernel, stride, padding; /* conv and pool */
    float rate;                  /* dropout */
    int index;                   /* place in the spec */
    struct nn_shape in, out;

    /* What a plan (fusion.h) has merged into this layer; 0 in a spec. */
    int pool; /* a convolution's output goes through max pooling of so many pixels a side */
    int relu; /* and negative values become 0 */
};

struct nn_spec {
    struct nn_shape input, output;
    int layer_count;
    struct nn_layer layers[NN_MAX_LAYERS];
    char text[NN_MAX_SPEC_TEXT];
};

/* Parses text for images of the given input shape and checks that every layer fits the one before
 * it. BAD_SPEC says which layer is wrong and why, or that the input shape is out of bounds. */
NN_MUST_USE enum nn_status nn_spec_parse(struct nn_spec *spec, const char *text,
                                         struct nn_shape input, struct nn_error *err);

/* The text of a named net (readme, notebook, sprint, best), or NULL if there is none so named. */
const char *nn_spec_named(const char *name);

/* The same for another number of classes than the ten that those texts end in. Returns text, or
 * NULL. */
const char *nn_spec_named_for(char text[NN_MAX_SPEC_TEXT], const char *name, int classes);

/* The name of net number index (0, 1, ...), or NULL past the last: for listing them. */
const char *nn_spec_name(int index);

/* Trainable parameters: weights and biases, scales and shifts; running statistics do not count. */
size_t nn_spec_parameter_count(const struct nn_spec *spec);

/* Multiply-adds times two that one image costs: forward alone, and forward with backward.
 * Counts convolutions and dense layers, the data gradient of the first layer left out. */
double nn_spec_forward_flops(const struct nn_spec *spec);
double nn_spec_training_flops(const struct nn_spec *spec);

#endif
