/* Where the values of an ONNX graph come from, by name. Private to nn/formats. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "onnx.pb-c.h"

/* A value's name, borrowed from the graph, and what makes it: a tensor, a node, or a node whose
 * value has been worked out. */
struct nn_onnx_source {
    const char *name;
    size_t order; /* of two with the same name the first counts */
    Onnx__TensorProto *tensor;
    const Onnx__NodeProto *node;
    size_t output; /* of the node */
    bool tried;    /* to work it out */
};

struct nn_onnx_index {
    size_t count, sorted; /* those after the sorted ones were added later */
    struct nn_onnx_source *sources;
    size_t folded; /* numbers that were worked out; see onnx_fold.h */
};

/* All initializers and outputs of nodes; false if there is no memory. */
bool nn_onnx_index_init(struct nn_onnx_index *index, const Onnx__GraphProto *graph);
void nn_onnx_index_deinit(struct nn_onnx_index *index);

/* NULL if nothing makes it. */
struct nn_onnx_source *nn_onnx_index_find(const struct nn_onnx_index *index, const char *name);

/* Adds a tensor under its own name; false if there is no memory. */
bool nn_onnx_index_add(struct nn_onnx_index *index, Onnx__TensorProto *tensor);
