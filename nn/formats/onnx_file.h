/* An unpacked ONNX file and the queries that the reader makes. Private to nn/formats. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/formats/onnx.h"
#include "nn/formats/onnx_index.h"
#include "nn/formats/onnx_tensor.h"

/* name stands for the file in messages; borrowed. */
struct nn_onnx_file {
    const char *name;
    Onnx__ModelProto *model;
    Onnx__GraphProto *graph; /* part of model */
    int64_t operator_set;
    struct nn_onnx_index *index; /* NULL until the graph is as it will be read */
};

/* Unpacks within limits on memory and nesting; checks versions and counts. */
NN_MUST_USE enum nn_status nn_onnx_file_init(struct nn_onnx_file *file, const void *data,
                                             size_t size, const char *name, struct nn_error *err);
void nn_onnx_file_deinit(struct nn_onnx_file *file);

/* Makes the index of a graph in which everything is in its place. */
NN_MUST_USE enum nn_status nn_onnx_file_index(struct nn_onnx_file *file, struct nn_error *err);

/* Makes a name printable: names in a file may contain anything. */
enum { NN_ONNX_SHOWN = 64 };
void nn_onnx_show(char shown[NN_ONNX_SHOWN], const char *name);

/* BAD_FILE: "FILE cannot be used: its node NAME (OPERATOR) ..."; without a node if it is NULL. */
enum nn_status nn_onnx_refuse(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                              struct nn_error *err, const char *format, ...) NN_PRINTF(4, 5);

bool nn_onnx_is(const Onnx__NodeProto *node, const char *operator_type);

/* The name of the node's input, "" if it has none of this number; of its first output. */
const char *nn_onnx_input(const Onnx__NodeProto *node, size_t number);
const char *nn_onnx_output(const Onnx__NodeProto *node);

/* The node whose first output this is, or NULL. */
const Onnx__NodeProto *nn_onnx_maker(const struct nn_onnx_file *file, const char *value);

/* The node's attribute, or NULL. */
const Onnx__AttributeProto *nn_onnx_attribute(const Onnx__NodeProto *node, const char *name);

/* Attributes, or the given value where absent. One of a wrong type counts as absent. */
int64_t nn_onnx_integer(const Onnx__NodeProto *node, const char *name, int64_t absent);
double nn_onnx_real(const Onnx__NodeProto *node, const char *name, double absent);
bool nn_onnx_text_is(const Onnx__NodeProto *node, const char *name, const char *text);

/* At most NN_ONNX_VECTOR integers; false if it is something else. */
bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute, struct nn_onnx_vector *vector);
