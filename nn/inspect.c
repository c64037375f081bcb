#include "nn/inspect.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "nn/layers/batch_norm.h"
#include "nn/model_private.h"

enum { MAX_TOTAL_VALUES = 1 << 24 };

/* values[i] is the image (0) or a layer's output (i + 1). */
struct nn_inspection {
    const struct nn_kernels *kernels;
    struct nn_spec spec;
    float *values[NN_MAX_LAYERS + 1];
    float *scratch;
    float *inputs, *weights; /* of the last terms */
    struct nn_floats floats;
};

/* The most terms that a value can have: all inputs of a dense unit, a kernel's, or a whole map. */
static size_t max_terms(const struct nn_layer *layer) {
    size_t area = (size_t)layer->kernel * (size_t)layer->kernel;
    if (layer->kind == NN_LAYER_RESIZE)
        return 4;
    return layer->kernel > 0 ? area * (size_t)layer->in.channels : nn_shape_size(layer->in);
}

static void allocate(struct nn_inspection *inspection) {
    const struct nn_spec *spec = &inspection->spec;
    struct nn_floats *floats = &inspection->floats;
    size_t terms = 2; /* a sum's */
    inspection->values[0] = nn_floats_add(floats, nn_shape_size(spec->input));
    for (int i = 0; i < spec->layer_count; i++) {
        inspection->values[i + 1] = nn_floats_add(floats, nn_shape_size(spec->layers[i].out));
        terms = nn_larger(terms, max_terms(&spec->layers[i]));
    }
    /* Saliency (saliency.h) also runs backward in it. */
    inspection->scratch = nn_floats_add(floats, nn_layers_scratch(spec, true));
    inspection->inputs = nn_floats_add(floats, terms);
    inspection->weights = nn_floats_add(floats, terms);
}

enum nn_status nn_inspection_create(struct nn_inspection **out, const struct nn_spec *spec,
                                    struct nn_error *err) {
    size_t total = nn_shape_size(spec->input);
    for (int i = 0; i < spec->layer_count; i++)
        total += nn_shape_size(spec->layers[i].out);
    struct nn_inspection *inspection =
        total <= MAX_TOTAL_VALUES ? calloc(1, sizeof *inspection) : NULL;
    if (inspection) {
        inspection->kernels = nn_kernels_best();
        inspection->spec = *spec;
        allocate(inspection);
    }
    if (!inspection || inspection->floats.failed) {
        nn_inspection_destroy(inspection);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to inspect the network %.80s",
                            spec->text);
    }
    *out = inspection;
    return NN_STATUS_OK;
}

void nn_inspection_destroy(struct nn_inspection *inspection) {
    if (!inspection)
        return;
    nn_floats_deinit(&inspection->floats);
    free(inspection);
}

struct nn_pass nn_inspection_pass(const struct nn_inspection *inspection,
                                  const struct nn_model *model, int layer) {
    struct nn_pass pass =
        nn_model_pass(model, inspection->kernels, &inspection->spec.layers[layer]);
    pass.count = 1;
    pass.x = inspection->values[layer];
    pass.y = inspection->values[layer + 1];
    pass.other = inspection->values[pass.layer->before];
    pass.scratch = inspection->scratch;
    return pass;
}

void nn_inspection_run(struct nn_inspection *inspection, const struct nn_model *model,
                       const float *image) {
    memcpy(inspection->values[0], image, nn_shape_size(inspection->spec.input) * sizeof *image);
    for (int i = 0; i < inspection->spec.layer_count; i++) {
        struct nn_pass pass = nn_inspection_pass(inspection, model, i);
        nn_layer_forward(&pass);
    }
}

const float *nn_inspection_values(const struct nn_inspection *inspection, int layer) {
    return inspection->values[layer + 1];
}

/* The arguments of the functions below. */
struct request {
    struct nn_inspection *inspection;
    struct nn_pass pass;
    int row, column, channel;
    struct nn_terms *terms;
};

/* Sets the terms' shape and the position of the first input. */
static void set_window(const struct request *request, int side, int channels) {
    const struct nn_layer *layer = request->pass.layer;
    request->terms->shape = (struct nn_shape){side, side, channels};
    request->terms->row = request->row * layer->stride - layer->padding;
    request->terms->column = request->column * layer->stride - layer->padding;
}

/* The weights and the bias of one output channel. */
static void copy_weights(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    int rows = nn_layer_weight_rows(layer), OC = layer->out.channels;
    assert(request->pass.weight && request->pass.bias);
    for (int i = 0; i < rows; i++)
        request->inspection->weights[i] =
            request->pass.weight[(ptrdiff_t)i * OC + request->channel];
    request->terms->bias = request->pass.bias[request->channel];
}

/* True if this place in the window is not padding. */
static bool is_inside(const struct request *request, int row, int column) {
    struct nn_shape in = request->pass.layer->in;
    int h = request->terms->row + row, w = request->terms->column + column;
    return h >= 0 && w >= 0 && h < in.height && w < in.width;
}

/* Copies the window of inputs, with the channels from this one on. */
static void copy_window(const struct request *request, int channel) {
    const struct nn_terms *terms = request->terms;
    struct nn_shape in = request->pass.layer->in, shape = terms->shape;
    float *to = request->inspection->inputs;
    for (int r = 0; r < shape.height; r++)
        for (int c = 0; c < shape.width; c++, to += shape.channels) {
            bool inside = is_inside(request, r, c);
            ptrdiff_t pixel = (ptrdiff_t)(terms->row + r) * in.width + terms->column + c;
            for (int k = 0; k < shape.channels; k++)
                to[k] = inside ? request->pass.x[pixel * in.channels + channel + k] : 0;
        }
}

static void conv_terms(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    int inputs = layer->in.channels / layer->groups, outputs = layer->out.channels / layer->groups;
    set_window(request, layer->kernel, inputs);
    copy_window(request, request->channel / outputs * inputs);
    copy_weights(request);
}

static void dense_terms(const struct request *request) {
    struct nn_inspection *inspection = request->inspection;
    const struct nn_layer *layer = request->pass.layer;
    request->terms->shape = nn_flattened_shape(&inspection->spec, layer->index);
    memcpy(inspection->inputs, request->pass.x, (size_t)layer->in.channels * sizeof(float));
    copy_weights(request);
}

static void max_pool_terms(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    const float *inputs = request->inspection->inputs;
    int K = layer->kernel, count = K * K, largest = -1;
    set_window(request, K, 1);
    copy_window(request, request->channel);
    for (int i = 0; i < count; i++)
        if (is_inside(request, i / K, i % K) && (largest < 0 || inputs[i] > inputs[largest]))
            largest = i;
    for (int i = 0; i < count; i++)
        request->inspection->weights[i] = i == largest;
}

static void average_terms(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    struct nn_shape in = layer->in;
    if (layer->kind == NN_LAYER_AVERAGE_POOL)
        set_window(request, layer->kernel, 1);
    else
        request->terms->shape = (struct nn_shape){in.height, in.width, 1};
    int count = (int)nn_shape_size(request->terms->shape);
    copy_window(request, request->channel);
    for (int i = 0; i < count; i++)
        request->inspection->weights[i] = 1 / (float)count;
}

/* One input at the same position: relu, batch norm, and layers that pass values on. */
static void single_term(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    struct nn_inspection *inspection = request->inspection;
    struct nn_shape out = layer->out;
    ptrdiff_t at = ((ptrdiff_t)request->row * out.width + request->column) * out.channels;
    request->terms->shape = (struct nn_shape){1, 1, 1};
    request->terms->row = request->row;
    request->terms->column = request->column;
    inspection->inputs[0] = request->pass.x[at + request->channel];
    inspection->weights[0] = 1;
    if (layer->kind == NN_LAYER_RELU)
        inspection->weights[0] = inspection->inputs[0] > 0;
    if (layer->kind == NN_LAYER_BATCH_NORM) {
        float *scale = inspection->scratch, *shift = scale + layer->in.channels;
        nn_batch_norm_infer_line(&request->pass, scale, shift);
        inspection->weights[0] = scale[request->channel];
        request->terms->bias = shift[request->channel];
    }
}

/* The two values that are added, side by side. */
static void join_terms(const struct request *request) {
    const struct nn_pass *pass = &request->pass;
    int width = pass->layer->in.width, C = pass->layer->in.channels;
    ptrdiff_t at = ((ptrdiff_t)request->row * width + request->column) * C + request->channel;
    request->terms->shape = (struct nn_shape){1, 2, 1};
    request->terms->row = request->row;
    request->terms->column = request->column;
    for (int i = 0; i < 2; i++) {
        request->inspection->inputs[i] = (i ? pass->other : pass->x)[at];
        request->inspection->weights[i] = 1;
    }
}

/* What came to the fork. */
static void branch_terms(const struct request *request) {
    struct request fork = *request;
    fork.pass.x = request->pass.other;
    single_term(&fork);
}

static void affine_terms(const struct request *request) {
    single_term(request);
    assert(request->pass.weight && request->pass.bias);
    request->inspection->weights[0] = request->pass.weight[request->channel];
    request->terms->bias = request->pass.bias[request->channel];
}

/* The four pixels around the place. */
static void resize_terms(const struct request *request) {
    const struct nn_layer *layer = request->pass.layer;
    struct nn_sample h = nn_resize_sample(layer->in.height, layer->out.height, request->row);
    struct nn_sample w = nn_resize_sample(layer->in.width, layer->out.width, request->column);
    request->terms->shape = (struct nn_shape){2, 2, 1};
    request->terms->row = h.first;
    request->terms->column = w.first;
    copy_window(request, request->channel);
    for (int i = 0; i < 4; i++)
        request->inspection->weights[i] =
            (i / 2 ? h.fraction : 1 - h.fraction) * (i % 2 ? w.fraction : 1 - w.fraction);
}

static void transpose_terms(const struct request *request) {
    request->terms->shape = (struct nn_shape){1, 1, 1};
    request->terms->row = request->column;
    request->terms->column = request->row;
    copy_window(request, request->channel);
    request->inspection->weights[0] = 1;
}

/* The tangent at the input: its slope, and what it would give for 0. */
static void activation_terms(const struct request *request) {
    struct nn_inspection *inspection = request->inspection;
    single_term(request);
    float x = inspection->inputs[0], slope = nn_activation_slope(request->pass.layer, x);
    inspection->weights[0] = slope;
    request->terms->bias = nn_activation_value(request->pass.layer, x) - slope * x;
}

static void (*const terms_of[])(const struct request *request) = {
    [NN_LAYER_CONV] = conv_terms,
    [NN_LAYER_RELU] = single_term,
    [NN_LAYER_MAX_POOL] = max_pool_terms,
    [NN_LAYER_BATCH_NORM] = single_term,
    [NN_LAYER_DROPOUT] = single_term,
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = average_terms,
    [NN_LAYER_FLATTEN] = single_term,
    [NN_LAYER_DENSE] = dense_terms,
    [NN_LAYER_AVERAGE_POOL] = average_terms,
    [NN_LAYER_AFFINE] = affine_terms,
    [NN_LAYER_RESIZE] = resize_terms,
    [NN_LAYER_TRANSPOSE] = transpose_terms,
    [NN_LAYER_SIGMOID] = activation_terms,
    [NN_LAYER_TANH] = activation_terms,
    [NN_LAYER_RELU6] = activation_terms,
    [NN_LAYER_SQUARE] = activation_terms,
    [NN_LAYER_LEAKY_RELU] = activation_terms,
    [NN_LAYER_ELU] = activation_terms,
    [NN_LAYER_GELU] = activation_terms,
    [NN_LAYER_SILU] = activation_terms,
    [NN_LAYER_HARD_SWISH] = activation_terms,
    [NN_LAYER_FORK] = single_term,
    [NN_LAYER_BRANCH] = branch_terms,
    [NN_LAYER_JOIN] = join_terms,
};

void nn_inspection_terms(struct nn_inspection *inspection, const struct nn_model *model, int layer,
                         int row, int column, int channel, struct nn_terms *terms) {
    *terms = (struct nn_terms){.inputs = inspection->inputs, .weights = inspection->weights};
    struct nn_pass pass = nn_inspection_pass(inspection, model, layer);
    const struct request request = {inspection, pass, row, column, channel, terms};
    terms_of[request.pass.layer->kind](&request);
}
