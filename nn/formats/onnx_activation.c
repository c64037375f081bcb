#include "nn/formats/onnx_activation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "nn/formats/onnx_fold.h"
#include "nn/layers/layers.h"
#include "nn/parameters.h"

/* A function is recognised by its values: there are many ways to write one. GELU's two forms differ
 * by a thousandth. */
enum { MAX_STEPS = 64, MAX_ANCESTORS = 12, SAMPLES = 41 };
static const double tolerance = 2e-3;

struct evaluation {
    const struct nn_onnx_file *file;
    const char *source;
    double t; /* the source's value */
    int steps_left;
    bool failed;
};

static double real(const Onnx__NodeProto *node, const char *name, double absent) {
    return nn_onnx_real(node, name, absent);
}

static double logistic(double x) {
    return 1 / (1 + exp(-x));
}

static double clip(double x, double least, double most) {
    return x < least ? least : x > most ? most : x;
}

/* Of one value, with the attributes' default values. */
static double op_abs(const Onnx__NodeProto *node, double x, double y) {
    return fabs(x);
}
static double op_add(const Onnx__NodeProto *node, double x, double y) {
    return x + y;
}
static double op_div(const Onnx__NodeProto *node, double x, double y) {
    return x / y;
}
static double op_elu(const Onnx__NodeProto *node, double x, double y) {
    return x > 0 ? x : real(node, "alpha", 1) * expm1(x);
}
static double op_erf(const Onnx__NodeProto *node, double x, double y) {
    return erf(x);
}
static double op_exp(const Onnx__NodeProto *node, double x, double y) {
    return exp(x);
}
static double op_gelu(const Onnx__NodeProto *node, double x, double y) {
    return x * 0.5 * (1 + erf(x / sqrt(2)));
}
static double op_hard_sigmoid(const Onnx__NodeProto *node, double x, double y) {
    return clip(real(node, "alpha", 0.2) * x + real(node, "beta", 0.5), 0, 1);
}
static double op_hard_swish(const Onnx__NodeProto *node, double x, double y) {
    return x * clip(x / 6 + 0.5, 0, 1);
}
static double op_identity(const Onnx__NodeProto *node, double x, double y) {
    return x;
}
static double op_leaky_relu(const Onnx__NodeProto *node, double x, double y) {
    return x > 0 ? x : real(node, "alpha", 0.01) * x;
}
static double op_max(const Onnx__NodeProto *node, double x, double y) {
    return fmax(x, y);
}
static double op_min(const Onnx__NodeProto *node, double x, double y) {
    return fmin(x, y);
}
static double op_mul(const Onnx__NodeProto *node, double x, double y) {
    return x * y;
}
static double op_neg(const Onnx__NodeProto *node, double x, double y) {
    return -x;
}
static double op_pow(const Onnx__NodeProto *node, double x, double y) {
    return pow(x, y);
}
static double op_prelu(const Onnx__NodeProto *node, double x, double y) {
    return x > 0 ? x : x * y;
}
static double op_reciprocal(const Onnx__NodeProto *node, double x, double y) {
    return 1 / x;
}
static double op_relu(const Onnx__NodeProto *node, double x, double y) {
    return fmax(x, 0);
}
static double op_sigmoid(const Onnx__NodeProto *node, double x, double y) {
    return logistic(x);
}
static double op_softplus(const Onnx__NodeProto *node, double x, double y) {
    return log1p(exp(x));
}
static double op_sqrt(const Onnx__NodeProto *node, double x, double y) {
    return sqrt(x);
}
static double op_sub(const Onnx__NodeProto *node, double x, double y) {
    return x - y;
}
static double op_swish(const Onnx__NodeProto *node, double x, double y) {
    return x * logistic(real(node, "alpha", 1) * x);
}
static double op_tanh(const Onnx__NodeProto *node, double x, double y) {
    return tanh(x);
}

static const struct elementwise {
    const char *type;
    int inputs;
    double (*calculate)(const Onnx__NodeProto *node, double x, double y);
} elementwise[] = {
    {"Abs", 1, op_abs},
    {"Add", 2, op_add},
    {"Cast", 1, op_identity},
    {"Clip", 1, op_identity}, /* its bounds are seen to apart */
    {"Div", 2, op_div},
    {"Elu", 1, op_elu},
    {"Erf", 1, op_erf},
    {"Exp", 1, op_exp},
    {"Gelu", 1, op_gelu},
    {"HardSigmoid", 1, op_hard_sigmoid},
    {"HardSwish", 1, op_hard_swish},
    {"Identity", 1, op_identity},
    {"LeakyRelu", 1, op_leaky_relu},
    {"Max", 2, op_max},
    {"Min", 2, op_min},
    {"Mul", 2, op_mul},
    {"Neg", 1, op_neg},
    {"PRelu", 2, op_prelu},
    {"Pow", 2, op_pow},
    {"Reciprocal", 1, op_reciprocal},
    {"Relu", 1, op_relu},
    {"Sigmoid", 1, op_sigmoid},
    {"Softplus", 1, op_softplus},
    {"Sqrt", 1, op_sqrt},
    {"Sub", 2, op_sub},
    {"Swish", 1, op_swish},
    {"Tanh", 1, op_tanh},
};

static const struct elementwise *elementwise_of(const Onnx__NodeProto *node) {
    for (size_t i = 0; i < sizeof elementwise / sizeof *elementwise; i++)
        if (nn_onnx_is(node, elementwise[i].type))
            return &elementwise[i];
    return NULL;
}

/* Bounds are attributes in old operator sets and inputs in newer ones; each may be missing. */
static double clip_node(const struct nn_onnx_file *file, const Onnx__NodeProto *node, double x) {
    double least = real(node, "min", -(double)INFINITY), most = real(node, "max", (double)INFINITY);
    (void)nn_onnx_scalar(file, nn_onnx_input(node, 1), &least);
    (void)nn_onnx_scalar(file, nn_onnx_input(node, 2), &most);
    return clip(x, least, most);
}

static double evaluate(struct evaluation *evaluation, const char *value) {
    double number = 0;
    if (strcmp(value, evaluation->source) == 0)
        return evaluation->t;
    if (evaluation->steps_left-- == 0)
        evaluation->failed = true;
    if (evaluation->failed || nn_onnx_scalar(evaluation->file, value, &number))
        return number;
    const Onnx__NodeProto *node = nn_onnx_maker(evaluation->file, value);
    const struct elementwise *kind = node ? elementwise_of(node) : NULL;
    if (!kind) {
        evaluation->failed = true;
        return 0;
    }
    double x = evaluate(evaluation, nn_onnx_input(node, 0));
    double y = kind->inputs > 1 ? evaluate(evaluation, nn_onnx_input(node, 1)) : 0;
    return nn_onnx_is(node, "Clip") ? clip_node(evaluation->file, node, x)
                                    : kind->calculate(node, x, y);
}

/* The node's values at places from -8 to 8, none of them whole; false if it is another kind. */
static bool sample(const struct nn_onnx_file *file, const char *value, const char *source,
                   double samples[SAMPLES], double at[SAMPLES]) {
    for (int i = 0; i < SAMPLES; i++) {
        at[i] = -8.03 + 0.4 * i;
        struct evaluation evaluation = {file, source, at[i], MAX_STEPS, false};
        samples[i] = evaluate(&evaluation, value);
        if (evaluation.failed)
            return false;
    }
    return true;
}

static bool agrees(const struct nn_layer *layer, const double *samples, const double *at) {
    for (int i = 0; i < SAMPLES; i++) {
        double ours = layer->kind == NN_LAYER_RELU
                          ? fmax(at[i], 0)
                          : (double)nn_activation_value(layer, (float)at[i]);
        if (!(fabs(ours - samples[i]) <= tolerance * (1 + fabs(ours))))
            return false;
    }
    return true;
}

void nn_onnx_number_text(char text[64], const char *word, float number) {
    double whole = floor((double)number), part = (double)number - whole, scale = 1;
    for (int digits = 0; digits <= 18; digits++, scale *= 10) {
        long long decimals = llround(part * scale);
        snprintf(text, 64, digits ? "%s%.0f.%0*lld" : "%s%.0f", word, whole, digits, decimals);
        if ((double)decimals < scale && (float)(whole + (double)decimals / scale) == number)
            return;
    }
}

/* The layer with these values, if there is one. The slope below 0 follows from one of them; a slope
 * of 1 changes nothing. */
static bool find_layer(const double *samples, const double *at, char token[64]) {
    static const enum nn_layer_kind kinds[] = {
        NN_LAYER_RELU, NN_LAYER_SIGMOID, NN_LAYER_TANH,       NN_LAYER_RELU6, NN_LAYER_SQUARE,
        NN_LAYER_GELU, NN_LAYER_SILU,    NN_LAYER_HARD_SWISH, NN_LAYER_ELU,   NN_LAYER_LEAKY_RELU};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct nn_layer layer = {.kind = kinds[k]};
        bool rated = layer.kind == NN_LAYER_ELU || layer.kind == NN_LAYER_LEAKY_RELU;
        if (rated) /* at a place of -0.03 or so it could not be told precisely */
            layer.rate = (float)(samples[0] / (layer.kind == NN_LAYER_ELU ? expm1(at[0]) : at[0]));
        bool same = layer.kind == NN_LAYER_LEAKY_RELU && layer.rate == 1;
        if (!agrees(&layer, samples, at) || !(layer.rate >= 0 && layer.rate <= 100) || same)
            continue;
        if (rated)
            nn_onnx_number_text(token, nn_layer_word(layer.kind), layer.rate);
        else
            snprintf(token, 64, "%s", nn_layer_word(layer.kind));
        return true;
    }
    return false;
}

/* The value that leads to the input: the first that is no number. */
static const char *value_before(const struct nn_onnx_file *file, const Onnx__NodeProto *node) {
    size_t number = nn_onnx_constant(file, nn_onnx_input(node, 0)) ? 1 : 0;
    return nn_onnx_input(node, number);
}

bool nn_onnx_activation_of(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                           const char **source, char token[64]) {
    double samples[SAMPLES], at[SAMPLES];
    const char *value = nn_onnx_output(node);
    for (int i = 0; i < MAX_ANCESTORS && node && elementwise_of(node); i++) {
        *source = value_before(file, node);
        if (sample(file, value, *source, samples, at) && find_layer(samples, at, token))
            return true;
        node = nn_onnx_maker(file, *source);
    }
    return false;
}
