/* Branches of an ONNX graph: the marks [ + ] of a spec, and the values that come to them. */
#include <string.h>

#include "nn/formats/onnx_reader.h"

static struct nn_onnx_flow flow_of(const struct nn_onnx_reader *reader) {
    return (struct nn_onnx_flow){reader->value, reader->flattened, reader->flattened_channels_last};
}

static void set_flow(struct nn_onnx_reader *reader, const struct nn_onnx_flow *flow) {
    reader->value = flow->value;
    reader->flattened = flow->flattened;
    reader->flattened_channels_last = flow->flattened_channels_last;
}

/* A branch without layers needs no +. */
static bool ends_with(const struct nn_onnx_reader *reader, char mark) {
    size_t length = strlen(reader->marks);
    return length > 0 && reader->marks[length - 1] == mark;
}

static enum nn_status add_mark(struct nn_onnx_reader *reader, const struct nn_onnx_step *step) {
    size_t length = strlen(reader->marks);
    if (step->mark == '+' && ends_with(reader, '['))
        return NN_STATUS_OK;
    if (length == NN_MAX_LAYERS || reader->open == NN_MAX_LAYERS)
        return NN_ONNX_REFUSE(reader, step->node, "joins too many branches");
    reader->marks[length] = step->mark;
    reader->marks[length + 1] = '\0';
    return NN_STATUS_OK;
}

static bool is_same_shape(struct nn_shape a, struct nn_shape b) {
    return a.height == b.height && a.width == b.width && a.channels == b.channels;
}

/* Numbers in the same order, which no broadcasting repeats. */
static bool is_same_order(const struct nn_onnx_flow *a, const struct nn_onnx_flow *b) {
    const struct nn_onnx_value *x = &a->value, *y = &b->value;
    return x->rank == y->rank && x->channels_last == y->channels_last && x->before == y->before &&
           x->after == y->after && x->no_batch == y->no_batch &&
           is_same_shape(x->image, y->image) && is_same_shape(a->flattened, b->flattened) &&
           a->flattened_channels_last == b->flattened_channels_last;
}

static enum nn_status join(struct nn_onnx_reader *reader, const struct nn_onnx_step *step) {
    struct nn_onnx_flow now = flow_of(reader);
    if (ends_with(reader, '+'))
        reader->marks[strlen(reader->marks) - 1] = '\0';
    if (reader->marks[0])
        return NN_ONNX_REFUSE(reader, step->node, "joins two branches without layers");
    if (!is_same_order(&now, &reader->kept[--reader->open]))
        return NN_ONNX_REFUSE(reader, step->node, "joins two branches of different shapes");
    return nn_onnx_add_text(reader, step->node, "]");
}

enum nn_status nn_onnx_read_mark(struct nn_onnx_reader *reader, const struct nn_onnx_step *step) {
    reader->weights_last = reader->affine_last = false;
    if (reader->ended || reader->padding + reader->extra > 0)
        return NN_ONNX_REFUSE(reader, step->node, "joins branches with a Pad or a softmax");
    enum nn_status status = nn_onnx_settle(reader, step->node);
    if (!status && step->mark != ']')
        status = add_mark(reader, step);
    if (status || step->mark == ']')
        return status ? status : join(reader, step);
    struct nn_onnx_flow now = flow_of(reader);
    if (step->mark == '[') {
        reader->kept[reader->open++] = now;
    } else {
        set_flow(reader, &reader->kept[reader->open - 1]);
        reader->kept[reader->open - 1] = now;
    }
    return NN_STATUS_OK;
}
