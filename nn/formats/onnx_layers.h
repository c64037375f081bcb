/* An ONNX chain as a network: its spec and its layers' weights. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"
#include "nn/parameters.h"
#include "nn/spec.h"

/* One layer with weights; borrowed from the file. */
struct nn_onnx_layer {
    const Onnx__NodeProto *node;
    const Onnx__TensorProto *tensors[NN_TENSOR_ROLES]; /* by enum nn_tensor_role; NULL: all 0 */
    const Onnx__TensorProto *added;                    /* to the bias, by an Add; NULL: nothing */
    double weight_factor, bias_factor;
    double epsilon;  /* batch norm */
    bool transposed; /* the dense weight is [in,out], not [out,in] */
    struct nn_shape
        inputs; /* the shape that the layer's inputs were flattened from, or 1 x 1 x channels */
    bool inputs_channel_last; /* the order of that shape */
    double *line; /* affine: all channels' scales and then shifts, in the file's order */
};

struct nn_onnx_net {
    struct nn_spec spec;
    struct nn_onnx_layer layers[NN_MAX_LAYERS]; /* by index in the spec */
};

/* Deinit also what could not be read. */
NN_MUST_USE enum nn_status nn_onnx_net_of(struct nn_onnx_net *net, const struct nn_onnx_file *file,
                                          struct nn_error *err);
void nn_onnx_net_deinit(struct nn_onnx_net *net);
