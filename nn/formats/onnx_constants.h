/* Numbers in an ONNX file: weights, and the small vectors that give shapes. Private to
 * nn/formats. */
#ifndef NN_FORMATS_ONNX_CONSTANTS_H
#define NN_FORMATS_ONNX_CONSTANTS_H

#include <stddef.h>

#include "nn/formats/onnx_file.h"

enum { NN_ONNX_VECTOR = 8 };

/* The product of a tensor's dimensions; 0 if they are out of bounds. */
size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor);

/* Copies float32 values, which must be `count` finite ones. */
NN_MUST_USE enum nn_status nn_onnx_floats(const struct nn_onnx_file *file,
                                          const Onnx__TensorProto *tensor, float *values,
                                          size_t count, struct nn_error *err);

/* A vector of at most NN_ONNX_VECTOR integers, from an attribute or a tensor; false if it is not
 * one. */
struct nn_onnx_vector {
    int count;
    int64_t values[NN_ONNX_VECTOR];
};
bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute, struct nn_onnx_vector *vector);
bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector);

#endif
