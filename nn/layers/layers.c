#include "nn/layers/layers.h"

#include <string.h>

struct nn_pass nn_layer_pass(const struct nn_kernels *kernels, const struct nn_layer *layer,
                             const struct nn_parameters *parameters, const float *values) {
    int i = layer->index;
    return (struct nn_pass){
        .kernels = kernels,
        .layer = layer,
        .weight = nn_parameters_at(parameters, values, i, NN_TENSOR_WEIGHT),
        .bias = nn_parameters_at(parameters, values, i, NN_TENSOR_BIAS),
        .running_mean = nn_parameters_at(parameters, values, i, NN_TENSOR_RUNNING_MEAN),
        .running_variance = nn_parameters_at(parameters, values, i, NN_TENSOR_RUNNING_VARIANCE),
    };
}

bool nn_layer_in_place(const struct nn_spec *spec, int layer) {
    enum nn_layer_kind kind = spec->layers[layer].kind;
    enum nn_layer_kind last = layer > 0 ? spec->layers[layer - 1].kind : kind;
    bool shared = last == NN_LAYER_FORK || last == NN_LAYER_BRANCH;
    return kind == NN_LAYER_FORK ||
           (!shared && (kind == NN_LAYER_RELU || kind == NN_LAYER_FLATTEN));
}

size_t nn_layer_scratch(const struct nn_layer *layer, bool backward) {
    if (layer->kind == NN_LAYER_CONV)
        return nn_conv_scratch(layer, backward);
    if (layer->kind == NN_LAYER_MAX_POOL || layer->kind == NN_LAYER_AVERAGE_POOL)
        return nn_pool_scratch(layer, backward);
    if (layer->kind == NN_LAYER_AFFINE)
        return (size_t)layer->in.channels;
    if (layer->kind == NN_LAYER_BATCH_NORM)
        return 2 * (size_t)layer->in.channels;
    return 0;
}

size_t nn_layers_scratch(const struct nn_spec *spec, bool backward) {
    size_t scratch = 0;
    for (int i = 0; i < spec->layer_count; i++)
        scratch = nn_larger(scratch, nn_layer_scratch(&spec->layers[i], backward));
    return scratch;
}

size_t nn_layers_values(const struct nn_spec *spec) {
    size_t values = nn_shape_size(spec->input);
    for (int i = 0; i < spec->layer_count; i++)
        values = nn_larger(values, nn_shape_size(spec->layers[i].out));
    return values;
}

static size_t values_in(const struct nn_pass *pass) {
    return (size_t)pass->count * nn_shape_size(pass->layer->in);
}

static void relu_forward(const struct nn_pass *pass) {
    pass->kernels->relu(pass->y, pass->x, values_in(pass));
}

static void relu_backward(const struct nn_pass *pass) {
    pass->kernels->relu_backward(pass->dx, pass->dy, pass->y, values_in(pass));
}

static void copy_unless_same(float *to, const float *from, size_t count) {
    if (to != from)
        memcpy(to, from, count * sizeof *to);
}

static void flatten_forward(const struct nn_pass *pass) {
    copy_unless_same(pass->y, pass->x, values_in(pass));
}

static void flatten_backward(const struct nn_pass *pass) {
    copy_unless_same(pass->dx, pass->dy, values_in(pass));
}

static const struct {
    void (*forward)(const struct nn_pass *pass);
    void (*backward)(const struct nn_pass *pass);
} kinds[] = {
    [NN_LAYER_CONV] = {nn_conv_forward, nn_conv_backward},
    [NN_LAYER_RELU] = {relu_forward, relu_backward},
    [NN_LAYER_MAX_POOL] = {nn_max_pool_forward, nn_max_pool_backward},
    [NN_LAYER_BATCH_NORM] = {nn_batch_norm_infer, nn_batch_norm_infer_backward},
    [NN_LAYER_DROPOUT] = {nn_dropout_forward, nn_dropout_backward},
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = {nn_global_average_pool_forward,
                                      nn_global_average_pool_backward},
    [NN_LAYER_FLATTEN] = {flatten_forward, flatten_backward},
    [NN_LAYER_DENSE] = {nn_dense_forward, nn_dense_backward},
    [NN_LAYER_AVERAGE_POOL] = {nn_average_pool_forward, nn_average_pool_backward},
    [NN_LAYER_AFFINE] = {nn_affine_forward, nn_affine_backward},
    [NN_LAYER_RESIZE] = {nn_resize_forward, nn_resize_backward},
    [NN_LAYER_TRANSPOSE] = {nn_transpose_forward, nn_transpose_backward},
    [NN_LAYER_SIGMOID] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_TANH] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_RELU6] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_SQUARE] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_LEAKY_RELU] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_ELU] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_GELU] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_SILU] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_HARD_SWISH] = {nn_activation_forward, nn_activation_backward},
    [NN_LAYER_FORK] = {nn_fork_forward, nn_fork_backward},
    [NN_LAYER_BRANCH] = {nn_branch_forward, nn_branch_backward},
    [NN_LAYER_JOIN] = {nn_join_forward, nn_join_backward},
};

void nn_layer_forward(const struct nn_pass *pass) {
    kinds[pass->layer->kind].forward(pass);
}

void nn_layer_backward(const struct nn_pass *pass) {
    kinds[pass->layer->kind].backward(pass);
}

size_t nn_layer_forward_weights(const struct nn_layer *layer) {
    return layer->kind == NN_LAYER_CONV ? nn_conv_forward_weights(layer) : 0;
}

size_t nn_layer_backward_weights(const struct nn_layer *layer) {
    size_t weights = (size_t)nn_layer_weight_rows(layer) * (size_t)layer->out.channels;
    return nn_larger(weights, nn_layer_forward_weights(layer));
}

void nn_layer_prepare_forward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                              const float *weight, float *forward, int first, int count) {
    if (layer->kind == NN_LAYER_CONV)
        nn_conv_prepare_forward(kernels, layer, weight, forward, first, count);
}

void nn_layer_prepare_backward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                               const float *weight, const float *forward, float *backward,
                               int first, int count) {
    int in = layer->in.channels, out = layer->out.channels;
    if (layer->kind == NN_LAYER_CONV)
        nn_conv_prepare_backward(kernels, layer, weight, forward, backward, first, count);
    else
        kernels->transpose(backward + first, in, weight + (ptrdiff_t)first * out, out, count, out,
                           0);
}
