/* An unpacked ONNX file and the queries that the reader makes. Private to nn/formats. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/formats/onnx.h"
#include "onnx.pb-c.h"

/* name stands for the file in messages; borrowed. */
struct nn_onnx_file {
    const char *name;
    Onnx__ModelProto *model;
    const Onnx__GraphProto *graph; /* part of model */
    int64_t operator_set;
};

/* Unpacks within limits on memory and nesting; checks versions and counts. */
NN_MUST_USE enum nn_status nn_onnx_file_init(struct nn_onnx_file *file, const void *data,
                                             size_t size, const char *name, struct nn_error *err);
void nn_onnx_file_deinit(struct nn_onnx_file *file);

/* BAD_FILE: "FILE cannot be used: its node NAME (OPERATOR) ..."; without a node if it is NULL. */
enum nn_status nn_onnx_refuse(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                              struct nn_error *err, const char *format, ...) NN_PRINTF(4, 5);

bool nn_onnx_is(const Onnx__NodeProto *node, const char *operator_type);

/* The name of the node's input, "" if it has none of this number; of its first output. */
const char *nn_onnx_input(const Onnx__NodeProto *node, size_t number);
const char *nn_onnx_output(const Onnx__NodeProto *node);

/* The node with this output, or NULL. */
const Onnx__NodeProto *nn_onnx_maker(const struct nn_onnx_file *file, const char *value);

/* The initializer or the value of the Constant node of this name; NULL if there is none. */
const Onnx__TensorProto *nn_onnx_constant(const struct nn_onnx_file *file, const char *value);

/* The node's attribute, or NULL. */
const Onnx__AttributeProto *nn_onnx_attribute(const Onnx__NodeProto *node, const char *name);

/* Attributes, or the given value where absent. One of a wrong type counts as absent. */
int64_t nn_onnx_integer(const Onnx__NodeProto *node, const char *name, int64_t absent);
double nn_onnx_real(const Onnx__NodeProto *node, const char *name, double absent);
bool nn_onnx_text_is(const Onnx__NodeProto *node, const char *name, const char *text);

/* The nodes that the graph's image passes through, in order: nodes[first] and those after it. */
enum { NN_ONNX_CHAIN = 512 };
struct nn_onnx_chain {
    const Onnx__ValueInfoProto *input;
    int first;
    const Onnx__NodeProto *nodes[NN_ONNX_CHAIN];
};

/* Follows the first output back to an input; ignores everything off this path. */
NN_MUST_USE enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain,
                                            const struct nn_onnx_file *file, struct nn_error *err);

/* Which of the node's inputs is the image: the first, but either one for an Add. */
size_t nn_onnx_data_input(const struct nn_onnx_file *file, const Onnx__NodeProto *node);

enum { NN_ONNX_VECTOR = 8 };

/* The product of a tensor's dimensions; 0 if they are out of bounds. */
size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor);

/* Copies float32 values, which must be `count` finite ones. */
NN_MUST_USE enum nn_status nn_onnx_floats(const struct nn_onnx_file *file,
                                          const Onnx__TensorProto *tensor, float *values,
                                          size_t count, struct nn_error *err);

/* At most NN_ONNX_VECTOR integers, from an attribute or a tensor; false if it is something else. */
struct nn_onnx_vector {
    int count;
    int64_t values[NN_ONNX_VECTOR];
};
bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute, struct nn_onnx_vector *vector);
bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector);
