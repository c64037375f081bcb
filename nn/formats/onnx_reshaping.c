/* The same numbers with other dimensions, and layers over those. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_reader.h"

static enum nn_status reshape(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                              const struct nn_onnx_vector *sides) {
    if (nn_onnx_value_reshape(&reader->value, sides, reader->batch))
        return NN_STATUS_OK;
    return NN_ONNX_REFUSE(reader, node, "makes a shape that is neither its image's nor a vector's");
}

enum nn_status nn_onnx_read_reshape(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector sides;
    if (!nn_onnx_vector_of(&reader->shapes, nn_onnx_input(node, 1), &sides))
        return NN_ONNX_REFUSE(reader, node, "needs a shape that the file does not give");
    return reshape(reader, node, &sides);
}

enum nn_status nn_onnx_read_flatten(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const struct nn_onnx_vector flat = {2, {0, -1}};
    int64_t axis = nn_onnx_integer(node, "axis", 1);
    if (axis != 1 && axis != 1 - reader->value.rank)
        return NN_ONNX_REFUSE(reader, node, "does not keep the batch separate");
    return reshape(reader, node, &flat);
}

/* Axes are an attribute in old operator sets and an input in newer ones. */
static bool read_axes(const struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
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
enum nn_status nn_onnx_read_squeeze(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector axes, before = nn_onnx_value_sides(&reader->value), after = {0};
    bool insert = nn_onnx_is(node, "Unsqueeze"), one = reader->batch == 1;
    if (!read_axes(reader, node, &axes) || (!one && has_axis(&axes, 0, NN_ONNX_VECTOR)))
        return NN_ONNX_REFUSE(reader, node,
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
            return NN_ONNX_REFUSE(reader, node, "removes a dimension that is not 1");
    }
    return reshape(reader, node, &after);
}

/* The only image of a batch of one. */
enum nn_status nn_onnx_read_gather(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *place = nn_onnx_weight(reader, node, 1);
    double number;
    if (reader->batch != 1 || reader->value.no_batch || !place ||
        !nn_onnx_scalar(reader->file, nn_onnx_input(node, 1), &number) || number != 0 ||
        nn_onnx_integer(node, "axis", 0) != 0)
        return NN_ONNX_REFUSE(reader, node, "picks out a part of its input");
    reader->value.no_batch = place->n_dims == 0;
    return NN_STATUS_OK;
}

static bool has_order(const Onnx__AttributeProto *order, const int64_t *wanted) {
    return memcmp(order->ints, wanted, 4 * sizeof *wanted) == 0;
}

/* Moves the channels, which changes no number, or exchanges rows and columns. */
enum nn_status nn_onnx_read_transpose(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    static const int64_t to_last[] = {0, 2, 3, 1}, to_first[] = {0, 3, 1, 2};
    static const int64_t turned_first[] = {0, 1, 3, 2}, turned_last[] = {0, 2, 1, 3};
    struct nn_onnx_value *value = &reader->value;
    bool last = value->channels_last;
    const Onnx__AttributeProto *order = nn_onnx_attribute(node, "perm");
    if (value->rank != 4 || value->no_batch || !order || order->n_ints != 4)
        return NN_ONNX_REFUSE(reader, node, "exchanges the sides of something that is no image");
    if (has_order(order, last ? turned_last : turned_first))
        return nn_onnx_add_layer(reader, node, "transpose");
    if (!has_order(order, last ? to_first : to_last))
        return NN_ONNX_REFUSE(reader, node,
                              "does more than move the channels to the front or to the end");
    value->channels_last = !last;
    return NN_STATUS_OK;
}

/* Bilinear scaling of pixels that are squares, as most programs do it. */
enum nn_status nn_onnx_read_resize(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
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
        return NN_ONNX_REFUSE(reader, node, "is not bilinear scaling to a square");
    char token[32];
    snprintf(token, sizeof token, "resize%d", (int)height);
    return nn_onnx_add_layer(reader, node, token);
}

/* The mean over height and width, whose dimensions may stay as 1, is a global average pool. */
enum nn_status nn_onnx_read_mean(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_vector axes;
    int first = reader->value.channels_last ? 1 : 2;
    if (reader->value.rank != 4 || !read_axes(reader, node, &axes) || axes.count != 2 ||
        !has_axis(&axes, first, 4) || !has_axis(&axes, first + 1, 4))
        return NN_ONNX_REFUSE(reader, node, "is not the mean over the pixels of each channel");
    enum nn_status status = nn_onnx_add_layer(reader, node, "gap");
    if (nn_onnx_integer(node, "keepdims", 1) == 0)
        reader->value.rank = 2;
    return status;
}
