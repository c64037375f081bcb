#include "tests/support/onnx_graph.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/tensor_layout.h"
#include "tests/support/check.h"

/* All members are allocated, so that protobuf-c can free the message as if it had been unpacked. */
static void *make(size_t size) {
    void *block = calloc(1, size + 1);
    assert_non_null(block);
    return block;
}

#define MAKE(type, init)                                                                           \
    type *made = make(sizeof *made);                                                               \
    init(made);                                                                                    \
    return made

/* Appends to a repeated field. */
#define APPEND(list, count, item)                                                                  \
    do {                                                                                           \
        (list) = realloc((list), ((count) + 1) * sizeof *(list));                                  \
        assert_non_null(list);                                                                     \
        (list)[(count)++] = (item);                                                                \
    } while (0)

static Onnx__NodeProto *make_node(void) {
    MAKE(Onnx__NodeProto, onnx__node_proto__init);
}
static Onnx__AttributeProto *make_attribute(void) {
    MAKE(Onnx__AttributeProto, onnx__attribute_proto__init);
}
static Onnx__TensorProto *make_tensor(void) {
    MAKE(Onnx__TensorProto, onnx__tensor_proto__init);
}
static Onnx__ValueInfoProto *make_value(void) {
    MAKE(Onnx__ValueInfoProto, onnx__value_info_proto__init);
}
static Onnx__TypeProto *make_type(void) {
    MAKE(Onnx__TypeProto, onnx__type_proto__init);
}
static Onnx__TypeProto__Tensor *make_tensor_type(void) {
    MAKE(Onnx__TypeProto__Tensor, onnx__type_proto__tensor__init);
}
static Onnx__TensorShapeProto *make_shape(void) {
    MAKE(Onnx__TensorShapeProto, onnx__tensor_shape_proto__init);
}
static Onnx__TensorShapeProto__Dimension *make_dimension(void) {
    MAKE(Onnx__TensorShapeProto__Dimension, onnx__tensor_shape_proto__dimension__init);
}
static Onnx__ModelProto *make_model(void) {
    MAKE(Onnx__ModelProto, onnx__model_proto__init);
}
static Onnx__GraphProto *make_graph(void) {
    MAKE(Onnx__GraphProto, onnx__graph_proto__init);
}
static Onnx__OperatorSetIdProto *make_operators(void) {
    MAKE(Onnx__OperatorSetIdProto, onnx__operator_set_id_proto__init);
}

/* Returns the next word of *at, up to one of the ends, or NULL at the end; the caller frees it. */
static char *take(const char **at, const char *ends) {
    *at += strspn(*at, ends);
    size_t length = strcspn(*at, ends);
    char *word = length ? strndup(*at, length) : NULL;
    *at += length;
    return word;
}

static Onnx__ValueInfoProto *value_of(const char *name, const char *sides) {
    Onnx__ValueInfoProto *value = make_value();
    value->name = strdup(name);
    value->type = make_type();
    value->type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    value->type->tensor_type = make_tensor_type();
    value->type->tensor_type->has_elem_type = 1;
    value->type->tensor_type->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    Onnx__TensorShapeProto *shape = value->type->tensor_type->shape = make_shape();
    for (char *side; (side = take(&sides, ","));) {
        Onnx__TensorShapeProto__Dimension *dimension = make_dimension();
        if (isalpha((unsigned char)side[0])) {
            dimension->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
            dimension->dim_param = side;
        } else {
            dimension->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
            dimension->dim_value = atoll(side);
            free(side);
        }
        APPEND(shape->dim, shape->n_dim, dimension);
    }
    return value;
}

struct onnx_graph onnx_graph_create(const char *sides) {
    struct onnx_graph graph = {make_model()};
    Onnx__OperatorSetIdProto *operators = make_operators();
    operators->has_version = 1;
    operators->version = 13;
    APPEND(graph.model->opset_import, graph.model->n_opset_import, operators);
    graph.model->has_ir_version = 1;
    graph.model->ir_version = 7;
    graph.model->graph = make_graph();
    APPEND(graph.model->graph->input, graph.model->graph->n_input, value_of("x", sides));
    APPEND(graph.model->graph->output, graph.model->graph->n_output, value_of("y", ""));
    return graph;
}

void onnx_graph_destroy(struct onnx_graph *graph) {
    onnx__model_proto__free_unpacked(graph->model, NULL);
    graph->model = NULL;
}

/* Parses NAME=VALUE: a list has a comma, a real number a point, and a word does not begin with a
 * digit. */
static Onnx__AttributeProto *attribute_of(const char *text) {
    Onnx__AttributeProto *attribute = make_attribute();
    const char *value = strchr(text, '=') + 1;
    attribute->name = strndup(text, (size_t)(value - text) - 1);
    attribute->has_type = 1;
    if (value[0] == '@') {
        attribute->ref_attr_name = strdup(value + 1);
    } else if (isalpha((unsigned char)value[0])) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING;
        attribute->has_s = 1;
        attribute->s = (ProtobufCBinaryData){strlen(value), (uint8_t *)strdup(value)};
    } else if (strchr(value, ',')) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS;
        for (char *number; (number = take(&value, ","));) {
            APPEND(attribute->ints, attribute->n_ints, atoll(number));
            free(number);
        }
    } else if (strchr(value, '.')) {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT;
        attribute->has_f = 1;
        attribute->f = strtof(value, NULL);
    } else {
        attribute->type = ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT;
        attribute->has_i = 1;
        attribute->i = atoll(value);
    }
    return attribute;
}

void onnx_graph_node(struct onnx_graph *graph, const char *operator_type, const char *values,
                     const char *attributes) {
    Onnx__NodeProto *node = make_node();
    bool inputs = true;
    char name[80];
    node->op_type = strdup(operator_type);
    for (char *value; (value = take(&values, " "));) {
        if (strcmp(value, ">") == 0) {
            inputs = false;
            free(value);
        } else if (inputs) {
            if (strcmp(value, "-") == 0)
                value[0] = '\0';
            APPEND(node->input, node->n_input, value);
        } else {
            APPEND(node->output, node->n_output, value);
        }
    }
    snprintf(name, sizeof name, "/%s", node->n_output ? node->output[0] : "");
    node->name = strdup(name);
    for (char *text; (text = take(&attributes, " "));) {
        APPEND(node->attribute, node->n_attribute, attribute_of(text));
        free(text);
    }
    APPEND(graph->model->graph->node, graph->model->graph->n_node, node);
}

static Onnx__TensorProto *add_tensor(struct onnx_graph *graph, const char *name, int type) {
    Onnx__TensorProto *tensor = make_tensor();
    tensor->name = strdup(name);
    tensor->has_data_type = 1;
    tensor->data_type = type;
    APPEND(graph->model->graph->initializer, graph->model->graph->n_initializer, tensor);
    return tensor;
}

/* Values are raw bytes, as most programs write them. */
Onnx__TensorProto *onnx_graph_floats(struct onnx_graph *graph, const char *name, const char *sides,
                                     const float *values) {
    Onnx__TensorProto *tensor = add_tensor(graph, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
    size_t size = 4;
    for (char *side; (side = take(&sides, ","));) {
        APPEND(tensor->dims, tensor->n_dims, atoll(side));
        size *= (size_t)atoll(side);
        free(side);
    }
    tensor->has_raw_data = 1;
    tensor->raw_data = (ProtobufCBinaryData){size, make(size)};
    memcpy(tensor->raw_data.data, values, size);
    return tensor;
}

void onnx_graph_integers(struct onnx_graph *graph, const char *name, const char *values) {
    Onnx__TensorProto *tensor = add_tensor(graph, name, ONNX__TENSOR_PROTO__DATA_TYPE__INT64);
    for (char *value; (value = take(&values, ","));) {
        APPEND(tensor->int64_data, tensor->n_int64_data, atoll(value));
        free(value);
    }
    APPEND(tensor->dims, tensor->n_dims, (int64_t)tensor->n_int64_data);
}

void onnx_graph_weights(struct onnx_graph *graph, const struct nn_model *model) {
    struct nn_model_export tensors;
    struct nn_error err;
    check_ok(nn_model_export_init(&tensors, model, NULL, 0, &err), &err);
    for (int i = 0; i < tensors.tensor_count; i++) {
        const struct nn_tensor_entry *entry = &tensors.entries[i];
        char sides[128] = "";
        for (int side = 0; side < entry->rank; side++)
            snprintf(sides + strlen(sides), sizeof sides - strlen(sides), "%s%zu", side ? "," : "",
                     entry->shape[side]);
        onnx_graph_floats(graph, entry->name, sides, entry->values);
    }
    nn_model_export_deinit(&tensors);
}

static void run_line(struct onnx_graph *graph, const char *line) {
    char *first = take(&line, " ");
    if (!first)
        return;
    if (strcmp(first, "ints") == 0) {
        char *name = take(&line, " ");
        onnx_graph_integers(graph, name, line + 1);
        free(name);
    } else {
        char *values = take(&line, ";");
        onnx_graph_node(graph, first, values, *line ? line + 1 : "");
        free(values);
    }
    free(first);
}

void onnx_graph_script(struct onnx_graph *graph, const char *script) {
    for (char *line; (line = take(&script, "\n"));) {
        run_line(graph, line);
        free(line);
    }
}

static Onnx__FunctionProto *make_function(void) {
    MAKE(Onnx__FunctionProto, onnx__function_proto__init);
}

/* The nodes are made in the graph and then moved. */
void onnx_graph_function(struct onnx_graph *graph, const char *name, const char *values,
                         const char *script) {
    Onnx__GraphProto *nodes = graph->model->graph;
    Onnx__FunctionProto *function = make_function();
    size_t before = nodes->n_node;
    bool inputs = true;
    function->name = strdup(name);
    for (char *value; (value = take(&values, " "));)
        if (strcmp(value, ">") == 0) {
            inputs = false;
            free(value);
        } else if (inputs) {
            APPEND(function->input, function->n_input, value);
        } else {
            APPEND(function->output, function->n_output, value);
        }
    onnx_graph_script(graph, script);
    for (size_t i = before; i < nodes->n_node; i++)
        APPEND(function->node, function->n_node, nodes->node[i]);
    nodes->n_node = before;
    APPEND(graph->model->functions, graph->model->n_functions, function);
}

static Onnx__StringStringEntryProto *make_entry(void) {
    MAKE(Onnx__StringStringEntryProto, onnx__string_string_entry_proto__init);
}

static void add_entry(Onnx__TensorProto *tensor, const char *key, const char *value) {
    Onnx__StringStringEntryProto *entry = make_entry();
    entry->key = strdup(key);
    entry->value = strdup(value);
    APPEND(tensor->external_data, tensor->n_external_data, entry);
}

void onnx_graph_move_weights(struct onnx_graph *graph, const char *path, const char *location) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    for (size_t i = 0; i < graph->model->graph->n_initializer; i++) {
        Onnx__TensorProto *tensor = graph->model->graph->initializer[i];
        char offset[32], length[32];
        snprintf(offset, sizeof offset, "%ld", ftell(stream));
        snprintf(length, sizeof length, "%zu", tensor->raw_data.len);
        if (tensor->raw_data.len > 0)
            fwrite(tensor->raw_data.data, 1, tensor->raw_data.len, stream);
        tensor->raw_data.len = 0;
        tensor->has_raw_data = 0;
        tensor->has_data_location = 1;
        tensor->data_location = ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL;
        add_entry(tensor, "location", location);
        add_entry(tensor, "offset", offset);
        add_entry(tensor, "length", length);
    }
    fclose(stream);
}

void onnx_graph_save(const struct onnx_graph *graph, const char *path) {
    size_t size;
    unsigned char *file = onnx_graph_pack(graph, &size);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    fwrite(file, 1, size, stream);
    fclose(stream);
    free(file);
}

unsigned char *onnx_graph_pack(const struct onnx_graph *graph, size_t *size) {
    *size = onnx__model_proto__get_packed_size(graph->model);
    unsigned char *file = make(*size);
    onnx__model_proto__pack(graph->model, file);
    return file;
}
