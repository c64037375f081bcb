#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "nn/formats/onnx.h"
#include "nn/formats/tensor_layout.h"
#include "nn/layers/batch_norm.h"
#include "onnx.pb-c.h"

/* A layer takes at most six nodes: five of its own and a conversion; Flatten and Softmax may
 * follow. Each has at most two constants besides a layer's weights. */
enum {
    IR_VERSION = 7,
    OPERATOR_SET = 13,
    MAX_NODES = 6 * NN_MAX_LAYERS + 2,
    MAX_TENSORS = NN_TENSOR_ROLES * NN_MAX_LAYERS + 2 * MAX_NODES,
    MAX_INPUTS = 5,
    MAX_ATTRIBUTES = 4,
    MAX_SIDES = 4,
    NAME = 2 * NN_TENSOR_FILE_NAME, /* a tensor's, and a prefix or suffix */
};

/* The messages point to one another and to the texts beside them. */
struct node {
    Onnx__NodeProto message;
    char name[NAME], *input_list[MAX_INPUTS], *output;
    Onnx__AttributeProto attributes[MAX_ATTRIBUTES], *attribute_list[MAX_ATTRIBUTES];
    int64_t numbers[MAX_ATTRIBUTES][MAX_SIDES];
};

struct tensor {
    Onnx__TensorProto message;
    char name[NAME];
    int64_t sides[MAX_SIDES];
    float numbers[MAX_SIDES]; /* of a small one that no one else holds */
};

/* An input or output with its type (a "value info" in ONNX). The first dimension is the batch. */
struct value {
    Onnx__ValueInfoProto message;
    Onnx__TypeProto type;
    Onnx__TypeProto__Tensor tensor;
    Onnx__TensorShapeProto shape;
    Onnx__TensorShapeProto__Dimension sides[MAX_SIDES], *side_list[MAX_SIDES];
};

struct writer {
    const struct nn_spec *spec;
    Onnx__ModelProto model;
    Onnx__GraphProto graph;
    Onnx__OperatorSetIdProto operators, *operator_list[1];
    Onnx__StringStringEntryProto lines[NN_METADATA_LINES], *line_list[NN_METADATA_LINES];
    struct value input, output;
    Onnx__ValueInfoProto *input_list[1], *output_list[1];
    struct node nodes[MAX_NODES];
    Onnx__NodeProto *node_list[MAX_NODES];
    struct tensor tensors[MAX_TENSORS];
    Onnx__TensorProto *tensor_list[MAX_TENSORS];
    struct tensor *next_weight; /* that a layer takes */
    /* The current value, and those that came to the marks of branches, by layer: spec.h. */
    struct flow {
        const char *name;
        bool flat; /* [batch,values], not [batch,C,H,W] */
    } now, marked[NN_MAX_LAYERS];
};

static char input_name[] = "image", output_name[] = "probabilities", batch_name[] = "batch";

/* The name is borrowed. */
static void add_input(struct node *node, const char *name) {
    node->input_list[node->message.n_input++] = (char *)name;
}

/* Adds a node that takes the current value and gives the next. Its output has the same name as the
 * node. */
static struct node *add_node(struct writer *writer, const char *operator_type, const char *name) {
    size_t number = writer->graph.n_node;
    struct node *node = &writer->nodes[number];
    onnx__node_proto__init(&node->message);
    snprintf(node->name, sizeof node->name, "%s", name);
    node->output = node->name;
    node->message.name = node->name;
    node->message.op_type = (char *)operator_type;
    node->message.input = node->input_list;
    node->message.output = &node->output;
    node->message.n_output = 1;
    node->message.attribute = node->attribute_list;
    writer->node_list[number] = &node->message;
    writer->graph.n_node++;
    add_input(node, writer->now.name);
    writer->now.name = node->name;
    return node;
}

static Onnx__AttributeProto *add_attribute(struct node *node, const char *name,
                                           Onnx__AttributeProto__AttributeType type) {
    size_t place = node->message.n_attribute++;
    Onnx__AttributeProto *attribute = &node->attributes[place];
    onnx__attribute_proto__init(attribute);
    attribute->name = (char *)name;
    attribute->has_type = 1;
    attribute->type = type;
    node->attribute_list[place] = attribute;
    return attribute;
}

static void add_integer(struct node *node, const char *name, int64_t value) {
    Onnx__AttributeProto *attribute =
        add_attribute(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    attribute->has_i = 1;
    attribute->i = value;
}

static void add_text(struct node *node, const char *name, char *text) {
    Onnx__AttributeProto *attribute =
        add_attribute(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
    attribute->has_s = 1;
    attribute->s = (ProtobufCBinaryData){strlen(text), (uint8_t *)text};
}

/* The order of an image's sides, of which two are exchanged. */
static void add_order(struct node *node) {
    static const int64_t order[MAX_SIDES] = {0, 1, 3, 2};
    Onnx__AttributeProto *attribute =
        add_attribute(node, "perm", ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    attribute->ints = (int64_t *)order;
    attribute->n_ints = MAX_SIDES;
}

/* Adds `count` numbers, first one value and then, from half of them on, another. */
static void add_integers(struct node *node, const char *name, int value, int then, size_t count) {
    int64_t *numbers = node->numbers[node->message.n_attribute];
    Onnx__AttributeProto *attribute =
        add_attribute(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    for (size_t i = 0; i < count; i++)
        numbers[i] = i < count / 2 ? value : then;
    attribute->ints = numbers;
    attribute->n_ints = count;
}

static struct tensor *add_tensor(struct writer *writer, const char *name, int type) {
    size_t number = writer->graph.n_initializer++;
    struct tensor *tensor = &writer->tensors[number];
    onnx__tensor_proto__init(&tensor->message);
    snprintf(tensor->name, sizeof tensor->name, "%s", name);
    tensor->message.name = tensor->name;
    tensor->message.has_data_type = 1;
    tensor->message.data_type = type;
    tensor->message.dims = tensor->sides;
    writer->tensor_list[number] = &tensor->message;
    return tensor;
}

static void add_weights(struct writer *writer, const struct nn_model_export *parts) {
    writer->next_weight = writer->tensors;
    for (int i = 0; i < parts->tensor_count; i++) {
        const struct nn_tensor_entry *entry = &parts->entries[i];
        struct tensor *tensor =
            add_tensor(writer, entry->name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
        for (int side = 0; side < entry->rank; side++)
            tensor->sides[side] = (int64_t)entry->shape[side];
        tensor->message.n_dims = (size_t)entry->rank;
        tensor->message.float_data = (float *)entry->values;
        tensor->message.n_float_data = entry->count;
    }
}

static void add_flatten(struct writer *writer, const char *name) {
    if (writer->now.flat)
        return;
    add_integer(add_node(writer, "Flatten", name), "axis", 1);
    writer->now.flat = true;
}

/* Adds a constant input named after the node. */
static struct tensor *add_constant(struct writer *writer, struct node *node, const char *suffix,
                                   int type) {
    char name[NAME];
    snprintf(name, sizeof name, "%.80s.%s", node->name, suffix);
    struct tensor *tensor = add_tensor(writer, name, type);
    add_input(node, tensor->name);
    return tensor;
}

/* Reshapes [batch,values] to [batch,values,1,1], for a convolution or pooling of a vector. */
static void add_reshape(struct writer *writer, const char *name) {
    static const int64_t sides[MAX_SIDES] = {0, -1, 1, 1};
    if (!writer->now.flat)
        return;
    struct tensor *shape = add_constant(writer, add_node(writer, "Reshape", name), "shape",
                                        ONNX__TENSOR_PROTO__DATA_TYPE__INT64);
    shape->sides[0] = MAX_SIDES;
    shape->message.n_dims = 1;
    shape->message.int64_data = (int64_t *)sides;
    shape->message.n_int64_data = MAX_SIDES;
    writer->now.flat = false;
}

/* Scales the image, [batch,C,H,W]; runtimes round the number of pixels down. */
static void add_scales(struct writer *writer, struct node *node, const struct nn_layer *layer) {
    int sides[] = {layer->in.height, layer->in.width};
    add_input(node, "");
    struct tensor *scales =
        add_constant(writer, node, "scales", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
    scales->sides[0] = MAX_SIDES;
    scales->message.n_dims = 1;
    for (int i = 0; i < MAX_SIDES; i++)
        scales->numbers[i] = 1;
    for (int i = 0; i < 2; i++) {
        float *scale = &scales->numbers[2 + i], new_side = (float)layer->out.height;
        *scale = new_side / (float)sides[i];
        while ((float)sides[i] * *scale < new_side)
            *scale = nextafterf(*scale, INFINITY);
    }
    scales->message.float_data = scales->numbers;
    scales->message.n_float_data = MAX_SIDES;
    add_text(node, "mode", "linear");
}

/* y = x * weight + bias; an image's channels are followed by rows and columns. */
static void add_affine(struct writer *writer, const char *layer) {
    char name[NAME];
    snprintf(name, sizeof name, "%.80s.scaled", layer);
    for (int i = 0; i < 2; i++) {
        struct tensor *tensor = writer->next_weight++;
        for (int side = 1; side < 3 && !writer->now.flat; side++)
            tensor->sides[tensor->message.n_dims++] = 1;
        add_input(add_node(writer, i ? "Add" : "Mul", i ? layer : name), tensor->name);
    }
}

/* Adds a scalar; the number is borrowed. */
static void add_scalar(struct writer *writer, struct node *node, const char *suffix,
                       const float *number) {
    struct tensor *scalar =
        add_constant(writer, node, suffix, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
    scalar->message.float_data = (float *)number;
    scalar->message.n_float_data = 1;
}

static void add_real(struct node *node, const char *name, float value) {
    Onnx__AttributeProto *attribute =
        add_attribute(node, name, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
    attribute->has_f = 1;
    attribute->f = value;
}

/* A function of one value that ONNX has no operator for, step by step: each takes the one before
 * it, and a number, the function's own input, or two bounds. */
struct step {
    const char *operator_type;
    enum { ALONE, NUMBER, INPUT, BOUNDS } other;
    float numbers[2];
};
enum { STEPS = 5 };
static const struct step relu6[STEPS] = {{"Clip", BOUNDS, {0, 6}}},
                         square[STEPS] = {{"Mul", INPUT, {0}}},
                         silu[STEPS] = {{"Sigmoid", ALONE, {0}}, {"Mul", INPUT, {0}}},
                         hard_swish[STEPS] = {{"Add", NUMBER, {3}},
                                              {"Clip", BOUNDS, {0, 6}},
                                              {"Mul", INPUT, {0}},
                                              {"Div", NUMBER, {6}}},
                         gelu[STEPS] = {{"Mul", NUMBER, {0.70710678f}},
                                        {"Erf", ALONE, {0}},
                                        {"Add", NUMBER, {1}},
                                        {"Mul", INPUT, {0}},
                                        {"Mul", NUMBER, {0.5f}}};

static void add_steps(struct writer *writer, const char *layer, const struct step *steps) {
    const char *input = writer->now.name;
    for (int i = 0; i < STEPS && steps[i].operator_type; i++) {
        char name[NAME];
        bool last = i == STEPS - 1 || !steps[i + 1].operator_type;
        snprintf(name, sizeof name, last ? "%.80s" : "%.80s.%d", layer, i + 1);
        struct node *node = add_node(writer, steps[i].operator_type, name);
        if (steps[i].other == INPUT)
            add_input(node, input);
        if (steps[i].other == NUMBER || steps[i].other == BOUNDS)
            add_scalar(writer, node, "number", &steps[i].numbers[0]);
        if (steps[i].other == BOUNDS)
            add_scalar(writer, node, "upper", &steps[i].numbers[1]);
    }
}

/* The numbers of a layer other than its weights. */
static void add_numbers(struct writer *writer, struct node *node, const struct nn_layer *layer) {
    if (layer->kernel > 0) {
        add_integers(node, "kernel_shape", layer->kernel, layer->kernel, 2);
        add_integers(node, "strides", layer->stride, layer->stride, 2);
        add_integers(node, "pads", layer->padding, layer->padding + layer->extra, 4);
    }
    if (layer->groups > 1)
        add_integer(node, "group", layer->groups);
    if (layer->kind == NN_LAYER_AVERAGE_POOL)
        add_integer(node, "count_include_pad", 1);
    if (layer->kind == NN_LAYER_DENSE)
        add_integer(node, "transB", 1);
    if (layer->kind == NN_LAYER_BATCH_NORM)
        add_real(node, "epsilon", NN_BATCH_NORM_EPSILON);
    if (layer->kind == NN_LAYER_DROPOUT)
        add_scalar(writer, node, "ratio", &layer->rate);
    if (layer->kind == NN_LAYER_RESIZE)
        add_scales(writer, node, layer);
    if (layer->kind == NN_LAYER_TRANSPOSE)
        add_order(node);
    if (layer->kind == NN_LAYER_LEAKY_RELU || layer->kind == NN_LAYER_ELU)
        add_real(node, "alpha", layer->rate);
}

/* How each kind of layer is written; a flatten is a node only where it changes something. */
static const struct {
    const char *operator_type;
    enum { EITHER, IMAGE, VECTOR } input;
    int weights;
    const struct step *steps; /* instead of one operator */
} kinds[] = {
    [NN_LAYER_CONV] = {"Conv", IMAGE, 2, NULL},
    [NN_LAYER_RELU] = {"Relu", EITHER, 0, NULL},
    [NN_LAYER_MAX_POOL] = {"MaxPool", IMAGE, 0, NULL},
    [NN_LAYER_BATCH_NORM] = {"BatchNormalization", EITHER, 4, NULL},
    [NN_LAYER_DROPOUT] = {"Dropout", EITHER, 0, NULL},
    [NN_LAYER_GLOBAL_AVERAGE_POOL] = {"GlobalAveragePool", IMAGE, 0, NULL},
    [NN_LAYER_FLATTEN] = {NULL, EITHER, 0, NULL},
    [NN_LAYER_DENSE] = {"Gemm", VECTOR, 2, NULL},
    [NN_LAYER_AVERAGE_POOL] = {"AveragePool", IMAGE, 0, NULL},
    [NN_LAYER_AFFINE] = {NULL, EITHER, 0, NULL},
    [NN_LAYER_RESIZE] = {"Resize", IMAGE, 0, NULL},
    [NN_LAYER_TRANSPOSE] = {"Transpose", IMAGE, 0, NULL},
    [NN_LAYER_SIGMOID] = {"Sigmoid", EITHER, 0, NULL},
    [NN_LAYER_TANH] = {"Tanh", EITHER, 0, NULL},
    [NN_LAYER_RELU6] = {.steps = relu6},
    [NN_LAYER_SQUARE] = {.steps = square},
    [NN_LAYER_LEAKY_RELU] = {"LeakyRelu", EITHER, 0, NULL},
    [NN_LAYER_ELU] = {"Elu", EITHER, 0, NULL},
    [NN_LAYER_GELU] = {.steps = gelu},
    [NN_LAYER_SILU] = {.steps = silu},
    [NN_LAYER_HARD_SWISH] = {.steps = hard_swish},
    [NN_LAYER_FORK] = {NULL, EITHER, 0, NULL},
    [NN_LAYER_BRANCH] = {NULL, EITHER, 0, NULL},
    [NN_LAYER_JOIN] = {"Add", EITHER, 0, NULL},
};

/* Keeps the value that comes to a mark; vectors flat, so that two that are added have one form. */
static void mark_value(struct writer *writer, const struct nn_layer *layer, const char *between) {
    if (layer->in.height * layer->in.width == 1)
        add_flatten(writer, between);
    writer->marked[layer->index] = writer->now;
    if (layer->kind == NN_LAYER_BRANCH)
        writer->now = writer->marked[layer->before];
}

static void add_layer(struct writer *writer, const struct nn_layer *layer) {
    char name[NN_TENSOR_FILE_NAME], between[NAME];
    nn_tensor_layout_name(name, writer->spec, layer->index);
    snprintf(between, sizeof between, "%s.input", name);
    if (layer->kind >= NN_LAYER_FORK)
        mark_value(writer, layer, between);
    if (layer->kind == NN_LAYER_FLATTEN)
        add_flatten(writer, name);
    else if (kinds[layer->kind].input == IMAGE)
        add_reshape(writer, between);
    else if (kinds[layer->kind].input == VECTOR)
        add_flatten(writer, between);
    if (layer->kind == NN_LAYER_AFFINE)
        add_affine(writer, name);
    if (kinds[layer->kind].steps)
        add_steps(writer, name, kinds[layer->kind].steps);
    if (!kinds[layer->kind].operator_type)
        return;
    struct node *node = add_node(writer, kinds[layer->kind].operator_type, name);
    for (int i = 0; i < kinds[layer->kind].weights; i++)
        add_input(node, (writer->next_weight++)->name);
    if (layer->kind == NN_LAYER_JOIN) { /* the first branch first, as files are read */
        add_input(node, node->input_list[0]);
        node->input_list[0] = (char *)writer->marked[layer->before].name;
    }
    add_numbers(writer, node, layer);
}

static void add_value(struct value *value, char *name, const int *sides, int side_count) {
    onnx__value_info_proto__init(&value->message);
    onnx__type_proto__init(&value->type);
    onnx__type_proto__tensor__init(&value->tensor);
    onnx__tensor_shape_proto__init(&value->shape);
    for (int i = 0; i <= side_count; i++) {
        onnx__tensor_shape_proto__dimension__init(&value->sides[i]);
        value->side_list[i] = &value->sides[i];
        if (i == 0) {
            value->sides[i].value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
            value->sides[i].dim_param = batch_name;
        } else {
            value->sides[i].value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
            value->sides[i].dim_value = sides[i - 1];
        }
    }
    value->shape.dim = value->side_list;
    value->shape.n_dim = (size_t)side_count + 1;
    value->tensor.has_elem_type = 1;
    value->tensor.elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    value->tensor.shape = &value->shape;
    value->type.value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    value->type.tensor_type = &value->tensor;
    value->message.name = name;
    value->message.type = &value->type;
}

static void add_graph(struct writer *writer) {
    const struct nn_spec *spec = writer->spec;
    onnx__graph_proto__init(&writer->graph);
    writer->graph.name = "inkling";
    writer->graph.node = writer->node_list;
    writer->graph.initializer = writer->tensor_list;
    add_value(&writer->input, input_name,
              (int[]){spec->input.channels, spec->input.height, spec->input.width}, 3);
    add_value(&writer->output, output_name, (int[]){spec->output.channels}, 1);
    writer->input_list[0] = &writer->input.message;
    writer->output_list[0] = &writer->output.message;
    writer->graph.input = writer->input_list;
    writer->graph.output = writer->output_list;
    writer->graph.n_input = writer->graph.n_output = 1;
    writer->now.name = input_name;
}

static void add_nodes(struct writer *writer) {
    for (int i = 0; i < writer->spec->layer_count; i++)
        add_layer(writer, &writer->spec->layers[i]);
    add_flatten(writer, "logits");
    struct node *softmax = add_node(writer, "Softmax", "softmax");
    add_integer(softmax, "axis", 1);
    softmax->output = output_name;
}

static void add_model(struct writer *writer, const struct nn_metadata_list *lines) {
    onnx__model_proto__init(&writer->model);
    onnx__operator_set_id_proto__init(&writer->operators);
    writer->operators.domain = "";
    writer->operators.has_version = 1;
    writer->operators.version = OPERATOR_SET;
    writer->operator_list[0] = &writer->operators;
    writer->model.opset_import = writer->operator_list;
    writer->model.n_opset_import = 1;
    writer->model.has_ir_version = 1;
    writer->model.ir_version = IR_VERSION;
    writer->model.producer_name = "inkling";
    writer->model.graph = &writer->graph;
    for (int i = 0; i < lines->count; i++) {
        onnx__string_string_entry_proto__init(&writer->lines[i]);
        writer->lines[i].key = (char *)lines->lines[i].key;
        writer->lines[i].value = (char *)lines->lines[i].value;
        writer->line_list[i] = &writer->lines[i];
    }
    writer->model.metadata_props = writer->line_list;
    writer->model.n_metadata_props = (size_t)lines->count;
}

static enum nn_status pack(const struct writer *writer, const char *path, struct nn_error *err) {
    size_t size = onnx__model_proto__get_packed_size(&writer->model);
    uint8_t *bytes = malloc(size);
    if (!bytes)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    onnx__model_proto__pack(&writer->model, bytes);
    enum nn_status status = nn_file_write(path, bytes, size, err);
    free(bytes);
    return status;
}

enum nn_status nn_model_save_onnx(const struct nn_model *model, const char *path,
                                  const struct nn_metadata *metadata, int metadata_count,
                                  struct nn_error *err) {
    struct nn_model_export parts;
    enum nn_status status = nn_tensor_layout_check_outputs(nn_model_spec(model), err);
    if (!status)
        status = nn_model_export_init(&parts, model, metadata, metadata_count, err);
    if (status)
        return status;
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer) {
        writer->spec = nn_model_spec(model);
        add_graph(writer);
        add_weights(writer, &parts);
        add_nodes(writer);
        add_model(writer, &parts.metadata);
        status = pack(writer, path, err);
    } else {
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    }
    free(writer);
    nn_model_export_deinit(&parts);
    return status;
}
