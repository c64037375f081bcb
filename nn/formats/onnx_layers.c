#include "nn/formats/onnx_layers.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/onnx_activation.h"
#include "nn/formats/onnx_chain.h"
#include "nn/formats/onnx_fold.h"
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
    bool weights_last;  /* the previous node was a layer whose bias an Add can supply */
    bool affine_last;   /* the previous node was arithmetic that can be added to */
    bool ended;         /* by a softmax */
    int padding, extra; /* zeros from a Pad before, which the next layer takes: spec.h */
    size_t image_input; /* of the current node */
    bool last_node;
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

/* Padding at the beginning and at the end of rows and of columns. */
struct window {
    int kernel, stride, begin, end;
};

/* Four numbers from 0 to 1024: above, left, below, right. */
static bool even_pads(const int64_t *pads, struct window *window) {
    for (int i = 0; i < 4; i++)
        if (pads[i] < 0 || pads[i] > 1024)
            return false;
    window->begin = (int)pads[0];
    window->end = (int)pads[2];
    return pads[0] == pads[1] && pads[2] == pads[3];
}

/* The padding that gives one output per stride of input. */
static int same_padding(int side, const struct window *window) {
    int outputs = (side + window->stride - 1) / window->stride;
    int padding = (outputs - 1) * window->stride + window->kernel - side;
    return padding < 0 ? 0 : padding;
}

static bool read_padding(const struct reader *reader, const Onnx__NodeProto *node,
                         struct window *window) {
    struct nn_shape image = reader->value.image;
    bool upper = nn_onnx_text_is(node, "auto_pad", "SAME_UPPER");
    const Onnx__AttributeProto *pads = nn_onnx_attribute(node, "pads");
    window->begin = window->end = 0;
    if (upper || nn_onnx_text_is(node, "auto_pad", "SAME_LOWER")) {
        int padding = same_padding(image.height, window);
        window->begin = upper ? padding / 2 : padding - padding / 2;
        window->end = padding - window->begin;
        return padding == same_padding(image.width, window);
    }
    return !pads || pads->n_ints == 0 || (pads->n_ints == 4 && even_pads(pads->ints, window));
}

/* Reads the window of a Conv or pool; kernel may be known already, else 0. */
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
    if (!read_padding(reader, node, window))
        return REFUSE(reader, node, "pads rows and columns differently");
    return NN_STATUS_OK;
}

/* Adds the layer with its window's numbers, and the zeros of a Pad before it. */
static enum nn_status add_windowed(struct reader *reader, const Onnx__NodeProto *node,
                                   const char *word, const struct window *window, int groups) {
    char token[160];
    int padding = window->begin + reader->padding;
    int extra = window->end - window->begin + reader->extra;
    if (extra < 0)
        return REFUSE(reader, node, "pads more above and on the left than below and on the right");
    reader->padding = reader->extra = 0;
    int length = snprintf(token, sizeof token, "%s%d", word, window->kernel);
    const struct {
        const char *format;
        int number, absent;
    } options[] = {
        {"s%d", window->stride, word[0] == 'c' ? 1 : window->kernel},
        {"p%d", padding, 0},
        {"e%d", extra, 0},
        {"g%d", groups, 1},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].number != options[i].absent)
            length += snprintf(token + length, sizeof token - (size_t)length, options[i].format,
                               options[i].number);
    return add_layer(reader, node, token);
}

static enum nn_status read_conv(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *weight = constant(reader, node, 1);
    int64_t groups = nn_onnx_integer(node, "group", 1);
    if (nn_onnx_tensor_size(weight) == 0 || weight->n_dims != 4 || groups < 1 ||
        groups > reader->value.image.channels ||
        weight->dims[1] * groups != reader->value.image.channels)
        return REFUSE(reader, node, "has weights that do not fit its input");
    if (weight->dims[2] != weight->dims[3])
        return REFUSE(reader, node, "has a kernel that is not square");
    struct window window = {.kernel = (int)weight->dims[2]};
    char word[40];
    snprintf(word, sizeof word, "conv%dk", (int)weight->dims[0]);
    enum nn_status status = read_window(reader, node, &window);
    if (!status)
        status = add_windowed(reader, node, word, &window, (int)groups);
    if (!status)
        take_weights(reader, node);
    return status;
}

/* What is left along a side by the last whole window; 0 if nothing. */
static int rest_of(int side, const struct window *window) {
    return (side + window->begin + window->end - window->kernel) % window->stride;
}

/* With ceil_mode, a last window reaches beyond the edge, but begins before it. */
static bool reach_beyond(const struct nn_shape *image, struct window *window) {
    int rest_h = rest_of(image->height, window), rest_w = rest_of(image->width, window);
    int more_h = rest_h ? window->stride - rest_h : 0,
        more_w = rest_w ? window->stride - rest_w : 0;
    int more = more_h > more_w ? more_h : more_w;
    window->end += more;
    return (rest_h || more < window->stride) && (rest_w || more < window->stride) &&
           window->end < window->kernel;
}

static bool covers(const struct window *window, const struct nn_shape *image) {
    return window->kernel == image->height && window->kernel == image->width &&
           window->begin + window->end == 0;
}

/* True if nothing is below 0, so that zeros are never the largest. */
static bool is_never_negative(const struct reader *reader) {
    const struct nn_spec *spec = &reader->net->spec;
    for (int i = spec->layer_count - 1; i >= 0; i--)
        switch (spec->layers[i].kind) {
        case NN_LAYER_RELU:
        case NN_LAYER_RELU6:
        case NN_LAYER_SIGMOID:
        case NN_LAYER_SQUARE:
            return true;
        case NN_LAYER_MAX_POOL:
        case NN_LAYER_AVERAGE_POOL:
        case NN_LAYER_GLOBAL_AVERAGE_POOL:
        case NN_LAYER_DROPOUT:
        case NN_LAYER_FLATTEN:
            break;
        default:
            return false;
        }
    return false;
}

static enum nn_status read_pool(struct reader *reader, const Onnx__NodeProto *node) {
    struct window window = {0};
    struct nn_shape image = reader->value.image;
    bool max = nn_onnx_is(node, "MaxPool");
    enum nn_status status = read_window(reader, node, &window);
    if (status)
        return status;
    assert(window.stride > 0);
    if (max && reader->padding + reader->extra > 0 && !is_never_negative(reader))
        return REFUSE(reader, node, "takes the largest of values below 0 and of zeros around them");
    if (nn_onnx_integer(node, "ceil_mode", 0) != 0 && !reach_beyond(&image, &window))
        return REFUSE(reader, node, "pools beyond the image's edge");
    if (!max && window.begin + window.end > 0 &&
        (nn_onnx_integer(node, "count_include_pad", 0) == 0 ||
         nn_onnx_integer(node, "ceil_mode", 0) != 0))
        return REFUSE(reader, node, "leaves its padding out of the mean");
    if (!max && covers(&window, &image) && reader->padding + reader->extra == 0)
        return add_layer(reader, node, "gap");
    return add_windowed(reader, node, max ? "pool" : "avgpool", &window, 1);
}

/* True if all of the sides' padding is zeros around rows and columns, the same above as on the left
 * and below as on the right. */
static bool read_pads(const struct reader *reader, const struct nn_onnx_vector *pads,
                      struct window *window) {
    int first = reader->value.channels_last ? 1 : 2, sides = pads->count / 2;
    const int64_t around[] = {pads->values[first], pads->values[first + 1],
                              pads->values[sides + first], pads->values[sides + first + 1]};
    for (int i = 0; i < pads->count; i++)
        if (i % sides != first && i % sides != first + 1 && pads->values[i] != 0)
            return false;
    return even_pads(around, window) && window->end >= window->begin;
}

/* Zeros that the next layer takes as its padding. The numbers are attributes in old operator sets
 * and inputs in newer ones. */
static enum nn_status read_pad(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, "pads");
    struct nn_onnx_vector pads;
    struct window window;
    double fill = nn_onnx_real(node, "value", 0);
    bool given = attribute ? nn_onnx_attribute_vector(attribute, &pads)
                           : nn_onnx_vector_of(&reader->shapes, nn_onnx_input(node, 1), &pads);
    (void)nn_onnx_scalar(reader->file, nn_onnx_input(node, 2), &fill);
    if (!given || nn_onnx_input(node, 3)[0])
        return REFUSE(reader, node, "does not say how much it pads each side");
    bool none = true;
    for (int i = 0; i < pads.count; i++)
        none = none && pads.values[i] == 0;
    if (none)
        return NN_STATUS_OK;
    bool constant_mode =
        !nn_onnx_attribute(node, "mode") || nn_onnx_text_is(node, "mode", "constant");
    if (!constant_mode || fill != 0)
        return REFUSE(reader, node, "pads with something other than zeros");
    if (reader->value.rank != 4 || pads.count != 8 || !read_pads(reader, &pads, &window))
        return REFUSE(reader, node, "pads something other than rows and columns alike");
    reader->padding += window.begin;
    reader->extra += window.end - window.begin;
    return NN_STATUS_OK;
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
    nn_onnx_number_text(token, "dropout", rate);
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

/* The arithmetic that the numbers c mean for y = x * scale + shift. */
static void apply(const Onnx__NodeProto *node, bool swapped, double c, double *scale,
                  double *shift) {
    if (nn_onnx_is(node, "Mul") || nn_onnx_is(node, "Div")) {
        double factor = nn_onnx_is(node, "Mul") ? c : 1 / c;
        *scale *= factor;
        *shift *= factor;
    } else {
        double sign = nn_onnx_is(node, "Sub") && swapped ? -1 : 1;
        *scale *= sign;
        *shift = sign * *shift + (nn_onnx_is(node, "Sub") && !swapped ? -c : c);
    }
}

/* Adds an affine layer that changes nothing yet. */
static enum nn_status add_affine(struct reader *reader, const Onnx__NodeProto *node) {
    enum nn_status status = add_layer(reader, node, "affine");
    if (status)
        return status;
    size_t C = (size_t)reader->value.image.channels;
    double *line = malloc(2 * C * sizeof *line);
    if (!line)
        return nn_error_set(reader->err, NN_STATUS_NO_MEMORY, "no memory to read %s",
                            reader->file->name);
    for (size_t c = 0; c < C; c++) {
        line[c] = 1;
        line[C + c] = 0;
    }
    last_layer(reader)->line = line;
    return NN_STATUS_OK;
}

/* One number for all, or one for each channel or unit. */
static enum nn_status read_affine(struct reader *reader, const Onnx__NodeProto *node,
                                  const Onnx__TensorProto *numbers) {
    bool swapped = reader->image_input == 1, scalar = nn_onnx_tensor_size(numbers) == 1;
    enum nn_status status = scalar ? NN_STATUS_OK : settle(reader, node);
    if (!status && ((!scalar && !is_bias(&reader->value, numbers)) ||
                    nn_onnx_tensor_fault(numbers, nn_onnx_tensor_size(numbers)) ||
                    (nn_onnx_is(node, "Div") && swapped)))
        return REFUSE(reader, node,
                      "calculates with something other than a number for each channel");
    if (!status && !reader->affine_last)
        status = add_affine(reader, node);
    if (status)
        return status;
    size_t C = (size_t)reader->value.image.channels;
    double *line = last_layer(reader)->line;
    for (size_t c = 0; c < C; c++)
        apply(node, swapped, nn_onnx_tensor_number(numbers, scalar ? 0 : c), &line[c],
              &line[C + c]);
    reader->affine_last = true;
    return NN_STATUS_OK;
}

/* Add, Sub, Mul and Div: a bias, if they follow weights, or an affine layer. */
static enum nn_status read_arithmetic(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *numbers = constant(reader, node, 1 - reader->image_input);
    if (!numbers)
        return REFUSE(reader, node, "has no numbers in the file for its other input");
    if (!nn_onnx_is(node, "Add") || !reader->weights_last || !is_bias(&reader->value, numbers)) {
        reader->weights_last = false;
        return read_affine(reader, node, numbers);
    }
    last_layer(reader)->added = numbers;
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
    bool insert = nn_onnx_is(node, "Unsqueeze"), one = reader->batch == 1;
    if (!read_axes(reader, node, &axes) || (!one && has_axis(&axes, 0, NN_ONNX_VECTOR)))
        return REFUSE(reader, node,
                      "changes the batch, or does not say which dimensions it changes");
    if (one && !reader->value.no_batch)
        before.values[0] = 1;
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

/* The only image of a batch of one. */
static enum nn_status read_gather(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *place = constant(reader, node, 1);
    double number;
    if (reader->batch != 1 || reader->value.no_batch || !place ||
        !nn_onnx_scalar(reader->file, nn_onnx_input(node, 1), &number) || number != 0 ||
        nn_onnx_integer(node, "axis", 0) != 0)
        return REFUSE(reader, node, "picks out a part of its input");
    reader->value.no_batch = place->n_dims == 0;
    return NN_STATUS_OK;
}

static bool has_order(const Onnx__AttributeProto *order, const int64_t *wanted) {
    return memcmp(order->ints, wanted, 4 * sizeof *wanted) == 0;
}

/* Moves the channels, which changes no number, or exchanges rows and columns. */
static enum nn_status read_transpose(struct reader *reader, const Onnx__NodeProto *node) {
    static const int64_t to_last[] = {0, 2, 3, 1}, to_first[] = {0, 3, 1, 2};
    static const int64_t turned_first[] = {0, 1, 3, 2}, turned_last[] = {0, 2, 1, 3};
    struct nn_onnx_value *value = &reader->value;
    bool last = value->channels_last;
    const Onnx__AttributeProto *order = nn_onnx_attribute(node, "perm");
    if (value->rank != 4 || value->no_batch || !order || order->n_ints != 4)
        return REFUSE(reader, node, "exchanges the sides of something that is no image");
    if (has_order(order, last ? turned_last : turned_first))
        return add_layer(reader, node, "transpose");
    if (!has_order(order, last ? to_first : to_last))
        return REFUSE(reader, node, "does more than move the channels to the front or to the end");
    value->channels_last = !last;
    return NN_STATUS_OK;
}

/* Bilinear scaling of pixels that are squares, as most programs do it. */
static enum nn_status read_resize(struct reader *reader, const Onnx__NodeProto *node) {
    struct nn_shape image = reader->value.image;
    struct nn_onnx_numbers numbers = {0};
    const char *name = nn_onnx_input(node, 3)[0] ? nn_onnx_input(node, 3) : nn_onnx_input(node, 2);
    const Onnx__TensorProto *sizes = nn_onnx_constant(reader->file, name);
    const Onnx__AttributeProto *mode = nn_onnx_attribute(node, "coordinate_transformation_mode");
    bool halves = !mode || nn_onnx_text_is(node, mode->name, "half_pixel") ||
                  nn_onnx_text_is(node, mode->name, "pytorch_half_pixel");
    bool given = sizes && nn_onnx_tensor_size(sizes) == 4 &&
                 nn_onnx_numbers_of(reader->file, sizes, &numbers);
    double height = given ? numbers.values[2] : 0, width = given ? numbers.values[3] : 0;
    free(numbers.values);
    if (!nn_onnx_input(node, 3)[0]) {
        height = floor(height * image.height);
        width = floor(width * image.width);
    }
    if (!given || !halves || !nn_onnx_text_is(node, "mode", "linear") || height != width ||
        !(height >= 1 && height <= 1024) || nn_onnx_integer(node, "antialias", 0) != 0)
        return REFUSE(reader, node, "is not bilinear scaling to a square");
    char token[32];
    snprintf(token, sizeof token, "resize%d", (int)height);
    return add_layer(reader, node, token);
}

/* Rounding to few bits is left out, but not that it may cut off what is below 0; except from the
 * logits, of which only the order counts. */
static enum nn_status read_quantize(struct reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *zero = constant(reader, node, 2);
    double lowest = zero && zero->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT8 ? -128 : 0;
    bool cuts =
        !zero || (!nn_onnx_tensor_fault(zero, 1) && nn_onnx_tensor_number(zero, 0) == lowest);
    if (!cuts || reader->last_node || reader->net->spec.layer_count == 0 ||
        is_never_negative(reader))
        return NN_STATUS_OK;
    reader->weights_last = false;
    enum nn_status status = settle(reader, node);
    return status ? status : add_layer(reader, node, "relu");
}

static enum nn_status read_cast(struct reader *reader, const Onnx__NodeProto *node) {
    int32_t type = (int32_t)nn_onnx_integer(node, "to", 0);
    const Onnx__NodeProto *before = nn_onnx_maker(reader->file, nn_onnx_input(node, 0));
    if (!nn_onnx_type_is_real(type) && !(before && nn_onnx_is(before, "QuantizeLinear")))
        return REFUSE(reader, node, "rounds to whole numbers");
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
    struct nn_onnx_vector sides = nn_onnx_value_sides(&reader->value);
    axis += axis < 0 ? sides.count : 0;
    if (reader->value.rank != 2 || reader->value.after > 0 ||
        axis < sides.count - 1 - reader->value.before || axis >= sides.count)
        return REFUSE(reader, node, "is not over the classes of a vector");
    reader->ended = true;
    return NN_STATUS_OK;
}

/* The logarithm of a softmax has the same order. */
static enum nn_status read_log(struct reader *reader, const Onnx__NodeProto *node) {
    return reader->ended ? NN_STATUS_OK : REFUSE(reader, node, "is not a supported layer");
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
    bool may_end;       /* may come after the softmax */
};
static const struct operator_kind operators[] = {
    {"Add", VALUE, .read = read_arithmetic, .keeps_weights = true},
    {"ArgMax", SETTLED, .read = read_softmax, .may_end = true},
    {"AveragePool", IMAGE, .read = read_pool},
    {"BatchNormalization", IMAGE_OR_VECTOR, NN_TENSOR_ROLES, .read = read_batch_norm},
    {"Cast", VALUE, .read = read_cast, .keeps_weights = true, .may_end = true},
    {"Conv", IMAGE, 1, .read = read_conv},
    {"DequantizeLinear", VALUE, .keeps_weights = true, .may_end = true},
    {"Div", VALUE, .read = read_arithmetic},
    {"Dropout", SETTLED, .read = read_dropout},
    {"DynamicQuantizeLinear", VALUE, .keeps_weights = true},
    {"Flatten", VALUE, .read = read_flatten},
    {"Gather", VALUE, .read = read_gather},
    {"Gemm", VECTOR, 1, .read = read_dense},
    {"GlobalAveragePool", IMAGE, .token = "gap"},
    {"Identity", VALUE, .keeps_weights = true, .may_end = true},
    {"Log", VALUE, .read = read_log, .may_end = true},
    {"LogSoftmax", SETTLED, .read = read_softmax},
    {"MatMul", VECTOR, 1, .read = read_dense},
    {"MaxPool", IMAGE, .read = read_pool},
    {"Mul", VALUE, .read = read_arithmetic},
    {"Pad", VALUE, .read = read_pad},
    {"QuantizeLinear", VALUE, .read = read_quantize, .keeps_weights = true, .may_end = true},
    {"ReduceMean", VALUE, .read = read_mean},
    {"Relu", SETTLED, .token = "relu"},
    {"Reshape", VALUE, .read = read_reshape},
    {"Resize", IMAGE, .read = read_resize},
    {"Softmax", SETTLED, .read = read_softmax},
    {"Squeeze", VALUE, .read = read_squeeze, .may_end = true},
    {"Sub", VALUE, .read = read_arithmetic},
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
    const struct nn_onnx_value *value = &reader->value;
    size_t weights = kind->weights == 1 && nn_onnx_input(node, 2)[0] ? 2 : kind->weights;
    for (size_t i = 1; i <= weights; i++)
        if (!constant(reader, node, i))
            return REFUSE(reader, node, "has no weights in the file for its input %zu", i + 1);
    bool vector = value->rank == 2;
    bool image = value->rank == 4 && !value->channels_last && !value->no_batch;
    if (kind->input == VECTOR && (!vector || value->after > 0))
        return REFUSE(reader, node, "needs vectors: put a flatten before it");
    if (!image && (kind->input == IMAGE || (kind->input == IMAGE_OR_VECTOR && !vector)))
        return REFUSE(reader, node, "needs images with their channels first");
    return kind->input == VALUE ? NN_STATUS_OK : settle(reader, node);
}

/* Zeros around the image must become a layer's padding: only its name and channels may change. */
static bool takes_padding(const Onnx__NodeProto *node, const struct operator_kind *kind) {
    return kind &&
           (kind->input == IMAGE || kind->read == read_pad || kind->read == read_transpose ||
            kind->read == read_cast || nn_onnx_is(node, "Identity") ||
            nn_onnx_is(node, "QuantizeLinear") || nn_onnx_is(node, "DequantizeLinear") ||
            nn_onnx_is(node, "DynamicQuantizeLinear")) &&
           !nn_onnx_is(node, "GlobalAveragePool") && !nn_onnx_is(node, "Resize");
}

static enum nn_status read_operator(struct reader *reader, const Onnx__NodeProto *node) {
    const struct operator_kind *kind = operator_of(node);
    if (!kind)
        return REFUSE(reader, node, "is not a supported layer");
    if (reader->ended && !kind->may_end)
        return REFUSE(reader, node, "comes after the softmax, which must be last");
    if (reader->padding + reader->extra > 0 && !takes_padding(node, kind))
        return REFUSE(reader, node,
                      "comes after a Pad, which only a convolution or a pool can take");
    reader->weights_last = reader->weights_last && kind->keeps_weights;
    reader->affine_last = reader->affine_last && kind->read == read_arithmetic;
    enum nn_status status = take_inputs(reader, node, kind);
    if (!status && kind->token)
        status = add_layer(reader, node, kind->token);
    return !status && kind->read ? kind->read(reader, node) : status;
}

static enum nn_status read_step(struct reader *reader, const struct nn_onnx_step *step) {
    reader->image_input = step->input;
    if (!step->activation[0])
        return read_operator(reader, step->node);
    if (reader->ended || reader->padding + reader->extra > 0)
        return REFUSE(reader, step->node, "comes after a %s",
                      reader->ended ? "softmax, which must be last"
                                    : "Pad, which only a convolution or a pool can take");
    reader->weights_last = reader->affine_last = false;
    enum nn_status status = settle(reader, step->node);
    return status ? status : add_layer(reader, step->node, step->activation);
}

/* No weights follow the outputs that could make up for a different order. */
static enum nn_status check_end(const struct reader *reader) {
    const struct nn_onnx_value *value = &reader->value;
    if (reader->padding + reader->extra > 0)
        return REFUSE(reader, NULL, "it ends with a Pad");
    if (reader->net->spec.layer_count == 0)
        return REFUSE(reader, NULL, "it has no layers");
    if (value->image.height * value->image.width == 1 &&
        (reader->flattened_channels_last ||
         reader->flattened.height * reader->flattened.width == 1))
        return NN_STATUS_OK;
    return REFUSE(reader, NULL,
                  "its network ends in an image, not in a dense layer or global pooling");
}

/* True if nothing but the end of a quantised value follows. */
static bool leads_to_end(const struct nn_onnx_chain *chain, int step) {
    for (int i = step + 1; i < NN_ONNX_CHAIN; i++)
        if (!operator_of(chain->steps[i].node) || !operator_of(chain->steps[i].node)->may_end)
            return false;
    return true;
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
        reader->last_node = leads_to_end(chain, i);
        status = read_step(reader, &chain->steps[i]);
        nn_onnx_shapes_add(&reader->shapes, nn_onnx_output(chain->steps[i].node), &reader->value);
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

void nn_onnx_net_deinit(struct nn_onnx_net *net) {
    for (int i = 0; i < NN_MAX_LAYERS; i++)
        free(net->layers[i].line);
}
