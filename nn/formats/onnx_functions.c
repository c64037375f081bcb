#include "nn/formats/onnx_functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NODES = 4096, MAX_DEPTH = 32 };
static const size_t max_copied = (size_t)1 << 28; /* bytes */

struct expansion {
    struct nn_onnx_file *file;
    struct nn_error *err;
    size_t count; /* of the new nodes */
    Onnx__NodeProto *nodes[MAX_NODES];
    size_t copied; /* bytes */
    int calls;
};

static enum nn_status no_memory(const struct expansion *expansion) {
    return nn_error_set(expansion->err, NN_STATUS_NO_MEMORY, "no memory to read %s",
                        expansion->file->name);
}

static enum nn_status too_large(const struct expansion *expansion) {
    return nn_onnx_refuse(expansion->file, NULL, expansion->err,
                          "its functions are too large to write out where they are called");
}

static bool same(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static const Onnx__FunctionProto *function_of(const struct nn_onnx_file *file,
                                              const Onnx__NodeProto *node) {
    for (size_t i = 0; i < file->model->n_functions; i++)
        if (same(file->model->functions[i]->name, node->op_type) &&
            same(file->model->functions[i]->domain, node->domain))
            return file->model->functions[i];
    return NULL;
}

/* The place of the name in the list, or count. */
static size_t place_in(char *const *list, size_t count, const char *name) {
    size_t i = 0;
    while (i < count && !same(list[i], name))
        i++;
    return i;
}

/* Replaces a name within a function by the caller's, or by one that no other call has. */
static bool rename_value(char **name, const Onnx__FunctionProto *function,
                         const Onnx__NodeProto *call, int number) {
    char *renamed = NULL;
    size_t size = strlen(*name) + 32;
    size_t input = place_in(function->input, function->n_input, *name);
    size_t output = place_in(function->output, function->n_output, *name);
    if (!(*name)[0])
        return true;
    if (input < function->n_input) {
        renamed = strdup(nn_onnx_input(call, input));
    } else if (output < call->n_output && output < function->n_output) {
        renamed = strdup(call->output[output]);
    } else if ((renamed = malloc(size))) {
        snprintf(renamed, size, "call%d/%s", number, *name);
    }
    if (!renamed)
        return false;
    free(*name);
    *name = renamed;
    return true;
}

/* An attribute that refers to one of the call becomes that one, or goes if the call has none. */
static bool resolve_attribute(Onnx__NodeProto *node, size_t i, const Onnx__NodeProto *call) {
    Onnx__AttributeProto *own = node->attribute[i];
    const Onnx__AttributeProto *given = nn_onnx_attribute(call, own->ref_attr_name);
    Onnx__AttributeProto *copy = NULL;
    if (given) {
        size_t size = onnx__attribute_proto__get_packed_size(given);
        uint8_t *bytes = malloc(size + 1);
        if (bytes)
            onnx__attribute_proto__pack(given, bytes);
        copy = bytes ? onnx__attribute_proto__unpack(NULL, size, bytes) : NULL;
        free(bytes);
        if (!copy)
            return false;
        char *name = copy->name; /* exchanged, so that each message frees a name of its own */
        copy->name = own->name;
        own->name = name;
        node->attribute[i] = copy;
    } else {
        node->attribute[i] = node->attribute[--node->n_attribute];
    }
    onnx__attribute_proto__free_unpacked(own, NULL);
    return true;
}

static bool adapt(Onnx__NodeProto *node, const Onnx__FunctionProto *function,
                  const Onnx__NodeProto *call, int number) {
    bool done = true;
    for (size_t i = 0; i < node->n_input && done; i++)
        done = rename_value(&node->input[i], function, call, number);
    for (size_t i = 0; i < node->n_output && done; i++)
        done = rename_value(&node->output[i], function, call, number);
    for (size_t i = node->n_attribute; i-- > 0 && done;)
        if (node->attribute[i]->ref_attr_name && node->attribute[i]->ref_attr_name[0])
            done = resolve_attribute(node, i, call);
    return done;
}

static enum nn_status add_copy(struct expansion *expansion, const Onnx__NodeProto *node,
                               const Onnx__FunctionProto *function, const Onnx__NodeProto *call) {
    size_t size = onnx__node_proto__get_packed_size(node);
    expansion->copied += size;
    if (expansion->count == MAX_NODES || expansion->copied > max_copied)
        return too_large(expansion);
    uint8_t *bytes = malloc(size + 1);
    if (bytes)
        onnx__node_proto__pack(node, bytes);
    Onnx__NodeProto *copy = bytes ? onnx__node_proto__unpack(NULL, size, bytes) : NULL;
    free(bytes);
    if (!copy)
        return no_memory(expansion);
    expansion->nodes[expansion->count++] = copy;
    return adapt(copy, function, call, expansion->calls) ? NN_STATUS_OK : no_memory(expansion);
}

/* Moves the graph's node to the new list, or writes out the function that it calls. */
static enum nn_status expand(struct expansion *expansion, Onnx__NodeProto **node, bool *called) {
    const Onnx__FunctionProto *function = function_of(expansion->file, *node);
    enum nn_status status = NN_STATUS_OK;
    if (!function) {
        if (expansion->count == MAX_NODES)
            return too_large(expansion);
        expansion->nodes[expansion->count++] = *node;
        *node = NULL;
        return NN_STATUS_OK;
    }
    *called = true;
    expansion->calls++;
    for (size_t i = 0; i < function->n_node && !status; i++)
        status = add_copy(expansion, function->node[i], function, *node);
    return status;
}

static void free_nodes(Onnx__NodeProto **nodes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (nodes[i])
            onnx__node_proto__free_unpacked(nodes[i], NULL);
}

/* One level of calls. */
static enum nn_status expand_all(struct expansion *expansion, bool *called) {
    Onnx__GraphProto *graph = expansion->file->graph;
    enum nn_status status = NN_STATUS_OK;
    expansion->count = 0;
    for (size_t i = 0; i < graph->n_node && !status; i++)
        status = expand(expansion, &graph->node[i], called);
    Onnx__NodeProto **list = malloc((expansion->count + 1) * sizeof(Onnx__NodeProto *));
    if (!list && !status)
        status = no_memory(expansion);
    free_nodes(graph->node, graph->n_node);
    if (!list) {
        free_nodes(expansion->nodes, expansion->count);
        graph->n_node = 0;
        return status;
    }
    memcpy(list, expansion->nodes, expansion->count * sizeof(Onnx__NodeProto *));
    free(graph->node);
    graph->node = list;
    graph->n_node = expansion->count;
    return status;
}

enum nn_status nn_onnx_write_out_functions(struct nn_onnx_file *file, struct nn_error *err) {
    if (file->model->n_functions == 0)
        return NN_STATUS_OK;
    struct expansion *expansion = calloc(1, sizeof *expansion);
    if (!expansion)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    *expansion = (struct expansion){.file = file, .err = err};
    enum nn_status status = NN_STATUS_OK;
    bool called = true;
    for (int depth = 0; called && !status; depth++) {
        called = false;
        status = depth < MAX_DEPTH
                     ? expand_all(expansion, &called)
                     : nn_onnx_refuse(file, NULL, err, "its functions call each other too deeply");
    }
    free(expansion);
    return status;
}
