#include "nn/formats/onnx_file.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"

enum {
    OLDEST_OPERATOR_SET = 6, /* shapes are inputs since 5, and weights are broadcast since then */
    MAX_NODES = 4096,
    MAX_VALUES = 256,          /* of a node */
    MAX_STACK_BYTES = 1 << 16, /* of the 256 kB that a thread or a user may be limited to */
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

static bool has_too_many(const Onnx__GraphProto *graph) {
    bool many = graph->n_node > MAX_NODES || graph->n_initializer > MAX_NODES;
    for (size_t i = 0; i < graph->n_node && !many; i++)
        many = graph->node[i]->n_input > MAX_VALUES || graph->node[i]->n_output > MAX_VALUES;
    return many;
}

static enum nn_status check(const struct nn_onnx_file *file, struct nn_error *err) {
    if (!file->graph || file->graph->n_input == 0 || file->graph->n_output == 0 ||
        !file->graph->output[0]->name)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is not an ONNX model: it has no graph with an input and an output",
                            file->name);
    if (has_too_many(file->graph))
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
    if (nn_file_is_lfs_pointer(data, size))
        return nn_error_set(err, NN_STATUS_BAD_FILE, NN_FILE_LFS_POINTER, name);
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

enum nn_status nn_onnx_file_index(struct nn_onnx_file *file, struct nn_error *err) {
    if (has_too_many(file->graph))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s has more than %d nodes once its functions are written out, too "
                            "many to be read",
                            file->name, MAX_NODES);
    file->index = malloc(sizeof *file->index);
    if (!file->index || !nn_onnx_index_init(file->index, file->graph))
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    return NN_STATUS_OK;
}

void nn_onnx_file_deinit(struct nn_onnx_file *file) {
    ProtobufCAllocator allocator = {allocate, release, NULL};
    if (file->index)
        nn_onnx_index_deinit(file->index);
    free(file->index);
    if (file->model)
        onnx__model_proto__free_unpacked(file->model, &allocator);
    *file = (struct nn_onnx_file){0};
}

void nn_onnx_show(char shown[NN_ONNX_SHOWN], const char *name) {
    snprintf(shown, NN_ONNX_SHOWN, "%s", name ? name : "");
    for (char *at = shown; *at; at++)
        if (!isprint((unsigned char)*at))
            *at = '?';
}

enum nn_status nn_onnx_refuse(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                              struct nn_error *err, const char *format, ...) {
    char name[NN_ONNX_SHOWN], operator_type[NN_ONNX_SHOWN], reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (!node)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s cannot be used: %s", file->name, reason);
    nn_onnx_show(name, node->name && node->name[0] ? node->name : nn_onnx_output(node));
    nn_onnx_show(operator_type, node->op_type);
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
    const struct nn_onnx_source *source = nn_onnx_index_find(file->index, value);
    return source && source->output == 0 ? source->node : NULL;
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

bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute,
                              struct nn_onnx_vector *vector) {
    if (attribute->n_ints < 1 || attribute->n_ints > NN_ONNX_VECTOR)
        return false;
    vector->count = (int)attribute->n_ints;
    memcpy(vector->values, attribute->ints, attribute->n_ints * sizeof *vector->values);
    return true;
}
