/* Shapes of the values in an ONNX graph, and the order of their numbers. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_chain.h"
#include "nn/spec.h"

/* A batch of images or vectors, row-major: [batch,C,H,W], [batch,H,W,C] (channels_last),
 * [batch,H,W] of one channel, or [batch,H*W*C] in either order. A vector may have further
 * dimensions of 1 on both sides, and the batch may be missing if it is a single image. */
struct nn_onnx_value {
    int rank; /* 2 to 4, without the further dimensions */
    struct nn_shape image;
    bool channels_last;
    int before, after; /* dimensions of 1 around a vector */
    bool no_batch;
};

/* The value's dimensions, with 0 for the batch. */
struct nn_onnx_vector nn_onnx_value_sides(const struct nn_onnx_value *value);

/* Reinterprets the same numbers with other dimensions, -1 meaning the rest; false if the result is
 * none of the layouts above. batch is the size that the graph gives for it, or 0. */
bool nn_onnx_value_reshape(struct nn_onnx_value *value, const struct nn_onnx_vector *sides,
                           int64_t batch);

/* The graph's input as a value. A vector of square length is taken for a square image, and a
 * dimension that the file leaves open for that of a picture of 28 x 28. *batch is 0 if it is
 * open. */
NN_MUST_USE enum nn_status nn_onnx_value_of_input(struct nn_onnx_value *value, int64_t *batch,
                                                  const struct nn_onnx_file *file,
                                                  const Onnx__ValueInfoProto *input,
                                                  struct nn_error *err);

/* Dimensions of the values seen so far, for graphs that compute one shape from another. */
struct nn_onnx_shapes {
    const struct nn_onnx_file *file;
    int count;
    struct {
        const char *name;
        struct nn_onnx_vector sides;
    } known[NN_ONNX_CHAIN + 1];
};
void nn_onnx_shapes_add(struct nn_onnx_shapes *shapes, const char *name,
                        const struct nn_onnx_value *value);

/* Integers that are constant or follow from shapes; false if they are neither. */
bool nn_onnx_vector_of(const struct nn_onnx_shapes *shapes, const char *name,
                       struct nn_onnx_vector *vector);
