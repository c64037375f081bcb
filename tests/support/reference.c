#include "tests/support/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double epsilon = 1e-5;

/* Returns the index of value (n, h, w, c) in an array of images of this shape. */
static size_t at(struct nn_shape shape, int n, int h, int w, int c) {
    return (((size_t)n * (size_t)shape.height + (size_t)h) * (size_t)shape.width + (size_t)w) *
               (size_t)shape.channels +
           (size_t)c;
}

static bool inside(struct nn_shape shape, int h, int w) {
    return h >= 0 && h < shape.height && w >= 0 && w < shape.width;
}

static double conv_value(const struct nn_layer *layer, const double *x, const double *weight, int n,
                         int oh, int ow, int oc) {
    int K = layer->kernel, IC = layer->in.channels / layer->groups, OC = layer->out.channels;
    int first = oc / (OC / layer->groups) * IC;
    double sum = 0;
    for (int kh = 0; kh < K; kh++)
        for (int kw = 0; kw < K; kw++) {
            int h = oh * layer->stride + kh - layer->padding;
            int w = ow * layer->stride + kw - layer->padding;
            for (int ic = 0; ic < IC && inside(layer->in, h, w); ic++)
                sum += x[at(layer->in, n, h, w, first + ic)] *
                       weight[((size_t)(kh * K + kw) * (size_t)IC + (size_t)ic) * (size_t)OC +
                              (size_t)oc];
        }
    return sum;
}

void reference_conv(const struct nn_layer *layer, int count, const double *x, const double *weight,
                    const double *bias, double *y) {
    struct nn_shape out = layer->out;
    for (int n = 0; n < count; n++)
        for (int oh = 0; oh < out.height; oh++)
            for (int ow = 0; ow < out.width; ow++)
                for (int oc = 0; oc < out.channels; oc++)
                    y[at(out, n, oh, ow, oc)] =
                        bias[oc] + conv_value(layer, x, weight, n, oh, ow, oc);
}

void reference_dense(const struct nn_layer *layer, int count, const double *x, const double *weight,
                     const double *bias, double *y) {
    int in = layer->in.channels, out = layer->out.channels;
    for (int n = 0; n < count; n++)
        for (int o = 0; o < out; o++) {
            double sum = bias[o];
            for (int i = 0; i < in; i++)
                sum += x[n * in + i] * weight[i * out + o];
            y[n * out + o] = sum;
        }
}

double reference_relu(const struct nn_layer *layer, int count, const double *x, double *y) {
    double kink = INFINITY;
    for (size_t i = 0; i < (size_t)count * nn_shape_size(layer->in); i++) {
        y[i] = fmax(0, x[i]);
        kink = fmin(kink, fabs(x[i]));
    }
    return kink;
}

static double normal_below(double x) {
    return 0.5 * erfc(-x / sqrt(2));
}

static double reference_function(const struct nn_layer *layer, double x) {
    double a = (double)layer->rate;
    switch (layer->kind) {
    case NN_LAYER_SIGMOID:
        return 1 / (1 + exp(-x));
    case NN_LAYER_TANH:
        return tanh(x);
    case NN_LAYER_RELU6:
        return fmin(fmax(0, x), 6);
    case NN_LAYER_SQUARE:
        return x * x;
    case NN_LAYER_LEAKY_RELU:
        return x > 0 ? x : a * x;
    case NN_LAYER_ELU:
        return x > 0 ? x : a * expm1(x);
    case NN_LAYER_GELU:
        return x * normal_below(x);
    case NN_LAYER_SILU:
        return x / (1 + exp(-x));
    default:
        return x * fmin(fmax(0, x + 3), 6) / 6;
    }
}

double reference_activation(const struct nn_layer *layer, int count, const double *x, double *y) {
    static const double kinks[] = {-3, 0, 3, 6}; /* of any of the functions */
    double kink = INFINITY;
    for (size_t i = 0; i < (size_t)count * nn_shape_size(layer->in); i++) {
        y[i] = reference_function(layer, x[i]);
        for (size_t k = 0; k < sizeof kinks / sizeof *kinks; k++)
            kink = fmin(kink, fabs(x[i] - kinks[k]));
    }
    return kink;
}

/* Returns the window's maximum; *gap is its distance to the second largest, 0 if two are equal. */
static double largest(const struct nn_layer *layer, const double *x, int n, int oh, int ow, int c,
                      double *gap) {
    double first = -INFINITY, second = -INFINITY;
    for (int kh = 0; kh < layer->kernel; kh++)
        for (int kw = 0; kw < layer->kernel; kw++) {
            int h = oh * layer->stride + kh - layer->padding;
            int w = ow * layer->stride + kw - layer->padding;
            if (!inside(layer->in, h, w))
                continue;
            double value = x[at(layer->in, n, h, w, c)];
            second = fmax(second, fmin(first, value));
            first = fmax(first, value);
        }
    *gap = first - second;
    return first;
}

double reference_max_pool(const struct nn_layer *layer, int count, const double *x, double *y) {
    double kink = INFINITY, gap;
    for (int n = 0; n < count; n++)
        for (int oh = 0; oh < layer->out.height; oh++)
            for (int ow = 0; ow < layer->out.width; ow++)
                for (int c = 0; c < layer->out.channels; c++) {
                    y[at(layer->out, n, oh, ow, c)] = largest(layer, x, n, oh, ow, c, &gap);
                    kink = gap > 0 ? fmin(kink, gap) : kink;
                }
    return kink;
}

/* Padding counts as zeros. */
static double mean(const struct nn_layer *layer, const double *x, int n, int oh, int ow, int c) {
    double sum = 0;
    for (int kh = 0; kh < layer->kernel; kh++)
        for (int kw = 0; kw < layer->kernel; kw++) {
            int h = oh * layer->stride + kh - layer->padding;
            int w = ow * layer->stride + kw - layer->padding;
            sum += inside(layer->in, h, w) ? x[at(layer->in, n, h, w, c)] : 0;
        }
    return sum / (layer->kernel * layer->kernel);
}

void reference_average_pool(const struct nn_layer *layer, int count, const double *x, double *y) {
    for (int n = 0; n < count; n++)
        for (int oh = 0; oh < layer->out.height; oh++)
            for (int ow = 0; ow < layer->out.width; ow++)
                for (int c = 0; c < layer->out.channels; c++)
                    y[at(layer->out, n, oh, ow, c)] = mean(layer, x, n, oh, ow, c);
}

void reference_global_average_pool(const struct nn_layer *layer, int count, const double *x,
                                   double *y) {
    struct nn_shape in = layer->in;
    for (int n = 0; n < count; n++)
        for (int c = 0; c < in.channels; c++) {
            double sum = 0;
            for (int h = 0; h < in.height; h++)
                for (int w = 0; w < in.width; w++)
                    sum += x[at(in, n, h, w, c)];
            y[n * in.channels + c] = sum / (in.height * in.width);
        }
}

static double resized(const struct nn_layer *layer, const double *x, int n, int oh, int ow, int c) {
    struct nn_shape in = layer->in, out = layer->out;
    double h = fmin(fmax((oh + 0.5) * in.height / out.height - 0.5, 0), in.height - 1);
    double w = fmin(fmax((ow + 0.5) * in.width / out.width - 0.5, 0), in.width - 1);
    double sum = 0;
    for (int row = 0; row < in.height; row++)
        for (int column = 0; column < in.width; column++)
            sum += x[at(in, n, row, column, c)] * fmax(0, 1 - fabs(h - row)) *
                   fmax(0, 1 - fabs(w - column));
    return sum;
}

void reference_geometry(const struct nn_layer *layer, int count, const double *x, double *y) {
    struct nn_shape out = layer->out;
    for (int n = 0; n < count; n++)
        for (int oh = 0; oh < out.height; oh++)
            for (int ow = 0; ow < out.width; ow++)
                for (int c = 0; c < out.channels; c++)
                    y[at(out, n, oh, ow, c)] = layer->kind == NN_LAYER_TRANSPOSE
                                                   ? x[at(layer->in, n, ow, oh, c)]
                                                   : resized(layer, x, n, oh, ow, c);
}

void reference_affine(const struct nn_layer *layer, int count, const double *x,
                      const double *weight, const double *bias, double *y) {
    size_t C = (size_t)layer->in.channels;
    for (size_t i = 0; i < (size_t)count * nn_shape_size(layer->in); i++)
        y[i] = x[i] * weight[i % C] + bias[i % C];
}

void reference_statistics(const struct nn_layer *layer, int count, const double *x, double *mean,
                          double *variance) {
    int C = layer->in.channels, pixels = count * layer->in.height * layer->in.width;
    for (int c = 0; c < C; c++) {
        mean[c] = variance[c] = 0;
        for (int p = 0; p < pixels; p++)
            mean[c] += x[p * C + c] / pixels;
        for (int p = 0; p < pixels; p++)
            variance[c] += (x[p * C + c] - mean[c]) * (x[p * C + c] - mean[c]) / pixels;
    }
}

void reference_batch_norm(const struct nn_layer *layer, int count, const double *x,
                          const double *weight, const double *bias, const double *mean,
                          const double *variance, double *y) {
    int C = layer->in.channels, pixels = count * layer->in.height * layer->in.width;
    for (int p = 0; p < pixels; p++)
        for (int c = 0; c < C; c++)
            y[p * C + c] =
                (x[p * C + c] - mean[c]) / sqrt(variance[c] + epsilon) * weight[c] + bias[c];
}

void reference_dropout(const struct nn_layer *layer, int count, const double *x,
                       const uint8_t *kept, double *y) {
    for (size_t i = 0; i < (size_t)count * nn_shape_size(layer->in); i++)
        y[i] = kept[i] ? x[i] / (1 - (double)layer->rate) : 0;
}

void reference_softmax(const double *logits, int classes, double *probabilities) {
    double max = -INFINITY, sum = 0;
    for (int c = 0; c < classes; c++)
        max = fmax(max, logits[c]);
    for (int c = 0; c < classes; c++)
        sum += probabilities[c] = exp(logits[c] - max);
    for (int c = 0; c < classes; c++)
        probabilities[c] /= sum;
}

double reference_cross_entropy(const double *logits, const uint8_t *labels, int count, int classes,
                               double smoothing) {
    double loss = 0, *probabilities = malloc((size_t)classes * sizeof *probabilities);
    for (int n = 0; n < count; n++) {
        double shared = labels[n] == NN_NO_CLASS ? 1 : smoothing;
        reference_softmax(logits + n * classes, classes, probabilities);
        for (int c = 0; c < classes; c++) {
            double target = shared / classes + (c == labels[n] ? 1 - shared : 0);
            loss -= target * log(probabilities[c]);
        }
    }
    free(probabilities);
    return loss;
}

static const double *tensor_of(const struct nn_spec *spec, const double *values, int layer,
                               enum nn_tensor_role role) {
    struct nn_parameters parameters = nn_parameters_of(spec);
    const struct nn_tensor *tensor = nn_parameters_find(&parameters, layer, role);
    return tensor ? values + tensor->offset : NULL;
}

static void norm(const struct nn_spec *spec, int index, const double *values, bool training,
                 int count, const double *x, double *y) {
    const struct nn_layer *layer = &spec->layers[index];
    const double *mean = tensor_of(spec, values, index, NN_TENSOR_RUNNING_MEAN);
    const double *variance = tensor_of(spec, values, index, NN_TENSOR_RUNNING_VARIANCE);
    double *own = malloc(2 * (size_t)layer->in.channels * sizeof *own);
    if (training) {
        reference_statistics(layer, count, x, own, own + layer->in.channels);
        mean = own;
        variance = own + layer->in.channels;
    }
    reference_batch_norm(layer, count, x, tensor_of(spec, values, index, NN_TENSOR_WEIGHT),
                         tensor_of(spec, values, index, NN_TENSOR_BIAS), mean, variance, y);
    free(own);
}

double reference_layer(const struct nn_spec *spec, int index, const double *values, bool training,
                       int count, const double *x, double *y) {
    const struct nn_layer *layer = &spec->layers[index];
    const double *weight = tensor_of(spec, values, index, NN_TENSOR_WEIGHT);
    const double *bias = tensor_of(spec, values, index, NN_TENSOR_BIAS);
    switch (layer->kind) {
    case NN_LAYER_CONV:
        reference_conv(layer, count, x, weight, bias, y);
        break;
    case NN_LAYER_RELU:
        return reference_relu(layer, count, x, y);
    case NN_LAYER_MAX_POOL:
        return reference_max_pool(layer, count, x, y);
    case NN_LAYER_BATCH_NORM:
        norm(spec, index, values, training, count, x, y);
        break;
    case NN_LAYER_AFFINE:
        reference_affine(layer, count, x, weight, bias, y);
        break;
    case NN_LAYER_RESIZE:
    case NN_LAYER_TRANSPOSE:
        reference_geometry(layer, count, x, y);
        break;
    case NN_LAYER_AVERAGE_POOL:
        reference_average_pool(layer, count, x, y);
        break;
    case NN_LAYER_GLOBAL_AVERAGE_POOL:
        reference_global_average_pool(layer, count, x, y);
        break;
    case NN_LAYER_DENSE:
        reference_dense(layer, count, x, weight, bias, y);
        break;
    case NN_LAYER_SIGMOID:
    case NN_LAYER_TANH:
    case NN_LAYER_RELU6:
    case NN_LAYER_SQUARE:
    case NN_LAYER_LEAKY_RELU:
    case NN_LAYER_ELU:
    case NN_LAYER_GELU:
    case NN_LAYER_SILU:
    case NN_LAYER_HARD_SWISH:
        return reference_activation(layer, count, x, y);
    case NN_LAYER_FORK:
    case NN_LAYER_BRANCH:
    case NN_LAYER_JOIN:
    case NN_LAYER_DROPOUT:
    case NN_LAYER_FLATTEN:
        memcpy(y, x, (size_t)count * nn_shape_size(layer->in) * sizeof *y);
        break;
    }
    return INFINITY;
}

void reference_mark(const struct nn_layer *layer, int count, const double *other, double *y) {
    for (size_t i = 0; i < (size_t)count * nn_shape_size(layer->out); i++)
        y[i] = other[i] + (layer->kind == NN_LAYER_JOIN ? y[i] : 0);
}

double reference_forward(const struct nn_spec *spec, const double *values, bool training,
                         const double *images, int count, double *logits) {
    const double *inputs[NN_MAX_LAYERS + 1] = {images};
    double kink = INFINITY;
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        bool last = i == spec->layer_count - 1;
        size_t size = nn_shape_size(layer->out), in = nn_shape_size(layer->in);
        size_t larger = (size_t)count * (size > in ? size : in);
        double *y = last ? logits : malloc(larger * sizeof *y);
        kink = fmin(kink, reference_layer(spec, i, values, training, count, inputs[i], y));
        if (layer->kind == NN_LAYER_BRANCH || layer->kind == NN_LAYER_JOIN)
            reference_mark(layer, count, inputs[layer->before], y);
        inputs[i + 1] = y;
    }
    for (int i = 1; i < spec->layer_count; i++)
        free((double *)inputs[i]);
    return kink;
}

double reference_loss(const struct nn_spec *spec, const double *values,
                      const struct reference_batch *batch, double *kink) {
    int outputs = (int)nn_shape_size(spec->output);
    double *logits = malloc((size_t)batch->count * (size_t)outputs * sizeof *logits);
    double distance = reference_forward(spec, values, true, batch->images, batch->count, logits);
    double loss = reference_cross_entropy(logits, batch->labels, batch->count, outputs,
                                          batch->label_smoothing);
    if (kink)
        *kink = distance;
    free(logits);
    return loss / batch->count;
}
