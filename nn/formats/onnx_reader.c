#include "nn/formats/onnx_reader.h"

#include <stdio.h>
#include <string.h>

#include "nn/formats/onnx_fold.h"

static struct nn_shape vector_shape(int channels) {
    return (struct nn_shape){1, 1, channels};
}

struct nn_onnx_layer *nn_onnx_last_layer(const struct nn_onnx_reader *reader) {
    return &reader->net->layers[reader->net->spec.layer_count - 1];
}

enum nn_status nn_onnx_add_text(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                const char *text) {
    size_t length = strlen(reader->text);
    int added = snprintf(reader->text + length, sizeof reader->text - length, "%s", text);
    if (added < 0 || (size_t)added >= sizeof reader->text - length)
        return NN_ONNX_REFUSE(reader, node, "makes the network too long");
    struct nn_error inner;
    struct nn_spec *spec = &reader->net->spec;
    if (nn_spec_parse_start(spec, reader->text, reader->input, &inner))
        return NN_ONNX_REFUSE(reader, node, "is not a supported layer: %s", inner.message);
    reader->value.image = spec->output;
    return NN_STATUS_OK;
}

enum nn_status nn_onnx_add_layer(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                 const char *token) {
    char text[NN_MAX_SPEC_TEXT];
    bool joined = reader->text[0] && reader->marks[0] != '+';
    snprintf(text, sizeof text, "%s%s%s", joined ? "-" : "", reader->marks, token);
    reader->marks[0] = '\0';
    enum nn_status status = nn_onnx_add_text(reader, node, text);
    if (status)
        return status;
    *nn_onnx_last_layer(reader) = (struct nn_onnx_layer){
        .node = node,
        .weight_factor = 1,
        .bias_factor = 1,
        .inputs = reader->flattened,
        .inputs_channel_last = reader->flattened_channels_last,
    };
    return NN_STATUS_OK;
}

enum nn_status nn_onnx_settle(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    struct nn_onnx_value *value = &reader->value;
    if (value->rank != 2 || value->image.height * value->image.width == 1)
        return NN_STATUS_OK;
    struct nn_shape image = value->image;
    enum nn_status status = nn_onnx_add_layer(reader, node, "flatten");
    reader->flattened = image;
    reader->flattened_channels_last = value->channels_last;
    return status;
}

const Onnx__TensorProto *nn_onnx_weight(const struct nn_onnx_reader *reader,
                                        const Onnx__NodeProto *node, size_t number) {
    return nn_onnx_constant(reader->file, nn_onnx_input(node, number));
}

struct nn_onnx_layer *nn_onnx_take_weights(struct nn_onnx_reader *reader,
                                           const Onnx__NodeProto *node) {
    struct nn_onnx_layer *layer = nn_onnx_last_layer(reader);
    layer->tensors[NN_TENSOR_WEIGHT] = nn_onnx_weight(reader, node, 1);
    layer->tensors[NN_TENSOR_BIAS] = nn_onnx_weight(reader, node, 2);
    reader->flattened = vector_shape(reader->value.image.channels);
    reader->weights_last = true;
    return layer;
}

bool nn_onnx_is_never_negative(const struct nn_onnx_reader *reader) {
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
