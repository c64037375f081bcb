/* Values of an ONNX graph that depend on nothing but the file's own numbers. Private to
 * nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"

/* The initializer, the value of a Constant, or what follows from such by reshaping, arithmetic and
 * the like, which is worked out once; NULL if there is none. */
const Onnx__TensorProto *nn_onnx_constant(const struct nn_onnx_file *file, const char *value);

/* The constant's only number; false if it has another count of them. */
bool nn_onnx_scalar(const struct nn_onnx_file *file, const char *value, double *number);

/* Copies `count` finite numbers of a floating-point constant. */
NN_MUST_USE enum nn_status nn_onnx_floats(const struct nn_onnx_file *file,
                                          const Onnx__TensorProto *tensor, float *values,
                                          size_t count, struct nn_error *err);

/* Adds a tensor of these numbers to the graph, as floats or whole numbers; NULL if there is no
 * memory. The name is copied. */
struct nn_onnx_numbers {
    int rank;
    int64_t sides[NN_ONNX_VECTOR];
    size_t count;
    bool integer;
    double *values;
};
Onnx__TensorProto *nn_onnx_add_tensor(const struct nn_onnx_file *file, const char *name,
                                      const struct nn_onnx_numbers *numbers);

/* The constant's numbers, which the caller frees; false if there are none, or too many. */
bool nn_onnx_numbers_of(const struct nn_onnx_file *file, const Onnx__TensorProto *tensor,
                        struct nn_onnx_numbers *numbers);
