/* An ONNX chain as a net of ours: its spec, and where each layer's weights stand. Private to
 * nn/onnx_*.c. */
#ifndef NN_FORMATS_ONNX_LAYERS_H
#define NN_FORMATS_ONNX_LAYERS_H

#include "nn/formats/onnx_chain.h"
#include "nn/parameters.h"
#include "nn/spec.h"

/* Of a layer with weights; borrowed from the file. */
struct nn_onnx_layer {
    const Onnx__NodeProto *node;
    const Onnx__TensorProto *tensors[NN_TENSOR_ROLES]; /* by enum nn_tensor_role; NULL is all 0 */
    const Onnx__TensorProto *added;                    /* to the bias, by an Add; NULL is none */
    double weight_factor, bias_factor;
    double epsilon;         /* batch norm */
    bool transposed;        /* a dense weight [in,out], not [out,in] */
    struct nn_shape inputs; /* what the layer's inputs were flattened from; else 1 x 1 x channels */
    bool inputs_channel_last; /* in which order */
};

struct nn_onnx_net {
    struct nn_spec spec;
    struct nn_onnx_layer layers[NN_MAX_LAYERS]; /* by the spec's numbers */
};

NN_MUST_USE enum nn_status nn_onnx_net_of(struct nn_onnx_net *net, const struct nn_onnx_file *file,
                                          struct nn_error *err);

/* Fills a model that was made for the net's spec and is nobody else's yet. */
struct nn_model;
NN_MUST_USE enum nn_status nn_onnx_fill(struct nn_model *model, const struct nn_onnx_net *net,
                                        const struct nn_onnx_file *file, struct nn_error *err);

#endif
