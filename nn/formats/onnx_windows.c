/* Convolutions, pools and the zeros around them. */
#include <assert.h>
#include <stdio.h>

#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_reader.h"

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

static bool read_padding(const struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
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
static enum nn_status read_window(const struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                  struct window *window) {
    int dilation, known = window->kernel;
    if (!read_uniform(node, "kernel_shape", 2, known, &window->kernel) || window->kernel < 1 ||
        (known && window->kernel != known))
        return NN_ONNX_REFUSE(reader, node, "has a window that is not square");
    if (!read_uniform(node, "strides", 2, 1, &window->stride) || window->stride < 1)
        return NN_ONNX_REFUSE(reader, node, "has different vertical and horizontal strides");
    if (!read_uniform(node, "dilations", 2, 1, &dilation) || dilation != 1)
        return NN_ONNX_REFUSE(reader, node, "is dilated");
    if (!read_padding(reader, node, window))
        return NN_ONNX_REFUSE(reader, node, "pads rows and columns differently");
    return NN_STATUS_OK;
}

/* Adds the layer with its window's numbers, and the zeros of a Pad before it. */
static enum nn_status add_windowed(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                   const char *word, const struct window *window, int groups) {
    char token[160];
    int padding = window->begin + reader->padding;
    int extra = window->end - window->begin + reader->extra;
    if (extra < 0)
        return NN_ONNX_REFUSE(reader, node,
                              "pads more above and on the left than below and on the right");
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
    return nn_onnx_add_layer(reader, node, token);
}

enum nn_status nn_onnx_read_conv(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *weight = nn_onnx_weight(reader, node, 1);
    int64_t groups = nn_onnx_integer(node, "group", 1);
    if (nn_onnx_tensor_size(weight) == 0 || weight->n_dims != 4 || groups < 1 ||
        groups > reader->value.image.channels ||
        weight->dims[1] * groups != reader->value.image.channels)
        return NN_ONNX_REFUSE(reader, node, "has weights that do not fit its input");
    if (weight->dims[2] != weight->dims[3])
        return NN_ONNX_REFUSE(reader, node, "has a kernel that is not square");
    struct window window = {.kernel = (int)weight->dims[2]};
    char word[40];
    snprintf(word, sizeof word, "conv%dk", (int)weight->dims[0]);
    enum nn_status status = read_window(reader, node, &window);
    if (!status)
        status = add_windowed(reader, node, word, &window, (int)groups);
    if (!status)
        nn_onnx_take_weights(reader, node);
    return status;
}

/* What is left along a side by the last whole window; 0 if nothing. */
static int rest_of(int side, const struct window *window) {
    assert(window->stride > 0);
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

enum nn_status nn_onnx_read_pool(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    struct window window = {0};
    struct nn_shape image = reader->value.image;
    bool max = nn_onnx_is(node, "MaxPool");
    enum nn_status status = read_window(reader, node, &window);
    if (status)
        return status;
    if (max && reader->padding + reader->extra > 0 && !nn_onnx_is_never_negative(reader))
        return NN_ONNX_REFUSE(reader, node,
                              "takes the largest of values below 0 and of zeros around them");
    if (nn_onnx_integer(node, "ceil_mode", 0) != 0 && !reach_beyond(&image, &window))
        return NN_ONNX_REFUSE(reader, node, "pools beyond the image's edge");
    if (!max && window.begin + window.end > 0 &&
        (nn_onnx_integer(node, "count_include_pad", 0) == 0 ||
         nn_onnx_integer(node, "ceil_mode", 0) != 0))
        return NN_ONNX_REFUSE(reader, node, "leaves its padding out of the mean");
    if (!max && covers(&window, &image) && reader->padding + reader->extra == 0)
        return nn_onnx_add_layer(reader, node, "gap");
    return add_windowed(reader, node, max ? "pool" : "avgpool", &window, 1);
}

/* True if all of the sides' padding is zeros around rows and columns, the same above as on the left
 * and below as on the right. */
static bool read_pads(const struct nn_onnx_reader *reader, const struct nn_onnx_vector *pads,
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
enum nn_status nn_onnx_read_pad(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, "pads");
    struct nn_onnx_vector pads;
    struct window window;
    double fill = nn_onnx_real(node, "value", 0);
    bool given = attribute ? nn_onnx_attribute_vector(attribute, &pads)
                           : nn_onnx_vector_of(&reader->shapes, nn_onnx_input(node, 1), &pads);
    (void)nn_onnx_scalar(reader->file, nn_onnx_input(node, 2), &fill);
    if (!given || nn_onnx_input(node, 3)[0])
        return NN_ONNX_REFUSE(reader, node, "does not say how much it pads each side");
    bool none = true;
    for (int i = 0; i < pads.count; i++)
        none = none && pads.values[i] == 0;
    if (none)
        return NN_STATUS_OK;
    bool constant_mode =
        !nn_onnx_attribute(node, "mode") || nn_onnx_text_is(node, "mode", "constant");
    if (!constant_mode || fill != 0)
        return NN_ONNX_REFUSE(reader, node, "pads with something other than zeros");
    if (reader->value.rank != 4 || pads.count != 8 || !read_pads(reader, &pads, &window))
        return NN_ONNX_REFUSE(reader, node, "pads something other than rows and columns alike");
    reader->padding += window.begin;
    reader->extra += window.end - window.begin;
    return NN_STATUS_OK;
}
