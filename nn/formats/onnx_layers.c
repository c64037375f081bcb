#include "nn/formats/onnx_layers.h"

#include <stdio.h>
#include <stdlib.h>

#include "nn/formats/onnx_activation.h"
#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_reader.h"

static enum nn_status read_batch_norm(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    if (nn_onnx_integer(node, "training_mode", 0) != 0)
        return NN_ONNX_REFUSE(reader, node,
                              "is in training mode: export the network for inference");
    enum nn_status status = nn_onnx_add_layer(reader, node, "bn");
    if (status)
        return status;
    struct nn_onnx_layer *layer = nn_onnx_last_layer(reader);
    for (size_t role = 0; role < NN_TENSOR_ROLES; role++)
        layer->tensors[role] = nn_onnx_weight(reader, node, role + 1);
    layer->epsilon = nn_onnx_real(node, "epsilon", (double)1e-5f);
    return NN_STATUS_OK;
}

/* True unless the node is in training mode. */
static bool is_inference(const struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *training = nn_onnx_weight(reader, node, 2);
    if (!nn_onnx_input(node, 2)[0])
        return true;
    return training && ((training->raw_data.len == 1 && training->raw_data.data[0] == 0) ||
                        (training->n_int32_data == 1 && training->int32_data[0] == 0));
}

/* The rate is an attribute in old operator sets and an input in newer ones. */
static enum nn_status read_dropout(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    float rate = (float)nn_onnx_real(node, "ratio", 0.5);
    const Onnx__TensorProto *given = nn_onnx_weight(reader, node, 1);
    enum nn_status status = NN_STATUS_OK;
    if (given)
        status = nn_onnx_floats(reader->file, given, &rate, 1, reader->err);
    if (status)
        return status;
    if (!(rate >= 0 && rate < 1) || !is_inference(reader, node))
        return NN_ONNX_REFUSE(reader, node, "is in training mode, or drops everything");
    char token[64];
    nn_onnx_number_text(token, "dropout", rate);
    return nn_onnx_add_layer(reader, node, token);
}

static enum nn_status read_dense(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    bool gemm = nn_onnx_is(node, "Gemm");
    const Onnx__TensorProto *weight = nn_onnx_weight(reader, node, 1);
    bool transposed = !gemm || nn_onnx_integer(node, "transB", 0) == 0;
    if (nn_onnx_tensor_size(weight) == 0 || weight->n_dims != 2 ||
        weight->dims[transposed ? 0 : 1] != reader->value.image.channels ||
        nn_onnx_integer(node, "transA", 0) != 0)
        return NN_ONNX_REFUSE(reader, node, "has weights that do not fit its input");
    char token[32];
    snprintf(token, sizeof token, "dense%d", (int)weight->dims[transposed ? 1 : 0]);
    enum nn_status status = nn_onnx_add_layer(reader, node, token);
    if (status)
        return status;
    struct nn_onnx_layer *layer = nn_onnx_take_weights(reader, node);
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
static enum nn_status add_affine(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    enum nn_status status = nn_onnx_add_layer(reader, node, "affine");
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
    nn_onnx_last_layer(reader)->line = line;
    return NN_STATUS_OK;
}

/* One number for all, or one for each channel or unit. */
static enum nn_status read_affine(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                  const Onnx__TensorProto *numbers) {
    bool swapped = reader->image_input == 1, scalar = nn_onnx_tensor_size(numbers) == 1;
    enum nn_status status = scalar ? NN_STATUS_OK : nn_onnx_settle(reader, node);
    if (!status && ((!scalar && !is_bias(&reader->value, numbers)) ||
                    nn_onnx_tensor_fault(numbers, nn_onnx_tensor_size(numbers)) ||
                    (nn_onnx_is(node, "Div") && swapped)))
        return NN_ONNX_REFUSE(reader, node,
                              "calculates with something other than a number for each channel");
    if (!status && !reader->affine_last)
        status = add_affine(reader, node);
    if (status)
        return status;
    size_t C = (size_t)reader->value.image.channels;
    double *line = nn_onnx_last_layer(reader)->line;
    for (size_t c = 0; c < C; c++)
        apply(node, swapped, nn_onnx_tensor_number(numbers, scalar ? 0 : c), &line[c],
              &line[C + c]);
    reader->affine_last = true;
    return NN_STATUS_OK;
}

/* Add, Sub, Mul and Div: a bias, if they follow weights, or an affine layer. */
static enum nn_status read_arithmetic(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *numbers = nn_onnx_weight(reader, node, 1 - reader->image_input);
    if (!numbers)
        return NN_ONNX_REFUSE(reader, node, "has no numbers in the file for its other input");
    if (!nn_onnx_is(node, "Add") || !reader->weights_last || !is_bias(&reader->value, numbers)) {
        reader->weights_last = false;
        return read_affine(reader, node, numbers);
    }
    nn_onnx_last_layer(reader)->added = numbers;
    reader->weights_last = false;
    return NN_STATUS_OK;
}

/* Rounding to few bits is left out, but not that it may cut off what is below 0; except from the
 * logits, of which only the order counts. */
static enum nn_status read_quantize(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const Onnx__TensorProto *zero = nn_onnx_weight(reader, node, 2);
    double lowest = zero && zero->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT8 ? -128 : 0;
    bool cuts =
        !zero || (!nn_onnx_tensor_fault(zero, 1) && nn_onnx_tensor_number(zero, 0) == lowest);
    if (!cuts || reader->last_node || reader->net->spec.layer_count == 0 ||
        nn_onnx_is_never_negative(reader))
        return NN_STATUS_OK;
    reader->weights_last = false;
    enum nn_status status = nn_onnx_settle(reader, node);
    return status ? status : nn_onnx_add_layer(reader, node, "relu");
}

static enum nn_status read_cast(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    int32_t type = (int32_t)nn_onnx_integer(node, "to", 0);
    const Onnx__NodeProto *before = nn_onnx_maker(reader->file, nn_onnx_input(node, 0));
    if (!nn_onnx_type_is_real(type) && !(before && nn_onnx_is(before, "QuantizeLinear")))
        return NN_ONNX_REFUSE(reader, node, "rounds to whole numbers");
    return NN_STATUS_OK;
}

/* Models give logits; the softmax is left to the caller. */
static enum nn_status read_softmax(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    int64_t axis = nn_onnx_integer(node, "axis", reader->file->operator_set < 13 ? 1 : -1);
    struct nn_onnx_vector sides = nn_onnx_value_sides(&reader->value);
    axis += axis < 0 ? sides.count : 0;
    if (reader->value.rank != 2 || reader->value.after > 0 ||
        axis < sides.count - 1 - reader->value.before || axis >= sides.count)
        return NN_ONNX_REFUSE(reader, node, "is not over the classes of a vector");
    reader->ended = true;
    return NN_STATUS_OK;
}

/* The logarithm of a softmax has the same order. */
static enum nn_status read_log(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    return reader->ended ? NN_STATUS_OK : NN_ONNX_REFUSE(reader, node, "is not a supported layer");
}

/* What an operator takes: the numbers in any order, a settled value, or only some of these. */
enum input { VALUE, SETTLED, IMAGE, VECTOR, IMAGE_OR_VECTOR };

/* An operator gives the layer that its token names, or what its function makes of it. */
struct operator_kind {
    const char *type;
    enum input input;
    size_t weights; /* inputs after the first that the file must hold */
    const char *token;
    enum nn_status (*read)(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
    bool keeps_weights; /* an Add after it may still supply the bias of the layer before it */
    bool may_end;       /* may come after the softmax */
};
static const struct operator_kind operators[] = {
    {"Add", VALUE, .read = read_arithmetic, .keeps_weights = true},
    {"ArgMax", SETTLED, .read = read_softmax, .may_end = true},
    {"AveragePool", IMAGE, .read = nn_onnx_read_pool},
    {"BatchNormalization", IMAGE_OR_VECTOR, NN_TENSOR_ROLES, .read = read_batch_norm},
    {"Cast", VALUE, .read = read_cast, .keeps_weights = true, .may_end = true},
    {"Conv", IMAGE, 1, .read = nn_onnx_read_conv},
    {"DequantizeLinear", VALUE, .keeps_weights = true, .may_end = true},
    {"Div", VALUE, .read = read_arithmetic},
    {"Dropout", SETTLED, .read = read_dropout},
    {"DynamicQuantizeLinear", VALUE, .keeps_weights = true},
    {"Flatten", VALUE, .read = nn_onnx_read_flatten, .may_end = true},
    {"Gather", VALUE, .read = nn_onnx_read_gather},
    {"Gemm", VECTOR, 1, .read = read_dense},
    {"GlobalAveragePool", IMAGE, .token = "gap"},
    {"Identity", VALUE, .keeps_weights = true, .may_end = true},
    {"Log", VALUE, .read = read_log, .may_end = true},
    {"LogSoftmax", SETTLED, .read = read_softmax},
    {"MatMul", VECTOR, 1, .read = read_dense},
    {"MaxPool", IMAGE, .read = nn_onnx_read_pool},
    {"Mul", VALUE, .read = read_arithmetic},
    {"Pad", VALUE, .read = nn_onnx_read_pad},
    {"QuantizeLinear", VALUE, .read = read_quantize, .keeps_weights = true, .may_end = true},
    {"ReduceMean", VALUE, .read = nn_onnx_read_mean},
    {"Relu", SETTLED, .token = "relu"},
    {"Reshape", VALUE, .read = nn_onnx_read_reshape, .may_end = true},
    {"Resize", IMAGE, .read = nn_onnx_read_resize},
    {"Softmax", SETTLED, .read = read_softmax},
    {"Squeeze", VALUE, .read = nn_onnx_read_squeeze, .may_end = true},
    {"Sub", VALUE, .read = read_arithmetic},
    {"Transpose", VALUE, .read = nn_onnx_read_transpose, .keeps_weights = true},
    {"Unsqueeze", VALUE, .read = nn_onnx_read_squeeze},
};

static const struct operator_kind *operator_of(const Onnx__NodeProto *node) {
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (nn_onnx_is(node, operators[i].type))
            return &operators[i];
    return NULL;
}

/* Checks and settles what the node takes. A bias is optional, but cannot be computed. */
static enum nn_status take_inputs(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                  const struct operator_kind *kind) {
    const struct nn_onnx_value *value = &reader->value;
    size_t weights = kind->weights == 1 && nn_onnx_input(node, 2)[0] ? 2 : kind->weights;
    for (size_t i = 1; i <= weights; i++)
        if (!nn_onnx_weight(reader, node, i))
            return NN_ONNX_REFUSE(reader, node, "has no weights in the file for its input %zu",
                                  i + 1);
    bool vector = value->rank == 2;
    bool image = value->rank == 4 && !value->channels_last && !value->no_batch;
    if (kind->input == VECTOR && (!vector || value->after > 0))
        return NN_ONNX_REFUSE(reader, node, "needs vectors: put a flatten before it");
    if (!image && (kind->input == IMAGE || (kind->input == IMAGE_OR_VECTOR && !vector)))
        return NN_ONNX_REFUSE(reader, node, "needs images with their channels first");
    return kind->input == VALUE ? NN_STATUS_OK : nn_onnx_settle(reader, node);
}

/* Zeros around the image must become a layer's padding: only its name and channels may change. */
static bool takes_padding(const Onnx__NodeProto *node, const struct operator_kind *kind) {
    return kind &&
           (kind->input == IMAGE || kind->read == nn_onnx_read_pad ||
            kind->read == nn_onnx_read_transpose || kind->read == read_cast ||
            nn_onnx_is(node, "Identity") || nn_onnx_is(node, "QuantizeLinear") ||
            nn_onnx_is(node, "DequantizeLinear") || nn_onnx_is(node, "DynamicQuantizeLinear")) &&
           !nn_onnx_is(node, "GlobalAveragePool") && !nn_onnx_is(node, "Resize");
}

static enum nn_status read_operator(struct nn_onnx_reader *reader, const Onnx__NodeProto *node) {
    const struct operator_kind *kind = operator_of(node);
    if (!kind)
        return NN_ONNX_REFUSE(reader, node, "is not a supported layer");
    if (reader->ended && !kind->may_end)
        return NN_ONNX_REFUSE(reader, node, "comes after the softmax, which must be last");
    if (reader->padding + reader->extra > 0 && !takes_padding(node, kind))
        return NN_ONNX_REFUSE(reader, node,
                              "comes after a Pad, which only a convolution or a pool can take");
    reader->weights_last = reader->weights_last && kind->keeps_weights;
    reader->affine_last = reader->affine_last && kind->read == read_arithmetic;
    enum nn_status status = take_inputs(reader, node, kind);
    if (!status && kind->token)
        status = nn_onnx_add_layer(reader, node, kind->token);
    return !status && kind->read ? kind->read(reader, node) : status;
}

static enum nn_status read_step(struct nn_onnx_reader *reader, const struct nn_onnx_step *step) {
    reader->image_input = step->input;
    if (step->mark)
        return nn_onnx_read_mark(reader, step);
    if (!step->activation[0])
        return read_operator(reader, step->node);
    if (reader->ended || reader->padding + reader->extra > 0)
        return NN_ONNX_REFUSE(reader, step->node, "comes after a %s",
                              reader->ended ? "softmax, which must be last"
                                            : "Pad, which only a convolution or a pool can take");
    reader->weights_last = reader->affine_last = false;
    enum nn_status status = nn_onnx_settle(reader, step->node);
    return status ? status : nn_onnx_add_layer(reader, step->node, step->activation);
}

/* No weights follow the outputs that could make up for a different order. */
static enum nn_status check_end(const struct nn_onnx_reader *reader) {
    const struct nn_onnx_value *value = &reader->value;
    if (reader->padding + reader->extra > 0)
        return NN_ONNX_REFUSE(reader, NULL, "it ends with a Pad");
    if (reader->net->spec.layer_count == 0)
        return NN_ONNX_REFUSE(reader, NULL, "it has no layers");
    if (value->image.height * value->image.width == 1 &&
        (reader->flattened_channels_last ||
         reader->flattened.height * reader->flattened.width == 1))
        return NN_STATUS_OK;
    return NN_ONNX_REFUSE(reader, NULL,
                          "its network ends in an image, not in a dense layer or global pooling");
}

/* True if nothing but the end of a quantised value follows. */
static bool leads_to_end(const struct nn_onnx_chain *chain, int step) {
    for (int i = step + 1; i < NN_ONNX_CHAIN; i++)
        if (!operator_of(chain->steps[i].node) || !operator_of(chain->steps[i].node)->may_end)
            return false;
    return true;
}

static enum nn_status read_chain(struct nn_onnx_reader *reader) {
    const struct nn_onnx_chain *chain = &reader->chain;
    enum nn_status status = nn_onnx_value_of_input(&reader->value, &reader->batch, reader->file,
                                                   chain->input, reader->err);
    reader->input = reader->value.image;
    reader->flattened = (struct nn_shape){1, 1, reader->value.image.channels};
    if (!status)
        nn_onnx_shapes_add(&reader->shapes, chain->input->name, &reader->value);
    for (int i = chain->first; i < NN_ONNX_CHAIN && !status; i++) {
        reader->last_node = leads_to_end(chain, i);
        status = read_step(reader, &chain->steps[i]);
        if (chain->steps[i].mark != '[' && chain->steps[i].mark != '+')
            nn_onnx_shapes_add(&reader->shapes, nn_onnx_output(chain->steps[i].node),
                               &reader->value);
    }
    return status ? status : check_end(reader);
}

enum nn_status nn_onnx_net_of(struct nn_onnx_net *net, const struct nn_onnx_file *file,
                              struct nn_error *err) {
    struct nn_onnx_reader *reader = calloc(1, sizeof *reader);
    *net = (struct nn_onnx_net){0};
    if (!reader)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    *reader = (struct nn_onnx_reader){.file = file, .err = err, .net = net, .shapes.file = file};
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
