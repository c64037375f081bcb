/* What the functions that read an ONNX chain share. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_chain.h"
#include "nn/formats/onnx_layers.h"
#include "nn/formats/onnx_shapes.h"

/* A value, with the shape from which it was flattened, for the layer that reads it. */
struct nn_onnx_flow {
    struct nn_onnx_value value;
    struct nn_shape flattened;
    bool flattened_channels_last;
};

/* The network so far, and the value that the next node takes. */
struct nn_onnx_reader {
    const struct nn_onnx_file *file;
    struct nn_error *err;
    struct nn_onnx_net *net;
    struct nn_shape input;
    int64_t batch;
    struct nn_onnx_value value;
    struct nn_onnx_shapes shapes;
    char text[NN_MAX_SPEC_TEXT];
    char marks[NN_MAX_LAYERS + 1];           /* + and [ that the next layer follows */
    struct nn_onnx_flow kept[NN_MAX_LAYERS]; /* for each open [: its value or, after +, that of A */
    int open;
    /* The shape from which the current vector was flattened, for the layer that reads it. */
    struct nn_shape flattened;
    bool flattened_channels_last;
    bool weights_last;  /* the previous node was a layer whose bias an Add can supply */
    bool affine_last;   /* the previous node was arithmetic that can be added to */
    bool ended;         /* by a softmax */
    int padding, extra; /* zeros from a Pad before, which the next layer takes: spec.h */
    size_t image_input; /* of the current node */
    bool last_node;
    struct nn_onnx_chain chain;
};

#define NN_ONNX_REFUSE(reader, node, ...)                                                          \
    nn_onnx_refuse((reader)->file, node, (reader)->err, __VA_ARGS__)

/* Adds text to the spec, which checks that it fits. */
enum nn_status nn_onnx_add_text(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                const char *text);

/* Adds a layer and the marks before it. */
enum nn_status nn_onnx_add_layer(struct nn_onnx_reader *reader, const Onnx__NodeProto *node,
                                 const char *token);
struct nn_onnx_layer *nn_onnx_last_layer(const struct nn_onnx_reader *reader);

/* Flattens the value if it is a vector: a file may flatten, transpose and flatten again, and only
 * what a layer needs becomes a flatten. */
enum nn_status nn_onnx_settle(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);

/* The constant at input `number`; NULL if there is none. */
const Onnx__TensorProto *nn_onnx_weight(const struct nn_onnx_reader *reader,
                                        const Onnx__NodeProto *node, size_t number);

/* The new layer's weight and, if there is one, bias: inputs 1 and 2. An Add may follow. */
struct nn_onnx_layer *nn_onnx_take_weights(struct nn_onnx_reader *reader,
                                           const Onnx__NodeProto *node);

/* True if no value is below 0. */
bool nn_onnx_is_never_negative(const struct nn_onnx_reader *reader);

/* onnx_branches.c: a step that is a mark. */
enum nn_status nn_onnx_read_mark(struct nn_onnx_reader *reader, const struct nn_onnx_step *step);

/* onnx_windows.c: convolutions, pools and the zeros around them. */
enum nn_status nn_onnx_read_conv(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_pool(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_pad(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);

/* onnx_reshaping.c: the same numbers with other dimensions, and layers over those. */
enum nn_status nn_onnx_read_flatten(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_gather(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_mean(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_reshape(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_resize(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_squeeze(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
enum nn_status nn_onnx_read_transpose(struct nn_onnx_reader *reader, const Onnx__NodeProto *node);
