/* A network's architecture as text, and parsed and checked.
 *
 * The text is a chain of layers joined by '-', which makes a model file self-describing:
 *
 *     conv32k3-relu-pool2-flatten-dense64-relu-dense10
 *
 *     convCkK     convolution, C output channels, K x K kernel; [sS] [pP] [eE] [gG] may follow
 *     poolK       max pooling, K x K window; [sS] [pP] [eE]. Padding is never the largest
 *     avgpoolK    average pooling, the same. Padding counts as zeros
 *     relu        max(0, x)
 *     leakyA      x where it is above 0, else A * x
 *     eluA        x where it is above 0, else A * (exp(x) - 1)
 *     gelu        x times the probability that a standard normal number is below x
 *     silu        x * sigmoid(x)
 *     hardswish   x * relu6(x + 3) / 6
 *     sigmoid     also tanh, relu6 (relu up to 6) and square (x * x)
 *     bn          batch normalisation over the channels
 *     affine      scales and shifts each channel by fixed numbers: 1 and 0, or a file's own
 *     resizeN     bilinear scaling to N x N pixels
 *     transpose   rows become columns
 *     dropoutR    zeroes a fraction R of the values during training, 0 <= R < 1
 *     gap         global average pooling: one value per channel
 *     flatten     turns an image into a vector
 *     denseN      fully connected, N outputs
 *     [A]         x + A(x), A being a chain of layers that keeps the shape: a residual block
 *     [A+B]       A(x) + B(x), two chains that lead to the same shape
 *
 * sS is the stride, else 1 for a convolution and K for a pool; pP pads each side by P (0), eE the
 * bottom and the right by E (0) more. What is left at the edge by a stride is ignored. gG: channels
 * in G groups (1), each of whose outputs reads the inputs of its own group alone.
 *
 * Bounds: 64 layers, counting each of [ + ] as one, 4096 channels or units, kernels and strides up
 * to 15, P + E below K, A up to 100, resizing to at most 256, 2^25 parameters, 2^24 values in the
 * input and after each layer. */
#pragma once

#include <stddef.h>

#include "nn/status.h"

enum { NN_MAX_LAYERS = 64, NN_MAX_CHANNELS = 4096, NN_MAX_SPEC_TEXT = 512 };

enum nn_layer_kind {
    NN_LAYER_CONV,
    NN_LAYER_RELU,
    NN_LAYER_MAX_POOL,
    NN_LAYER_BATCH_NORM,
    NN_LAYER_DROPOUT,
    NN_LAYER_GLOBAL_AVERAGE_POOL,
    NN_LAYER_FLATTEN,
    NN_LAYER_DENSE,
    NN_LAYER_AVERAGE_POOL,
    NN_LAYER_AFFINE,
    NN_LAYER_RESIZE,
    NN_LAYER_TRANSPOSE,
    NN_LAYER_SIGMOID,
    NN_LAYER_TANH,
    NN_LAYER_RELU6,
    NN_LAYER_SQUARE,
    NN_LAYER_LEAKY_RELU,
    NN_LAYER_ELU,
    NN_LAYER_GELU,
    NN_LAYER_SILU,
    NN_LAYER_HARD_SWISH,
    NN_LAYER_FORK,   /* [ passes x on, which is read once more: by + or, without one, by ] */
    NN_LAYER_BRANCH, /* + passes on what came to its [ */
    NN_LAYER_JOIN,   /* ] adds what came to its + or [ */
};

/* Height, width and channels of one image's activations; a vector is 1 x 1 x channels. */
struct nn_shape {
    int height, width, channels;
};

/* Values in one image of this shape. */
size_t nn_shape_size(struct nn_shape shape);

struct nn_layer {
    enum nn_layer_kind kind;
    int kernel, stride, padding; /* conv and pools */
    int groups;                  /* conv */
    int extra;                   /* rows and columns more of padding at the bottom and right */
    float rate;                  /* of dropout; A of leaky and elu */
    int index;                   /* position in the spec */
    int before, after;           /* of [ + ]: the mark of the same pair before and after it */
    struct nn_shape in, out;

    /* Set by fusion.h, 0 in a spec as parsed: */
    int pool; /* a convolution's output goes through max pooling with this kernel */
    int relu; /* negative values become 0 */
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

/* The same for a text that more layers are to follow: a [ may still lack its ]. */
NN_MUST_USE enum nn_status nn_spec_parse_start(struct nn_spec *spec, const char *text,
                                               struct nn_shape input, struct nn_error *err);

/* The text of a named network (readme, notebook, sprint, best) for ten classes, or NULL. */
const char *nn_spec_named(const char *name);

/* The same for any number of classes; returns text, or NULL. */
const char *nn_spec_named_for(char text[NN_MAX_SPEC_TEXT], const char *name, int classes);

/* The name of network number index (0, 1, ...), or NULL past the last. */
const char *nn_spec_name(int index);

/* Trainable parameters: weights and biases, scales and shifts; running statistics do not count. */
size_t nn_spec_parameter_count(const struct nn_spec *spec);

/* Floating-point operations per image, two per multiply-add: forward alone, and forward with
 * backward. Counts convolutions and dense layers, without the data gradient of the first one. */
double nn_spec_forward_flops(const struct nn_spec *spec);
double nn_spec_training_flops(const struct nn_spec *spec);
