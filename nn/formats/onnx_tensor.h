/* The numbers of an ONNX tensor, whatever their type. Private to nn/formats. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "onnx.pb-c.h"

enum { NN_ONNX_VECTOR = 8, NN_ONNX_MAX_VALUES = 1 << 25 };

/* The product of the dimensions; 0 if they are out of bounds. */
size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor);

bool nn_onnx_tensor_is_external(const Onnx__TensorProto *tensor);

/* True for whole numbers and truth values; for floating-point numbers of 16 to 64 bits. */
bool nn_onnx_type_is_integer(int32_t type);
bool nn_onnx_type_is_real(int32_t type);

/* Why the tensor does not hold `count` numbers, or NULL; then they can be read. */
const char *nn_onnx_tensor_fault(const Onnx__TensorProto *tensor, size_t count);

/* Number i of a tensor without fault. */
double nn_onnx_tensor_number(const Onnx__TensorProto *tensor, size_t i);

/* At most NN_ONNX_VECTOR integers; false if it is something else. */
struct nn_onnx_vector {
    int count;
    int64_t values[NN_ONNX_VECTOR];
};
bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector);
