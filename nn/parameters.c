#include "nn/parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/kernels.h"
#include "nn/rng.h"

enum { ALIGNMENT = 16 };

static size_t aligned(size_t count) {
    return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void add_tensor(struct nn_parameters *parameters, int layer, enum nn_tensor_role role,
                       size_t size) {
    parameters->tensors[parameters->tensor_count++] =
        (struct nn_tensor){layer, role, parameters->count, size};
    parameters->count = aligned(parameters->count + size);
}

int nn_layer_weight_inputs(const struct nn_layer *layer) {
    return layer->in.channels / (layer->groups > 1 ? layer->groups : 1);
}

int nn_layer_weight_rows(const struct nn_layer *layer) {
    if (layer->kind == NN_LAYER_CONV)
        return layer->kernel * layer->kernel * nn_layer_weight_inputs(layer);
    return layer->kind == NN_LAYER_DENSE ? layer->in.channels : 0;
}

static size_t weight_size(const struct nn_layer *layer) {
    size_t rows = (size_t)nn_layer_weight_rows(layer);
    return (layer->kind == NN_LAYER_BATCH_NORM ? 1 : rows) * (size_t)layer->out.channels;
}

/* That training changes. */
static bool has_weight(const struct nn_layer *layer) {
    return layer->kind == NN_LAYER_BATCH_NORM || nn_layer_weight_rows(layer) > 0;
}

/* What training does not change. */
static void add_fixed(struct nn_parameters *parameters, const struct nn_layer *layer) {
    size_t channels = (size_t)layer->out.channels;
    if (layer->kind == NN_LAYER_BATCH_NORM) {
        add_tensor(parameters, layer->index, NN_TENSOR_RUNNING_MEAN, channels);
        add_tensor(parameters, layer->index, NN_TENSOR_RUNNING_VARIANCE, channels);
    } else if (layer->kind == NN_LAYER_AFFINE) {
        add_tensor(parameters, layer->index, NN_TENSOR_WEIGHT, channels);
        add_tensor(parameters, layer->index, NN_TENSOR_BIAS, channels);
    }
}

struct nn_parameters nn_parameters_of(const struct nn_spec *spec) {
    struct nn_parameters parameters = {0};
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        if (has_weight(layer) && layer->kind != NN_LAYER_DENSE)
            add_tensor(&parameters, i, NN_TENSOR_WEIGHT, weight_size(layer));
        if (has_weight(layer))
            add_tensor(&parameters, i, NN_TENSOR_BIAS, (size_t)layer->out.channels);
    }
    parameters.shared_count = parameters.count;
    for (int i = 0; i < spec->layer_count; i++)
        if (spec->layers[i].kind == NN_LAYER_DENSE)
            add_tensor(&parameters, i, NN_TENSOR_WEIGHT, weight_size(&spec->layers[i]));
    parameters.trainable_count = parameters.count;
    for (int i = 0; i < spec->layer_count; i++)
        add_fixed(&parameters, &spec->layers[i]);
    return parameters;
}

bool nn_spec_is_same(const struct nn_spec *a, const struct nn_spec *b) {
    return strcmp(a->text, b->text) == 0 && memcmp(&a->input, &b->input, sizeof a->input) == 0;
}

size_t nn_spec_parameter_count(const struct nn_spec *spec) {
    size_t count = 0;
    for (int i = 0; i < spec->layer_count; i++)
        if (has_weight(&spec->layers[i]))
            count += weight_size(&spec->layers[i]) + (size_t)spec->layers[i].out.channels;
    return count;
}

const struct nn_tensor *nn_parameters_find(const struct nn_parameters *parameters, int layer,
                                           enum nn_tensor_role role) {
    for (int i = 0; i < parameters->tensor_count; i++)
        if (parameters->tensors[i].layer == layer && parameters->tensors[i].role == role)
            return &parameters->tensors[i];
    return NULL;
}

float *nn_parameters_at(const struct nn_parameters *parameters, const float *block, int layer,
                        enum nn_tensor_role role) {
    const struct nn_tensor *tensor = nn_parameters_find(parameters, layer, role);
    return tensor ? (float *)block + tensor->offset : NULL;
}

struct nn_shape nn_flattened_shape(const struct nn_spec *spec, int layer) {
    struct nn_shape in = layer < spec->layer_count ? spec->layers[layer].in : spec->output;
    struct nn_shape image = {1, 1, in.channels};
    if (in.height * in.width != 1)
        return image;
    for (int i = layer - 1; i >= 0; i--) {
        if (nn_layer_weight_rows(&spec->layers[i]) > 0)
            break;
        if (spec->layers[i].kind == NN_LAYER_BRANCH)
            i = spec->layers[i].before; /* the value came to the fork */
        if (spec->layers[i].kind == NN_LAYER_FLATTEN)
            image = spec->layers[i].in; /* an earlier one may have had the image */
    }
    return image;
}

float *nn_floats_create(size_t count) {
    size_t bytes = aligned(count + NN_SLACK) * sizeof(float);
    float *floats = aligned_alloc(ALIGNMENT * sizeof(float), bytes);
    if (floats)
        memset(floats, 0, bytes);
    return floats;
}

/* Each block begins with the address of the one before it. */
float *nn_floats_add(struct nn_floats *floats, size_t count) {
    float *block = nn_floats_create(ALIGNMENT + count);
    if (!block) {
        floats->failed = true;
        return NULL;
    }
    memcpy(block, &floats->last, sizeof floats->last);
    floats->last = block;
    return block + ALIGNMENT;
}

void nn_floats_deinit(struct nn_floats *floats) {
    while (floats->last) {
        float *block = floats->last;
        memcpy(&floats->last, block, sizeof floats->last);
        free(block);
    }
}

/* True for relu and what is nearly 0 or x as it is. */
static bool is_rectifier(enum nn_layer_kind kind) {
    return kind == NN_LAYER_RELU || kind == NN_LAYER_RELU6 || kind == NN_LAYER_LEAKY_RELU ||
           kind == NN_LAYER_ELU || kind == NN_LAYER_GELU || kind == NN_LAYER_SILU ||
           kind == NN_LAYER_HARD_SWISH;
}

/* True if a rectifier follows before the next layer with weights. */
static int rectifier_follows(const struct nn_spec *spec, int index) {
    for (int i = index + 1; i < spec->layer_count; i++) {
        if (is_rectifier(spec->layers[i].kind))
            return 1;
        if (nn_layer_weight_rows(&spec->layers[i]) > 0)
            return 0;
    }
    return 0;
}

static void initialise_weights(const struct nn_spec *spec, const struct nn_tensor *tensor,
                               struct nn_rng rng, float *values) {
    const struct nn_layer *layer = &spec->layers[tensor->layer];
    bool conv = layer->kind == NN_LAYER_CONV;
    float area = conv ? (float)(layer->kernel * layer->kernel) / (float)layer->groups : 1;
    float fan_in = area * (float)layer->in.channels, fan_out = area * (float)layer->out.channels;
    float deviation = sqrtf(2 / fan_in), bound = sqrtf(6 / (fan_in + fan_out));
    int he = rectifier_follows(spec, tensor->layer);
    for (size_t i = 0; i < tensor->size; i++)
        values[i] = he ? deviation * nn_rng_normal(&rng) : bound * nn_rng_symmetric(&rng);
}

void nn_parameters_initialise(const struct nn_parameters *parameters, const struct nn_spec *spec,
                              uint64_t seed, float *values) {
    memset(values, 0, parameters->count * sizeof *values);
    for (int i = 0; i < parameters->tensor_count; i++) {
        const struct nn_tensor *tensor = &parameters->tensors[i];
        float *at = values + tensor->offset;
        bool channelwise = nn_layer_weight_rows(&spec->layers[tensor->layer]) == 0;
        if (tensor->role == NN_TENSOR_RUNNING_VARIANCE ||
            (channelwise && tensor->role == NN_TENSOR_WEIGHT))
            for (size_t v = 0; v < tensor->size; v++)
                at[v] = 1;
        else if (tensor->role == NN_TENSOR_WEIGHT)
            initialise_weights(spec, tensor, nn_rng_stream(seed, NN_RNG_WEIGHTS, (uint64_t)i), at);
    }
}
