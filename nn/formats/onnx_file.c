#include "nn/formats/onnx_file.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OLDEST_OPERATOR_SET = 7, /* BatchNormalization and Dropout have been unchanged since */
    MAX_NODES = 4096,
    MAX_VALUES = 1 << 25,      /* of a tensor */
    MAX_STACK_BYTES = 1 << 16, /* of the 256 kB that a thread or a user may be limited to */
    SHOWN = 64,
};
static const size_t max_memory = (size_t)1 << 30;

/* Nested messages are unpacked recursively, so the file decides how deep the stack grows; and a few
 * bytes of a file can request a hundred times as much memory. The allocator limits both. */
struct limit {
    size_t memory_left;
    const char *stack_begin;
    bool lacks_memory; /* the system refused; the file is not to blame */
};

static void *allocate(void *context, size_t size) {
    struct limit *limit = context;
    const char *stack = __builtin_frame_address(0);
    ptrdiff_t depth =
        stack < limit->stack_begin ? limit->stack_begin - stack : stack - limit->stack_begin;
    if (depth > MAX_STACK_BYTES || size > limit->memory_left)
        return NULL;
    limit->memory_left -= size;
    void *block = malloc(size + (size == 0));
    limit->lacks_memory |= !block;
    return block;
}

static void release(void *context, void *block) {
    free(block);
}

static bool is_default_domain(const char *domain) {
    return !domain || strcmp(domain, "") == 0 || strcmp(domain, "ai.onnx") == 0;
}

static int64_t operator_set_of(const Onnx__ModelProto *model) {
    for (size_t i = 0; i < model->n_opset_import; i++)
        if (is_default_domain(model->opset_import[i]->domain))
            return model->opset_import[i]->version;
    return 1;
}

static enum nn_status check(const struct nn_onnx_file *file, struct nn_error *err) {
    if (!file->graph || file->graph->n_input == 0 || file->graph->n_output == 0 ||
        !file->graph->output[0]->name)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is not an ONNX model: it has no graph with an input and an output",
                            file->name);
    if (file->graph->n_node > MAX_NODES || file->graph->n_initializer > MAX_NODES)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has more than %d nodes or weights, too many to be read", file->name,
                            MAX_NODES);
    if (file->operator_set < OLDEST_OPERATOR_SET)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s uses ONNX operator set %lld: export it again with %d or later",
                            file->name, (long long)file->operator_set, OLDEST_OPERATOR_SET);
    return NN_STATUS_OK;
}

enum nn_status nn_onnx_file_init(struct nn_onnx_file *file, const void *data, size_t size,
                                 const char *name, struct nn_error *err) {
    struct limit limit = {max_memory, __builtin_frame_address(0), false};
    ProtobufCAllocator allocator = {allocate, release, &limit};
    *file = (struct nn_onnx_file){.name = name};
    file->model = onnx__model_proto__unpack(&allocator, size, data);
    if (!file->model && limit.lacks_memory)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", name);
    if (!file->model)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is not an ONNX model, or was cut short: export it again", name);
    file->graph = file->model->graph;
    file->operator_set = operator_set_of(file->model);
    enum nn_status status = check(file, err);
    if (status)
        nn_onnx_file_deinit(file);
    return status;
}

void nn_onnx_file_deinit(struct nn_onnx_file *file) {
    ProtobufCAllocator allocator = {allocate, release, NULL};
    if (file->model)
        onnx__model_proto__free_unpacked(file->model, &allocator);
    *file = (struct nn_onnx_file){0};
}

/* Makes a name printable: names in a file may contain anything. */
static void show(char shown[SHOWN], const char *name) {
    snprintf(shown, SHOWN, "%s", name ? name : "");
    for (char *at = shown; *at; at++)
        if (!isprint((unsigned char)*at))
            *at = '?';
}

enum nn_status nn_onnx_refuse(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                              struct nn_error *err, const char *format, ...) {
    char name[SHOWN], operator_type[SHOWN], reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (!node)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s cannot be used: %s", file->name, reason);
    show(name, node->name && node->name[0] ? node->name : nn_onnx_output(node));
    show(operator_type, node->op_type);
    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s cannot be used: its node %s (%s) %s",
                        file->name, name, operator_type, reason);
}

bool nn_onnx_is(const Onnx__NodeProto *node, const char *operator_type) {
    return node->op_type && strcmp(node->op_type, operator_type) == 0 &&
           is_default_domain(node->domain);
}

const char *nn_onnx_input(const Onnx__NodeProto *node, size_t number) {
    return number < node->n_input ? node->input[number] : "";
}

const char *nn_onnx_output(const Onnx__NodeProto *node) {
    return node->n_output > 0 ? node->output[0] : "";
}

const Onnx__NodeProto *nn_onnx_maker(const struct nn_onnx_file *file, const char *value) {
    for (size_t i = 0; i < file->graph->n_node && value[0]; i++)
        if (strcmp(nn_onnx_output(file->graph->node[i]), value) == 0)
            return file->graph->node[i];
    return NULL;
}

const Onnx__AttributeProto *nn_onnx_attribute(const Onnx__NodeProto *node, const char *name) {
    for (size_t i = 0; i < node->n_attribute; i++)
        if (node->attribute[i]->name && strcmp(node->attribute[i]->name, name) == 0)
            return node->attribute[i];
    return NULL;
}

int64_t nn_onnx_integer(const Onnx__NodeProto *node, const char *name, int64_t absent) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, name);
    return attribute && attribute->has_i ? attribute->i : absent;
}

double nn_onnx_real(const Onnx__NodeProto *node, const char *name, double absent) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, name);
    return attribute && attribute->has_f ? (double)attribute->f : absent;
}

bool nn_onnx_text_is(const Onnx__NodeProto *node, const char *name, const char *text) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, name);
    return attribute && attribute->has_s && attribute->s.len == strlen(text) &&
           memcmp(attribute->s.data, text, attribute->s.len) == 0;
}

const Onnx__TensorProto *nn_onnx_constant(const struct nn_onnx_file *file, const char *value) {
    for (size_t i = 0; i < file->graph->n_initializer && value[0]; i++) {
        const Onnx__TensorProto *tensor = file->graph->initializer[i];
        if (tensor->name && strcmp(tensor->name, value) == 0)
            return tensor;
    }
    const Onnx__NodeProto *node = nn_onnx_maker(file, value);
    if (!node || !nn_onnx_is(node, "Constant"))
        return NULL;
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(node, "value");
    return attribute ? attribute->t : NULL;
}

size_t nn_onnx_data_input(const struct nn_onnx_file *file, const Onnx__NodeProto *node) {
    return nn_onnx_is(node, "Add") && nn_onnx_constant(file, nn_onnx_input(node, 0)) ? 1 : 0;
}

/* Old files list their weights among the inputs. */
static const Onnx__ValueInfoProto *find_input(const struct nn_onnx_file *file, const char *value) {
    if (nn_onnx_constant(file, value))
        return NULL;
    for (size_t i = 0; i < file->graph->n_input; i++) {
        const Onnx__ValueInfoProto *input = file->graph->input[i];
        if (input->name && strcmp(input->name, value) == 0)
            return input;
    }
    return NULL;
}

enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                struct nn_error *err) {
    const char *value = file->graph->output[0]->name;
    chain->first = NN_ONNX_CHAIN;
    while (!(chain->input = find_input(file, value))) {
        const Onnx__NodeProto *node = nn_onnx_maker(file, value);
        if (!node) {
            char shown[SHOWN];
            show(shown, value);
            return nn_onnx_refuse(file, NULL, err, "no node makes its value \"%s\"", shown);
        }
        if (chain->first == 0)
            return nn_onnx_refuse(file, NULL, err, "more than %d nodes follow one another",
                                  NN_ONNX_CHAIN);
        chain->nodes[--chain->first] = node;
        value = nn_onnx_input(node, nn_onnx_data_input(file, node));
    }
    return NN_STATUS_OK;
}

size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor) {
    size_t size = 1;
    for (size_t i = 0; i < tensor->n_dims; i++) {
        int64_t side = tensor->dims[i];
        if (side < 1 || side > MAX_VALUES || size > MAX_VALUES / (size_t)side)
            return 0;
        size *= (size_t)side;
    }
    return size;
}

static bool is_external(const Onnx__TensorProto *tensor) {
    return tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL ||
           tensor->n_external_data > 0;
}

/* Raw data are little endian on every machine. */
static uint64_t raw_bits(const uint8_t *bytes, int count) {
    uint64_t bits = 0;
    for (int b = 0; b < count; b++)
        bits |= (uint64_t)bytes[b] << (8 * b);
    return bits;
}

static void copy_floats(const Onnx__TensorProto *tensor, float *values, size_t count) {
    if (tensor->n_float_data == count) {
        memcpy(values, tensor->float_data, count * sizeof *values);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)raw_bits(tensor->raw_data.data + 4 * i, 4);
        memcpy(&values[i], &bits, sizeof bits);
    }
}

/* Why the tensor's values cannot be copied, or NULL. */
static const char *fault_of(const Onnx__TensorProto *tensor, size_t count) {
    if (is_external(tensor))
        return "is in another file: export it as one file (in PyTorch with external_data=False)";
    if (tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return "is of a type other than float32: export it as float32";
    if (nn_onnx_tensor_size(tensor) != count)
        return "is of the wrong size for its network";
    if (tensor->n_float_data != count && tensor->raw_data.len != 4 * count)
        return "does not hold as many values as its size says";
    return NULL;
}

enum nn_status nn_onnx_floats(const struct nn_onnx_file *file, const Onnx__TensorProto *tensor,
                              float *values, size_t count, struct nn_error *err) {
    char name[SHOWN];
    const char *fault = fault_of(tensor, count);
    if (!fault)
        copy_floats(tensor, values, count);
    for (size_t i = 0; i < count && !fault; i++)
        if (!isfinite(values[i]))
            fault = "holds a value that is not a finite number";
    if (!fault)
        return NN_STATUS_OK;
    show(name, tensor->name);
    return nn_onnx_refuse(file, NULL, err, "its weight %s %s (its network needs %zu values)", name,
                          fault, count);
}

bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute,
                              struct nn_onnx_vector *vector) {
    if (attribute->n_ints < 1 || attribute->n_ints > NN_ONNX_VECTOR)
        return false;
    vector->count = (int)attribute->n_ints;
    memcpy(vector->values, attribute->ints, attribute->n_ints * sizeof *vector->values);
    return true;
}

bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector) {
    size_t size = nn_onnx_tensor_size(tensor);
    bool small = tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT32;
    int width = small ? 4 : 8;
    if (size < 1 || size > NN_ONNX_VECTOR || is_external(tensor) ||
        (!small && tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__INT64))
        return false;
    size_t listed = small ? tensor->n_int32_data : tensor->n_int64_data;
    if (listed != size && tensor->raw_data.len != size * (size_t)width)
        return false;
    vector->count = (int)size;
    for (size_t i = 0; i < size; i++)
        if (listed == size)
            vector->values[i] = small ? tensor->int32_data[i] : tensor->int64_data[i];
        else if (small)
            vector->values[i] = (int32_t)raw_bits(tensor->raw_data.data + 4 * i, 4);
        else
            vector->values[i] = (int64_t)raw_bits(tensor->raw_data.data + 8 * i, 8);
    return true;
}
