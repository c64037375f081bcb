#include "nn/formats/onnx_constants.h"

#include <math.h>
#include <string.h>

enum { MAX_VALUES = 1 << 25 };

size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor) {
    size_t size = 1;
    for (size_t i = 0; i < tensor->n_dims; i++) {
        int64_t side = tensor->dims[i];
        if (side < 1 || side > MAX_VALUES || size > MAX_VALUES / (size_t)side)
            return 0;
        size *= (size_t)side;
    }
    return size;
}

static bool is_external(const Onnx__TensorProto *tensor) {
    return tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL ||
           tensor->n_external_data > 0;
}

/* Raw data are little endian on every machine. */
static uint64_t raw_bits(const uint8_t *bytes, int count) {
    uint64_t bits = 0;
    for (int b = 0; b < count; b++)
        bits |= (uint64_t)bytes[b] << (8 * b);
    return bits;
}

static void copy_floats(const Onnx__TensorProto *tensor, float *values, size_t count) {
    if (tensor->n_float_data == count) {
        memcpy(values, tensor->float_data, count * sizeof *values);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = (uint32_t)raw_bits(tensor->raw_data.data + 4 * i, 4);
        memcpy(&values[i], &bits, sizeof bits);
    }
}

/* Why the tensor's values cannot be copied, or NULL. */
static const char *fault_of(const Onnx__TensorProto *tensor, size_t count) {
    if (is_external(tensor))
        return "is in another file: export it as one file (in PyTorch with external_data=False)";
    if (tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return "is of a type other than float32: export it as float32";
    if (nn_onnx_tensor_size(tensor) != count)
        return "is of the wrong size for its network";
    if (tensor->n_float_data != count && tensor->raw_data.len != 4 * count)
        return "does not hold as many values as its size says";
    return NULL;
}

enum nn_status nn_onnx_floats(const struct nn_onnx_file *file, const Onnx__TensorProto *tensor,
                              float *values, size_t count, struct nn_error *err) {
    char name[NN_ONNX_SHOWN];
    const char *fault = fault_of(tensor, count);
    if (!fault)
        copy_floats(tensor, values, count);
    for (size_t i = 0; i < count && !fault; i++)
        if (!isfinite(values[i]))
            fault = "holds a value that is not a finite number";
    if (!fault)
        return NN_STATUS_OK;
    nn_onnx_show(name, tensor->name);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s cannot be used: its weight %s %s (its network needs %zu values)",
                        file->name, name, fault, count);
}

bool nn_onnx_attribute_vector(const Onnx__AttributeProto *attribute,
                              struct nn_onnx_vector *vector) {
    if (attribute->n_ints < 1 || attribute->n_ints > NN_ONNX_VECTOR)
        return false;
    vector->count = (int)attribute->n_ints;
    memcpy(vector->values, attribute->ints, attribute->n_ints * sizeof *vector->values);
    return true;
}

bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector) {
    size_t size = nn_onnx_tensor_size(tensor);
    bool small = tensor->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__INT32;
    int width = small ? 4 : 8;
    if (size < 1 || size > NN_ONNX_VECTOR || is_external(tensor) ||
        (!small && tensor->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__INT64))
        return false;
    size_t listed = small ? tensor->n_int32_data : tensor->n_int64_data;
    if (listed != size && tensor->raw_data.len != size * (size_t)width)
        return false;
    vector->count = (int)size;
    for (size_t i = 0; i < size; i++)
        if (listed == size)
            vector->values[i] = small ? tensor->int32_data[i] : tensor->int64_data[i];
        else if (small)
            vector->values[i] = (int32_t)raw_bits(tensor->raw_data.data + 4 * i, 4);
        else
            vector->values[i] = (int64_t)raw_bits(tensor->raw_data.data + 8 * i, 8);
    return true;
}
