#include "nn/formats/onnx_layers.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/onnx_shapes.h"

struct reader {
    const struct nn_onnx_file *file;
    struct nn_error *err;
    struct nn_onnx_net *net;
    struct nn_shape input;
    int64_t batch;
    struct nn_onnx_value value;
    struct nn_onnx_shapes shapes;
    char text[NN_MAX_SPEC_TEXT];
    /* The shape from which the current vector was flattened, for the layer that reads it. */
    struct nn_shape flattened;
    bool flattened_channels_last;
    bool weights_last; /* the previous node was a layer whose bias an Add can supply */
    bool ended;        /* by a softmax */
    struct nn_onnx_chain chain;
};

#define REFUSE(reader, node, ...) nn_onnx_refuse((reader)->file, node, (reader)->err, __VA_ARGS__)

static struct nn_shape vector_shape(int channels) {
    return (struct nn_shape){1, 1, channels};
}

static struct nn_onnx_layer *last_layer(const struct reader *reader) {
    return &reader->net->layers[reader->net->spec.layer_count - 1];
}

/* Adds a layer to the spec, which checks that it fits. */
static enum nn_status add_layer(struct reader *reader, const Onnx__NodeProto *node,
                                const char *token) {
    size_t length = strlen(reader->text);
    int added = snprintf(reader->text + length, sizeof reader->text - length, "%s%s",
                         length ? "-" : "", token);
    if (added < 0 || (size_t)added >= sizeof reader->text - length)
        return REFUSE(reader, node, "makes the network too long");
    struct nn_error inner;
    struct nn_spec *spec = &reader->net->spec;
    if (nn_spec_parse(spec, reader->text, reader->input, &inner))
        return REFUSE(reader, node, "is not a supported layer: %s", inner.message);
    reader->value.image = spec->output;
    *last_layer(reader) = (struct nn_onnx_layer){
        .node = node,
        .weight_factor = 1,
        .bias_factor = 1,
        .inputs = reader->flattened,
        .inputs_channel_last = reader->flattened_channels_last,
    };
    return NN_STATUS_OK;
}

/* A file may flatten, transpose and flatten again: only what a layer needs becomes a flatten. */
static enum nn_status settle(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_value *value = &reader->value;
    if (value->rank != 2 || value->image.height * value->image.width == 1)
        return NN_STATUS_OK;
    struct nn_shape image = value->image;
    enum nn_status status = add_layer(reader, node, "flatten");
    reader->flattened = image;
    reader->flattened_channels_last = value->channels_last;
    return status;
}

/* The constant at input `number`; NULL if there is none. */
static const Onnx__TensorProto *constant(const struct reader *reader, const Onnx__NodeProto *node,
                                         size_t number) {
    return nn_onnx_constant(reader->file, nn_onnx_input(node, number));
}

/* The new layer's weight and, if there is one, bias: inputs 1 and 2. An Add may follow. */
static struct nn_onnx_layer *take_weights(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_layer *layer = last_layer(reader);
    layer->tensors[NN_TENSOR_WEIGHT] = constant(reader, node, 1);
    layer->tensors[NN_TENSOR_BIAS] = constant(reader, node, 2);
    reader->flattened = vector_shape(reader->value.image.channels);
    reader->weights_last = true;
    return layer;
}

/* Reads an attribute of `count` equal numbers from 0 to 1024. */
static bool read_uniform(const Onnx__NodeProto *node, const char *name, int count, int64_t absent,
                         int *number) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, name);
    struct nn_onnx_vector vector = {1, {absent}};
    if (attribute && (!nn_onnx_attribute_vector(attribute, &vector) || vector.count != count))
        return false;
    int64_t first = vector.values[0];
    for (int i = 1; i < vector.count; i++)
        if (vector.values[i] != first)
            return false;
    *number = (int)first;
    return first >= 0 && first <= 1024;
}

/* The padding that gives one output per stride of input; -1 if it would differ between the ends. */
static int same_padding(int side, int kernel, int stride) {
    int outputs = (side + stride - 1) / stride;
    int padding = (outputs - 1) * stride + kernel - side;
    return padding < 0 ? 0 : padding % 2 ? -1 : padding / 2;
}

static bool read_padding(const struct reader *reader, const Onnx__NodeProto *node, int kernel,
                         int stride, int *padding) {
    struct nn_shape image = reader->value.image;
    if (!nn_onnx_text_is(node, "auto_pad", "SAME_UPPER") &&
        !nn_onnx_text_is(node, "auto_pad", "SAME_LOWER"))
        return read_uniform(node, "pads", 4, 0, padding);
    *padding = same_padding(image.height, kernel, stride);
    return *padding >= 0 && *padding == same_padding(image.width, kernel, stride);
}

struct window {
    int kernel, stride, padding;
};

/* Reads the window of a Conv or MaxPool; kernel may be known already, else 0. */
static enum nn_status read_window(const struct reader *reader, const Onnx__NodeProto *node,
                                  struct window *window) {
    int dilation, known = window->kernel;
    if (!read_uniform(node, "kernel_shape", 2, known, &window->kernel) || window->kernel < 1 ||
        (known && window->kernel != known))
        return REFUSE(reader, node, "has a window that is not square");
    if (!read_uniform(node, "strides", 2, 1, &window->stride) || window->stride < 1)
        return REFUSE(reader, node, "has different vertical and horizontal strides");
    if (!read_uniform(node, "dilations", 2, 1, &dilation) || dilation != 1)
        return REFUSE(reader, node, "is dilated");
    if (!read_padding(reader, node, window->kernel, window->stride, &window->padding))
        return REFUSE(reader, node, "pads one side more than another");
    return NN_STATUS_OK;
}

static enum nn_status read_conv(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *weight = constant(reader, node, 1);
    bool square = nn_onnx_tensor_size(weight) > 0 && weight->n_dims == 4 &&
                  weight->dims[2] == weight->dims[3];
    if (!square || nn_onnx_integer(node, "group", 1) != 1 ||
        weight->dims[1] != reader->value.image.channels)
        return REFUSE(reader, node, "has groups, or weights that do not fit its input");
    struct window window = {.kernel = (int)weight->dims[2]};
    enum nn_status status = read_window(reader, node, &window);
    char token[96], stride[24] = "", padding[24] = "";
    if (window.stride != 1)
        snprintf(stride, sizeof stride, "s%d", window.stride);
    if (window.padding != 0)
        snprintf(padding, sizeof padding, "p%d", window.padding);
    snprintf(token, sizeof token, "conv%dk%d%s%s", (int)weight->dims[0], window.kernel, stride,
             padding);
    if (!status)
        status = add_layer(reader, node, token);
    if (!status)
        take_weights(reader, node);
    return status;
}

static enum nn_status read_pool(struct reader *reader, const Onnx__NodeProto *node) {
    struct window window = {0};
    char token[64];
    enum nn_status status = read_window(reader, node, &window);
    if (status)
        return status;
    assert(window.stride > 0);
    struct nn_shape image = reader->value.image;
    bool rest = (image.height - window.kernel) % window.stride != 0 ||
                (image.width - window.kernel) % window.stride != 0;
    if (window.padding != 0 || (rest && nn_onnx_integer(node, "ceil_mode", 0) != 0))
        return REFUSE(reader, node, "pools beyond the image's edge");
    if (window.stride == window.kernel)
        snprintf(token, sizeof token, "pool%d", window.kernel);
    else
        snprintf(token, sizeof token, "pool%ds%d", window.kernel, window.stride);
    return add_layer(reader, node, token);
}

static enum nn_status read_batch_norm(struct reader *reader, const Onnx__NodeProto *node) {
    if (nn_onnx_integer(node, "training_mode", 0) != 0)
        return REFUSE(reader, node, "is in training mode: export the network for inference");
    enum nn_status status = add_layer(reader, node, "bn");
    if (status)
        return status;
    struct nn_onnx_layer *layer = last_layer(reader);
    for (size_t role = 0; role < NN_TENSOR_ROLES; role++)
        layer->tensors[role] = constant(reader, node, role + 1);
    layer->epsilon = nn_onnx_real(node, "epsilon", (double)1e-5f);
    return NN_STATUS_OK;
}

/* The fewest digits that give the same number again, without an exponent, in any locale. */
static void rate_text(char text[64], float rate) {
    double scale = 10;
    for (int digits = 1; digits <= 18; digits++, scale *= 10) {
        long long part = llround((double)rate * scale);
        snprintf(text, 64, "dropout0.%0*lld", digits, part);
        if ((double)part < scale && (float)((double)part / scale) == rate)
            return;
    }
}

/* True unless the node is in training mode. */
static bool is_inference(const struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *training = constant(reader, node, 2);
    if (!nn_onnx_input(node, 2)[0])
        return true;
    return training && ((training->raw_data.len == 1 && training->raw_data.data[0] == 0) ||
                        (training->n_int32_data == 1 && training->int32_data[0] == 0));
}

/* The rate is an attribute in old operator sets and an input in newer ones. */
static enum nn_status read_dropout(struct reader *reader, const Onnx__NodeProto *node) {
    float rate = (float)nn_onnx_real(node, "ratio", 0.5);
    const Onnx__TensorProto *given = constant(reader, node, 1);
    enum nn_status status = NN_STATUS_OK;
    if (given)
        status = nn_onnx_floats(reader->file, given, &rate, 1, reader->err);
    if (status)
        return status;
    if (!(rate >= 0 && rate < 1) || !is_inference(reader, node))
        return REFUSE(reader, node, "is in training mode, or drops everything");
    char token[64];
    rate_text(token, rate);
    return add_layer(reader, node, token);
}

static enum nn_status read_dense(struct reader *reader, const Onnx__NodeProto *node) {
    bool gemm = nn_onnx_is(node, "Gemm");
    const Onnx__TensorProto *weight = constant(reader, node, 1);
    bool transposed = !gemm || nn_onnx_integer(node, "transB", 0) == 0;
    if (nn_onnx_tensor_size(weight) == 0 || weight->n_dims != 2 ||
        weight->dims[transposed ? 0 : 1] != reader->value.image.channels ||
        nn_onnx_integer(node, "transA", 0) != 0)
        return REFUSE(reader, node, "has weights that do not fit its input");
    char token[32];
    snprintf(token, sizeof token, "dense%d", (int)weight->dims[transposed ? 1 : 0]);
    enum nn_status status = add_layer(reader, node, token);
    if (status)
        return status;
    struct nn_onnx_layer *layer = take_weights(reader, node);
    layer->weight_factor = nn_onnx_real(node, "alpha", 1);
    layer->bias_factor = nn_onnx_real(node, "beta", 1);
    layer->transposed = transposed;
    return NN_STATUS_OK;
}

/* True if the constant has one number per channel of the value and is broadcast along it. */
static bool is_bias(const struct nn_onnx_value *value, const Onnx__TensorProto *tensor) {
    size_t channel = value->rank == 2 || value->channels_last ? 1 : (size_t)value->rank - 1;
    if (nn_onnx_tensor_size(tensor) != (size_t)value->image.channels)
        return false;
    return value->image.channels == 1 ||
           (tensor->n_dims >= channel &&
            tensor->dims[tensor->n_dims - channel] == value->image.channels);
}

static enum nn_status read_add(struct reader *reader, const Onnx__NodeProto *node) {
    size_t other = 1 - nn_onnx_data_input(reader->file, node);
    const Onnx__TensorProto *bias = constant(reader, node, other);
    if (!bias || !reader->weights_last || !is_bias(&reader->value, bias))
        return REFUSE(reader, node, "adds something other than the bias of the layer before it");
    last_layer(reader)->added = bias;
    reader->weights_last = false;
    return NN_STATUS_OK;
}

static enum nn_status reshape(struct reader *reader, const Onnx__NodeProto *node,
                              const struct nn_onnx_vector *sides) {
    if (nn_onnx_value_reshape(&reader->value, sides, reader->batch))
        return NN_STATUS_OK;
    return REFUSE(reader, node, "makes a shape that is neither its image's nor a vector's");
}

static enum nn_status read_reshape(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector sides;
    if (!nn_onnx_vector_of(&reader->shapes, nn_onnx_input(node, 1), &sides))
        return REFUSE(reader, node, "needs a shape that the file does not give");
    return reshape(reader, node, &sides);
}

static enum nn_status read_flatten(struct reader *reader, const Onnx__NodeProto *node) {
    const struct nn_onnx_vector flat = {2, {0, -1}};
    int64_t axis = nn_onnx_integer(node, "axis", 1);
    if (axis != 1 && axis != 1 - reader->value.rank)
        return REFUSE(reader, node, "does not keep the batch separate");
    return reshape(reader, node, &flat);
}

/* Axes are an attribute in old operator sets and an input in newer ones. */
static bool read_axes(const struct reader *reader, const Onnx__NodeProto *node,
                      struct nn_onnx_vector *axes) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, "axes");
    return attribute ? nn_onnx_attribute_vector(attribute, axes)
                     : nn_onnx_vector_of(&reader->shapes, nn_onnx_input(node, 1), axes);
}

/* True if dimension i of `count` is among the axes, which may count from the end. */
static bool has_axis(const struct nn_onnx_vector *axes, int i, int count) {
    for (int a = 0; a < axes->count; a++)
        if (axes->values[a] == i || axes->values[a] == i - count)
            return true;
    return false;
}

/* Removes dimensions of 1, or inserts them. */
static enum nn_status read_squeeze(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector axes, before = nn_onnx_value_sides(&reader->value), after = {0};
    bool insert = nn_onnx_is(node, "Unsqueeze");
    if (!read_axes(reader, node, &axes) || has_axis(&axes, 0, NN_ONNX_VECTOR))
        return REFUSE(reader, node,
                      "changes the batch, or does not say which dimensions it changes");
    int count = insert ? before.count + axes.count : before.count;
    for (int i = 0, taken = 0; i < count && after.count < NN_ONNX_VECTOR; i++) {
        bool chosen = has_axis(&axes, i, count);
        if (insert && chosen)
            after.values[after.count++] = 1;
        else if (!chosen && taken < before.count)
            after.values[after.count++] = before.values[taken++];
        else if (chosen && before.values[taken++] != 1)
            return REFUSE(reader, node, "removes a dimension that is not 1");
    }
    return reshape(reader, node, &after);
}

static enum nn_status read_transpose(struct reader *reader, const Onnx__NodeProto *node) {
    static const int64_t to_last[] = {0, 2, 3, 1}, to_first[] = {0, 3, 1, 2};
    struct nn_onnx_value *value = &reader->value;
    const Onnx__AttributeProto *order = nn_onnx_attribute(node, "perm");
    if (value->rank != 4 || !order || order->n_ints != 4 ||
        memcmp(order->ints, value->channels_last ? to_first : to_last, sizeof to_last) != 0)
        return REFUSE(reader, node, "does more than move the channels to the front or to the end");
    value->channels_last = !value->channels_last;
    return NN_STATUS_OK;
}

/* The mean over height and width, whose dimensions may stay as 1, is a global average pool. */
static enum nn_status read_mean(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector axes;
    int first = reader->value.channels_last ? 1 : 2;
    if (reader->value.rank != 4 || !read_axes(reader, node, &axes) || axes.count != 2 ||
        !has_axis(&axes, first, 4) || !has_axis(&axes, first + 1, 4))
        return REFUSE(reader, node, "is not the mean over the pixels of each channel");
    enum nn_status status = add_layer(reader, node, "gap");
    if (nn_onnx_integer(node, "keepdims", 1) == 0)
        reader->value.rank = 2;
    return status;
}

/* Models give logits; the softmax is left to the caller. */
static enum nn_status read_softmax(struct reader *reader, const Onnx__NodeProto *node) {
    int64_t axis = nn_onnx_integer(node, "axis", reader->file->operator_set < 13 ? 1 : -1);
    if (reader->value.rank != 2 || (axis != 1 && axis != -1))
        return REFUSE(reader, node, "is not over the classes of a vector");
    reader->ended = true;
    return NN_STATUS_OK;
}

/* What an operator takes: the numbers in any order, a settled value, or only some of these. */
enum input { VALUE, SETTLED, IMAGE, VECTOR, IMAGE_OR_VECTOR };

/* An operator gives the layer that its token names, or what its function makes of it. */
struct operator_kind {
    const char *type;
    enum input input;
    size_t weights; /* inputs after the first that the file must hold */
    const char *token;
    enum nn_status (*read)(struct reader *reader, const Onnx__NodeProto *node);
    bool keeps_weights; /* an Add after it may still supply the bias of the layer before it */
};
static const struct operator_kind operators[] = {
    {"Add", VALUE, .read = read_add, .keeps_weights = true},
    {"BatchNormalization", IMAGE_OR_VECTOR, NN_TENSOR_ROLES, .read = read_batch_norm},
    {"Conv", IMAGE, 1, .read = read_conv},
    {"Dropout", SETTLED, .read = read_dropout},
    {"Flatten", VALUE, .read = read_flatten},
    {"Gemm", VECTOR, 1, .read = read_dense},
    {"GlobalAveragePool", IMAGE, .token = "gap"},
    {"Identity", VALUE, .keeps_weights = true},
    {"LogSoftmax", SETTLED, .read = read_softmax},
    {"MatMul", VECTOR, 1, .read = read_dense},
    {"MaxPool", IMAGE, .read = read_pool},
    {"ReduceMean", VALUE, .read = read_mean},
    {"Relu", SETTLED, .token = "relu"},
    {"Reshape", VALUE, .read = read_reshape},
    {"Softmax", SETTLED, .read = read_softmax},
    {"Squeeze", VALUE, .read = read_squeeze},
    {"Transpose", VALUE, .read = read_transpose, .keeps_weights = true},
    {"Unsqueeze", VALUE, .read = read_squeeze},
};

static const struct operator_kind *operator_of(const Onnx__NodeProto *node) {
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (nn_onnx_is(node, operators[i].type))
            return &operators[i];
    return NULL;
}

/* Checks and settles what the node takes. A bias is optional, but cannot be computed. */
static enum nn_status take_inputs(struct reader *reader, const Onnx__NodeProto *node,
                                  const struct operator_kind *kind) {
    size_t weights = kind->weights == 1 && nn_onnx_input(node, 2)[0] ? 2 : kind->weights;
    for (size_t i = 1; i <= weights; i++)
        if (!constant(reader, node, i))
            return REFUSE(reader, node, "has no weights in the file for its input %zu", i + 1);
    bool vector = reader->value.rank == 2;
    bool image = reader->value.rank == 4 && !reader->value.channels_last;
    if (kind->input == VECTOR && !vector)
        return REFUSE(reader, node, "needs vectors: put a flatten before it");
    if (!image && (kind->input == IMAGE || (kind->input == IMAGE_OR_VECTOR && !vector)))
        return REFUSE(reader, node, "needs images with their channels first");
    return kind->input == VALUE ? NN_STATUS_OK : settle(reader, node);
}

static enum nn_status read_node(struct reader *reader, const Onnx__NodeProto *node) {
    const struct operator_kind *kind = operator_of(node);
    if (reader->ended && !nn_onnx_is(node, "Identity"))
        return REFUSE(reader, node, "comes after the softmax, which must be last");
    if (!kind)
        return REFUSE(reader, node, "is not a supported layer");
    reader->weights_last = reader->weights_last && kind->keeps_weights;
    enum nn_status status = take_inputs(reader, node, kind);
    if (!status && kind->token)
        status = add_layer(reader, node, kind->token);
    return !status && kind->read ? kind->read(reader, node) : status;
}

/* No weights follow the outputs that could make up for a different order. */
static enum nn_status check_end(const struct reader *reader) {
    const struct nn_onnx_value *value = &reader->value;
    if (reader->net->spec.layer_count == 0)
        return REFUSE(reader, NULL, "it has no layers");
    if (value->image.height * value->image.width == 1 &&
        (reader->flattened_channels_last ||
         reader->flattened.height * reader->flattened.width == 1))
        return NN_STATUS_OK;
    return REFUSE(reader, NULL,
                  "its network ends in an image, not in a dense layer or global pooling");
}

static enum nn_status read_chain(struct reader *reader) {
    const struct nn_onnx_chain *chain = &reader->chain;
    enum nn_status status = nn_onnx_value_of_input(&reader->value, &reader->batch, reader->file,
                                                   chain->input, reader->err);
    reader->input = reader->value.image;
    reader->flattened = vector_shape(reader->value.image.channels);
    if (!status)
        nn_onnx_shapes_add(&reader->shapes, chain->input->name, &reader->value);
    for (int i = chain->first; i < NN_ONNX_CHAIN && !status; i++) {
        status = read_node(reader, chain->nodes[i]);
        nn_onnx_shapes_add(&reader->shapes, nn_onnx_output(chain->nodes[i]), &reader->value);
    }
    return status ? status : check_end(reader);
}

enum nn_status nn_onnx_net_of(struct nn_onnx_net *net, const struct nn_onnx_file *file,
                              struct nn_error *err) {
    struct reader *reader = calloc(1, sizeof *reader);
    *net = (struct nn_onnx_net){0};
    if (!reader)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    *reader = (struct reader){.file = file, .err = err, .net = net, .shapes.file = file};
    enum nn_status status = nn_onnx_chain_of(&reader->chain, file, err);
    if (!status)
        status = read_chain(reader);
    free(reader);
    return status;
}
