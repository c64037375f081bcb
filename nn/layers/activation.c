/* Functions of one value, the same for all: each with its slope. */
#include <assert.h>
#include <math.h>

#include "nn/layers/layers.h"

static float logistic(float x) {
    return 1 / (1 + expf(-x));
}

static float logistic_slope(float x) {
    return logistic(x) * (1 - logistic(x));
}

static float sigmoid(float x, float a) {
    return logistic(x);
}

static float sigmoid_slope(float x, float a) {
    return logistic_slope(x);
}

static float hyperbolic(float x, float a) {
    return tanhf(x);
}

static float hyperbolic_slope(float x, float a) {
    return 1 - tanhf(x) * tanhf(x);
}

static float relu6(float x, float a) {
    return x < 0 ? 0 : x > 6 ? 6 : x;
}

static float relu6_slope(float x, float a) {
    return x > 0 && x < 6;
}

static float square(float x, float a) {
    return x * x;
}

static float square_slope(float x, float a) {
    return 2 * x;
}

static float leaky(float x, float a) {
    return x > 0 ? x : a * x;
}

static float leaky_slope(float x, float a) {
    return x > 0 ? 1 : a;
}

static float elu(float x, float a) {
    return x > 0 ? x : a * expm1f(x);
}

static float elu_slope(float x, float a) {
    return x > 0 ? 1 : a * expf(x);
}

/* The probability that a standard normal number is below x, and its density. */
static float normal_below(float x) {
    return 0.5f * (1 + erff(x * 0.70710678f));
}

static float normal_density(float x) {
    return 0.39894228f * expf(-0.5f * x * x);
}

/* Hendrycks and Gimpel 2016. */
static float gelu(float x, float a) {
    return x * normal_below(x);
}

static float gelu_slope(float x, float a) {
    return normal_below(x) + x * normal_density(x);
}

static float silu(float x, float a) {
    return x * logistic(x);
}

static float silu_slope(float x, float a) {
    return logistic(x) + x * logistic_slope(x);
}

/* Howard et al. 2019, section 5.2. */
static float hard_swish(float x, float a) {
    return x * relu6(x + 3, 0) / 6;
}

static float hard_swish_slope(float x, float a) {
    return x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6;
}

static const struct {
    float (*value)(float x, float a), (*slope)(float x, float a);
} functions[] = {
    [NN_LAYER_SIGMOID] = {sigmoid, sigmoid_slope},
    [NN_LAYER_TANH] = {hyperbolic, hyperbolic_slope},
    [NN_LAYER_RELU6] = {relu6, relu6_slope},
    [NN_LAYER_SQUARE] = {square, square_slope},
    [NN_LAYER_LEAKY_RELU] = {leaky, leaky_slope},
    [NN_LAYER_ELU] = {elu, elu_slope},
    [NN_LAYER_GELU] = {gelu, gelu_slope},
    [NN_LAYER_SILU] = {silu, silu_slope},
    [NN_LAYER_HARD_SWISH] = {hard_swish, hard_swish_slope},
};

float nn_activation_value(const struct nn_layer *layer, float x) {
    return functions[layer->kind].value(x, layer->rate);
}

float nn_activation_slope(const struct nn_layer *layer, float x) {
    return functions[layer->kind].slope(x, layer->rate);
}

void nn_activation_forward(const struct nn_pass *pass) {
    size_t count = (size_t)pass->count * nn_shape_size(pass->layer->in);
    for (size_t i = 0; i < count; i++)
        pass->y[i] = nn_activation_value(pass->layer, pass->x[i]);
}

void nn_activation_backward(const struct nn_pass *pass) {
    size_t count = (size_t)pass->count * nn_shape_size(pass->layer->in);
    assert(pass->x != pass->y);
    for (size_t i = 0; i < count; i++)
        pass->dx[i] = pass->dy[i] * nn_activation_slope(pass->layer, pass->x[i]);
}
