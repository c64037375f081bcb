/* The way of the picture through an ONNX graph. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"

/* One step: a node, with the number of the input that the picture is, or an activation that the
 * node is the last of, or a mark of spec.h around branches that the node, an Add, joins. */
struct nn_onnx_step {
    const Onnx__NodeProto *node;
    char mark; /* [ + ] or 0 */
    size_t input;
    char activation[64]; /* the layer; "" for an operator by itself */
};

/* The steps in order: steps[first] and those after it. */
enum { NN_ONNX_CHAIN = 512 };
struct nn_onnx_chain {
    const Onnx__ValueInfoProto *input;
    int first;
    struct nn_onnx_step steps[NN_ONNX_CHAIN];
};

/* Follows the first output back to an input, through the branches that an Add joins; ignores
 * everything off this path. */
NN_MUST_USE enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain,
                                            const struct nn_onnx_file *file, struct nn_error *err);
