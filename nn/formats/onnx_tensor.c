#include "nn/formats/onnx_tensor.h"

#include <math.h>
#include <string.h>

#define TYPE(name) ONNX__TENSOR_PROTO__DATA_TYPE__##name

/* How a type's numbers lie: in raw bytes, little endian, or in a list of the message's own. */
enum list { FLOATS, DOUBLES, INTEGERS32, INTEGERS64, UNSIGNED64 };
static const struct type {
    int32_t type;
    int bytes;
    enum { REAL, SIGNED, UNSIGNED } numbers;
    enum list list;
} types[] = {
    {TYPE(FLOAT), 4, REAL, FLOATS},       {TYPE(DOUBLE), 8, REAL, DOUBLES},
    {TYPE(FLOAT16), 2, REAL, INTEGERS32}, {TYPE(BFLOAT16), 2, REAL, INTEGERS32},
    {TYPE(INT8), 1, SIGNED, INTEGERS32},  {TYPE(UINT8), 1, UNSIGNED, INTEGERS32},
    {TYPE(INT16), 2, SIGNED, INTEGERS32}, {TYPE(UINT16), 2, UNSIGNED, INTEGERS32},
    {TYPE(INT32), 4, SIGNED, INTEGERS32}, {TYPE(UINT32), 4, UNSIGNED, UNSIGNED64},
    {TYPE(INT64), 8, SIGNED, INTEGERS64}, {TYPE(BOOL), 1, UNSIGNED, INTEGERS32},
};

static const struct type *type_of(int32_t number) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == number)
            return &types[i];
    return NULL;
}

size_t nn_onnx_tensor_size(const Onnx__TensorProto *tensor) {
    size_t size = 1;
    for (size_t i = 0; i < tensor->n_dims; i++) {
        int64_t side = tensor->dims[i];
        if (side < 1 || side > NN_ONNX_MAX_VALUES || size > NN_ONNX_MAX_VALUES / (size_t)side)
            return 0;
        size *= (size_t)side;
    }
    return size;
}

bool nn_onnx_tensor_is_external(const Onnx__TensorProto *tensor) {
    return tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL ||
           tensor->n_external_data > 0;
}

bool nn_onnx_type_is_integer(int32_t type) {
    const struct type *found = type_of(type);
    return found && found->numbers != REAL;
}

bool nn_onnx_type_is_real(int32_t type) {
    const struct type *found = type_of(type);
    return found && found->numbers == REAL;
}

static size_t listed(const Onnx__TensorProto *tensor, enum list list) {
    const size_t counts[] = {
        [FLOATS] = tensor->n_float_data,      [DOUBLES] = tensor->n_double_data,
        [INTEGERS32] = tensor->n_int32_data,  [INTEGERS64] = tensor->n_int64_data,
        [UNSIGNED64] = tensor->n_uint64_data,
    };
    return counts[list];
}

const char *nn_onnx_tensor_fault(const Onnx__TensorProto *tensor, size_t count) {
    const struct type *type = type_of(tensor->data_type);
    if (nn_onnx_tensor_is_external(tensor))
        return "is in another file, which can be read only beside the model's own";
    if (!type)
        return "is of a type that cannot be read: export it as float32";
    if (nn_onnx_tensor_size(tensor) != count)
        return "is of the wrong size for its network";
    size_t raw = tensor->raw_data.len;
    if (raw ? raw != (size_t)type->bytes * count : listed(tensor, type->list) != count)
        return "does not hold as many values as its size says";
    return NULL;
}

static uint64_t raw_bits(const uint8_t *bytes, int count) {
    uint64_t bits = 0;
    for (int b = 0; b < count; b++)
        bits |= (uint64_t)bytes[b] << (8 * b);
    return bits;
}

static uint64_t listed_bits(const Onnx__TensorProto *tensor, const struct type *type, size_t i) {
    uint64_t bits = 0;
    uint32_t half = 0;
    switch (type->list) {
    case FLOATS:
        memcpy(&half, &tensor->float_data[i], sizeof half);
        return half;
    case DOUBLES:
        memcpy(&bits, &tensor->double_data[i], sizeof bits);
        return bits;
    case INTEGERS32:
        return (uint64_t)(int64_t)tensor->int32_data[i];
    case INTEGERS64:
        return (uint64_t)tensor->int64_data[i];
    case UNSIGNED64:
        return tensor->uint64_data[i];
    }
    return bits;
}

static uint64_t bits_of(const Onnx__TensorProto *tensor, const struct type *type, size_t i) {
    size_t bytes = (size_t)type->bytes;
    if (tensor->raw_data.len == 0)
        return listed_bits(tensor, type, i);
    return raw_bits(tensor->raw_data.data + bytes * i, type->bytes);
}

/* A number with the sign in its highest bit, then `exponent` bits and `fraction` bits. */
static double small_real(uint64_t bits, int exponent, int fraction) {
    int highest = (1 << exponent) - 1, power = (int)(bits >> fraction) & highest;
    double part = (double)(bits & ((1u << fraction) - 1)) / (double)(1u << fraction);
    double sign = bits >> (exponent + fraction) & 1 ? -1 : 1;
    if (power == highest)
        return part > 0 ? (double)NAN : sign * (double)INFINITY;
    int bias = highest / 2;
    return sign * (power == 0 ? ldexp(part, 1 - bias) : ldexp(1 + part, power - bias));
}

static double real(int32_t type, uint64_t bits) {
    double wide;
    if (type == TYPE(FLOAT16))
        return small_real(bits, 5, 10);
    if (type == TYPE(BFLOAT16))
        return small_real(bits, 8, 7);
    if (type == TYPE(FLOAT)) {
        uint32_t half = (uint32_t)bits;
        float narrow;
        memcpy(&narrow, &half, sizeof narrow);
        return (double)narrow;
    }
    memcpy(&wide, &bits, sizeof wide);
    return wide;
}

static int64_t integer(const struct type *type, uint64_t bits) {
    int unused = 64 - 8 * type->bytes;
    uint64_t top = bits << unused;
    return type->numbers == SIGNED ? (int64_t)top >> unused : (int64_t)(top >> unused);
}

double nn_onnx_tensor_number(const Onnx__TensorProto *tensor, size_t i) {
    const struct type *type = type_of(tensor->data_type);
    uint64_t bits = bits_of(tensor, type, i);
    return type->numbers == REAL ? real(type->type, bits) : (double)integer(type, bits);
}

bool nn_onnx_tensor_vector(const Onnx__TensorProto *tensor, struct nn_onnx_vector *vector) {
    size_t size = nn_onnx_tensor_size(tensor);
    const struct type *type = type_of(tensor->data_type);
    if (size < 1 || size > NN_ONNX_VECTOR || nn_onnx_tensor_fault(tensor, size) ||
        type->numbers == REAL)
        return false;
    vector->count = (int)size;
    for (size_t i = 0; i < size; i++)
        vector->values[i] = integer(type, bits_of(tensor, type, i));
    return true;
}
