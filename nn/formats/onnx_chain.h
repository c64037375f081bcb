/* The nodes that an ONNX graph's image passes through, in order. Private to nn/formats. */
#ifndef NN_FORMATS_ONNX_CHAIN_H
#define NN_FORMATS_ONNX_CHAIN_H

#include "nn/formats/onnx_file.h"

enum { NN_ONNX_CHAIN = 512 };

struct nn_onnx_chain {
    const Onnx__ValueInfoProto *input;
    int count;
    const Onnx__NodeProto *nodes[NN_ONNX_CHAIN]; /* from the input to the output */
};

/* Follows the first output back to an input; ignores everything off this path. */
NN_MUST_USE enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain,
                                            const struct nn_onnx_file *file, struct nn_error *err);

/* Which of the node's inputs is the image: the first, but either one for an Add. */
size_t nn_onnx_data_input(const struct nn_onnx_file *file, const Onnx__NodeProto *node);

#endif
