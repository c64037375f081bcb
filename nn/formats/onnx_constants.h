/* Numbers that an ONNX file holds: weights, and the small vectors that say shapes. Private to
 * nn/onnx_*.c. */
#ifndef NN_FORMATS_ONNX_CONSTANTS_H
#define NN_FORMATS_ONNX_CONSTANTS_H

#include <stddef.h>

#include "nn/formats/onnx_file.h"

enum { NN_ONNX_VECTOR = 8 };

/* An initializer, or the value of a Constant node; NULL if value is neither. */
const Onnx__TensorProto *nn_onnx_constant(const struct nn_onnx_file *file, const char *value);

/* How many values a tensor's sides make; 0 if they are out of bounds. */
size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor);

/* Copies float32 values, of which there must be `count`, all finite. */
NN_MUST_USE enum nn_status nn_onnx_floats(const struct nn_onnx_file *file,
                                          const Onnx__TensorProto *tensor, float *values,
                                          size_t count, struct nn_error *err);

/* Reads a vector of at most NN_ONNX_VECTOR whole numbers; false if the tensor is none. */
struct nn_onnx_vector {
    int count;
    int64_t values[NN_ONNX_VECTOR];
};
bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute, struct nn_onnx_vector *vector);
bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector);

#endif
