#include "nn/formats/onnx_fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The numbers that one file may have, all steps taken together. */
enum { MAX_DEPTH = 100, MAX_NUMBERS = 1 << 24, MAX_FOLDED = 1 << 26 };

/* The arguments of the functions that work out a node. */
struct fold {
    const struct nn_onnx_file *file;
    const Onnx__NodeProto *node;
    int depth;
};

static const Onnx__TensorProto *constant(const struct nn_onnx_file *file, const char *value,
                                         int depth);

static void numbers_deinit(struct nn_onnx_numbers *numbers) {
    free(numbers->values);
    *numbers = (struct nn_onnx_numbers){0};
}

/* Allocates values for the sides; false if they are too many. */
static bool allocate(const struct nn_onnx_file *file, struct nn_onnx_numbers *numbers) {
    numbers->count = 1;
    for (int i = 0; i < numbers->rank; i++) {
        if (numbers->sides[i] < 1 || numbers->sides[i] > MAX_NUMBERS ||
            numbers->count > MAX_NUMBERS / (size_t)numbers->sides[i])
            return false;
        numbers->count *= (size_t)numbers->sides[i];
    }
    file->index->folded += numbers->count;
    if (file->index->folded > MAX_FOLDED)
        return false;
    numbers->values = malloc(numbers->count * sizeof *numbers->values);
    return numbers->values != NULL;
}

bool nn_onnx_numbers_of(const struct nn_onnx_file *file, const Onnx__TensorProto *tensor,
                        struct nn_onnx_numbers *numbers) {
    *numbers = (struct nn_onnx_numbers){.rank = (int)tensor->n_dims,
                                        .integer = nn_onnx_type_is_integer(tensor->data_type)};
    size_t size = nn_onnx_tensor_size(tensor);
    if (tensor->n_dims > NN_ONNX_VECTOR || size == 0 || nn_onnx_tensor_fault(tensor, size))
        return false;
    for (int i = 0; i < numbers->rank; i++)
        numbers->sides[i] = tensor->dims[i];
    if (!allocate(file, numbers))
        return false;
    for (size_t i = 0; i < size; i++)
        numbers->values[i] = nn_onnx_tensor_number(tensor, i);
    return true;
}

static void fill_tensor(Onnx__TensorProto *tensor, const struct nn_onnx_numbers *numbers) {
    for (int i = 0; i < numbers->rank; i++)
        tensor->dims[tensor->n_dims++] = numbers->sides[i];
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->integer)
            tensor->int64_data[tensor->n_int64_data++] = (int64_t)numbers->values[i];
        else
            tensor->float_data[tensor->n_float_data++] = (float)numbers->values[i];
}

static Onnx__TensorProto *tensor_of(const char *name, const struct nn_onnx_numbers *numbers) {
    Onnx__TensorProto *tensor = malloc(sizeof *tensor);
    if (!tensor)
        return NULL;
    onnx__tensor_proto__init(tensor);
    tensor->has_data_type = 1;
    tensor->data_type = numbers->integer ? ONNX__TENSOR_PROTO__DATA_TYPE__INT64
                                         : ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    tensor->name = strdup(name);
    tensor->dims = malloc(NN_ONNX_VECTOR * sizeof *tensor->dims);
    if (numbers->integer)
        tensor->int64_data = malloc(numbers->count * sizeof *tensor->int64_data);
    else
        tensor->float_data = malloc(numbers->count * sizeof *tensor->float_data);
    if (tensor->name && tensor->dims && (tensor->int64_data || tensor->float_data)) {
        fill_tensor(tensor, numbers);
        return tensor;
    }
    onnx__tensor_proto__free_unpacked(tensor, NULL);
    return NULL;
}

/* The graph frees the tensor from now on. */
static bool append(Onnx__GraphProto *graph, Onnx__TensorProto *tensor) {
    Onnx__TensorProto **grown =
        realloc(graph->initializer, (graph->n_initializer + 1) * sizeof(Onnx__TensorProto *));
    if (!grown)
        return false;
    graph->initializer = grown;
    graph->initializer[graph->n_initializer++] = tensor;
    return true;
}

Onnx__TensorProto *nn_onnx_add_tensor(const struct nn_onnx_file *file, const char *name,
                                      const struct nn_onnx_numbers *numbers) {
    Onnx__TensorProto *tensor = tensor_of(name, numbers);
    if (tensor && !append(file->graph, tensor)) {
        onnx__tensor_proto__free_unpacked(tensor, NULL);
        return NULL;
    }
    return tensor;
}

/* The numbers of the node's input, which the caller frees. */
static bool input(const struct fold *fold, size_t number, struct nn_onnx_numbers *numbers) {
    const Onnx__TensorProto *tensor =
        constant(fold->file, nn_onnx_input(fold->node, number), fold->depth);
    *numbers = (struct nn_onnx_numbers){0};
    return tensor && nn_onnx_numbers_of(fold->file, tensor, numbers);
}

/* Small whole numbers: an attribute in old operator sets, an input in newer ones. */
static bool integers(const struct fold *fold, const char *name, size_t number,
                     struct nn_onnx_vector *vector) {
    const Onnx__AttributeProto *attribute = nn_onnx_attribute(fold->node, name);
    if (attribute)
        return nn_onnx_attribute_vector(attribute, vector);
    const Onnx__TensorProto *tensor =
        constant(fold->file, nn_onnx_input(fold->node, number), fold->depth);
    return tensor && nn_onnx_tensor_vector(tensor, vector);
}

static bool fold_identity(const struct fold *fold, struct nn_onnx_numbers *out) {
    return input(fold, 0, out);
}

static bool fold_cast(const struct fold *fold, struct nn_onnx_numbers *out) {
    int32_t type = (int32_t)nn_onnx_integer(fold->node, "to", 0);
    if (!input(fold, 0, out) || (!nn_onnx_type_is_integer(type) && !nn_onnx_type_is_real(type)))
        return false;
    out->integer = nn_onnx_type_is_integer(type);
    for (size_t i = 0; i < out->count && out->integer; i++)
        out->values[i] = trunc(out->values[i]);
    return true;
}

/* -1 is the rest, and 0 what was there before. */
static bool fold_reshape(const struct fold *fold, struct nn_onnx_numbers *out) {
    struct nn_onnx_vector sides;
    size_t known = 1;
    int open = -1;
    if (!integers(fold, "shape", 1, &sides) || !input(fold, 0, out))
        return false;
    for (int i = 0; i < sides.count; i++) {
        int64_t side = sides.values[i] == 0 && i < out->rank ? out->sides[i] : sides.values[i];
        if (side == -1 && open < 0)
            open = i;
        else if (side < 1 || (uint64_t)side > out->count || known > out->count / (size_t)side)
            return false;
        else
            known *= (size_t)side;
        sides.values[i] = side;
    }
    if (open >= 0)
        sides.values[open] = (int64_t)(out->count / known);
    out->rank = sides.count;
    memcpy(out->sides, sides.values, sizeof sides.values);
    return open >= 0 ? out->count % known == 0 : out->count == known;
}

static bool has(const struct nn_onnx_vector *axes, int i, int rank) {
    for (int a = 0; a < axes->count; a++)
        if (axes->values[a] == i || axes->values[a] == i - rank)
            return true;
    return false;
}

static bool fold_squeeze(const struct fold *fold, struct nn_onnx_numbers *out) {
    struct nn_onnx_vector axes = {0};
    bool given = integers(fold, "axes", 1, &axes);
    if (!input(fold, 0, out))
        return false;
    int kept = 0;
    for (int i = 0; i < out->rank; i++)
        if (out->sides[i] != 1 || (given && !has(&axes, i, out->rank)))
            out->sides[kept++] = out->sides[i];
    out->rank = kept;
    return true;
}

static bool fold_unsqueeze(const struct fold *fold, struct nn_onnx_numbers *out) {
    struct nn_onnx_vector axes;
    int64_t before[NN_ONNX_VECTOR];
    if (!integers(fold, "axes", 1, &axes) || !input(fold, 0, out) ||
        out->rank + axes.count > NN_ONNX_VECTOR)
        return false;
    memcpy(before, out->sides, sizeof before);
    int rank = out->rank + axes.count, taken = 0;
    for (int i = 0; i < rank; i++)
        out->sides[i] = has(&axes, i, rank) || taken == out->rank ? 1 : before[taken++];
    out->rank = rank;
    return taken == rank - axes.count;
}

static bool fold_flatten(const struct fold *fold, struct nn_onnx_numbers *out) {
    int64_t axis = nn_onnx_integer(fold->node, "axis", 1), first = 1;
    if (!input(fold, 0, out) || axis < 0 || axis > out->rank)
        return false;
    for (int i = 0; i < axis; i++)
        first *= out->sides[i];
    out->sides[0] = first;
    out->sides[1] = (int64_t)out->count / first;
    out->rank = 2;
    return true;
}

/* Steps along each side of `to`, in numbers of `from`, whose sides are aligned at the end; a side
 * of 1 is repeated. */
static bool broadcast_steps(const struct nn_onnx_numbers *to, const struct nn_onnx_numbers *from,
                            size_t steps[NN_ONNX_VECTOR]) {
    size_t step = 1;
    memset(steps, 0, NN_ONNX_VECTOR * sizeof *steps);
    for (int i = from->rank - 1; i >= 0; i--) {
        int place = to->rank - from->rank + i;
        if (place < 0 || (from->sides[i] != 1 && from->sides[i] != to->sides[place]))
            return false;
        steps[place] = from->sides[i] == 1 ? 0 : step;
        step *= (size_t)from->sides[i];
    }
    return true;
}

/* Where number i of an array of these sides is in one that has these steps. */
static size_t place_of(const struct nn_onnx_numbers *sides, const size_t *steps, size_t i) {
    size_t place = 0;
    for (int s = sides->rank - 1; s >= 0; s--) {
        place += i % (size_t)sides->sides[s] * steps[s];
        i /= (size_t)sides->sides[s];
    }
    return place;
}

static bool fold_transpose(const struct fold *fold, struct nn_onnx_numbers *out) {
    const Onnx__AttributeProto *order = nn_onnx_attribute(fold->node, "perm");
    struct nn_onnx_numbers from;
    size_t steps[NN_ONNX_VECTOR] = {0}, moved[NN_ONNX_VECTOR] = {0};
    bool good = input(fold, 0, &from) && (!order || order->n_ints == (size_t)from.rank) &&
                broadcast_steps(&from, &from, steps);
    *out = (struct nn_onnx_numbers){.rank = from.rank, .integer = from.integer};
    for (int i = 0; i < from.rank && good; i++) {
        int64_t side = order ? order->ints[i] : from.rank - 1 - i;
        good = side >= 0 && side < from.rank;
        out->sides[i] = good ? from.sides[side] : 0;
        moved[i] = good ? steps[side] : 0;
    }
    good = good && allocate(fold->file, out) && out->count == from.count;
    for (size_t i = 0; good && i < out->count; i++)
        out->values[i] = from.values[place_of(out, moved, i)];
    numbers_deinit(&from);
    return good;
}

static double calculate(const char *operator_type, double a, double b) {
    switch (operator_type[0]) {
    case 'A':
        return a + b;
    case 'S':
        return a - b;
    case 'M':
        return a * b;
    default:
        return a / b;
    }
}

/* Add, Sub, Mul and Div. */
static bool fold_arithmetic(const struct fold *fold, struct nn_onnx_numbers *out) {
    struct nn_onnx_numbers a, b;
    size_t steps_a[NN_ONNX_VECTOR], steps_b[NN_ONNX_VECTOR];
    bool good = input(fold, 0, &a) & input(fold, 1, &b);
    *out = (struct nn_onnx_numbers){.rank = a.rank > b.rank ? a.rank : b.rank,
                                    .integer = a.integer && b.integer};
    for (int i = 0; i < out->rank && good; i++) {
        int at_a = a.rank - out->rank + i, at_b = b.rank - out->rank + i;
        int64_t side_a = at_a < 0 ? 1 : a.sides[at_a], side_b = at_b < 0 ? 1 : b.sides[at_b];
        out->sides[i] = side_a > side_b ? side_a : side_b;
    }
    good = good && broadcast_steps(out, &a, steps_a) && broadcast_steps(out, &b, steps_b) &&
           allocate(fold->file, out);
    for (size_t i = 0; good && i < out->count; i++)
        out->values[i] = calculate(fold->node->op_type, a.values[place_of(out, steps_a, i)],
                                   b.values[place_of(out, steps_b, i)]);
    for (size_t i = 0; good && i < out->count && out->integer; i++)
        out->values[i] = trunc(out->values[i]);
    numbers_deinit(&a);
    numbers_deinit(&b);
    return good;
}

static bool fold_root(const struct fold *fold, struct nn_onnx_numbers *out) {
    bool good = input(fold, 0, out);
    for (size_t i = 0; good && i < out->count; i++)
        out->values[i] = sqrt(out->values[i]);
    return good;
}

/* (q - zero point) * scale, each one number or one for each place along an axis. */
static bool fold_dequantize(const struct fold *fold, struct nn_onnx_numbers *out) {
    struct nn_onnx_numbers scale, zero = {0};
    bool has_zero = nn_onnx_input(fold->node, 2)[0] != '\0', good = input(fold, 0, out);
    good = input(fold, 1, &scale) && good && (!has_zero || input(fold, 2, &zero));
    int64_t axis = nn_onnx_integer(fold->node, "axis", 1);
    axis += axis < 0 ? out->rank : 0;
    size_t inner = 1, side = good && axis >= 0 && axis < out->rank ? (size_t)out->sides[axis] : 1;
    for (int i = (int)axis + 1; good && i > 0 && i < out->rank; i++)
        inner *= (size_t)out->sides[i];
    good = good && (scale.count == 1 || scale.count == side) &&
           (!has_zero || zero.count == 1 || zero.count == side);
    for (size_t i = 0; good && i < out->count; i++) {
        size_t place = i / inner % side;
        double from = has_zero ? zero.values[zero.count > 1 ? place : 0] : 0;
        out->values[i] = (out->values[i] - from) * scale.values[scale.count > 1 ? place : 0];
    }
    out->integer = false;
    numbers_deinit(&scale);
    numbers_deinit(&zero);
    return good;
}

/* One number, many times. */
static bool fold_constant_of_shape(const struct fold *fold, struct nn_onnx_numbers *out) {
    const Onnx__AttributeProto *value = nn_onnx_attribute(fold->node, "value");
    struct nn_onnx_vector sides;
    if (!integers(fold, "", 0, &sides))
        return false;
    *out = (struct nn_onnx_numbers){.rank = sides.count};
    memcpy(out->sides, sides.values, sizeof sides.values);
    if ((value && (!value->t || nn_onnx_tensor_fault(value->t, 1))) || !allocate(fold->file, out))
        return false;
    out->integer = value && nn_onnx_type_is_integer(value->t->data_type);
    for (size_t i = 0; i < out->count; i++)
        out->values[i] = value ? nn_onnx_tensor_number(value->t, 0) : 0;
    return true;
}

/* Numbers in attributes of their own. */
static bool fold_constant(const struct fold *fold, struct nn_onnx_numbers *out) {
    const Onnx__AttributeProto *one = nn_onnx_attribute(fold->node, "value_float");
    const Onnx__AttributeProto *list = nn_onnx_attribute(fold->node, "value_floats");
    const Onnx__AttributeProto *whole = nn_onnx_attribute(fold->node, "value_int");
    const Onnx__AttributeProto *wholes = nn_onnx_attribute(fold->node, "value_ints");
    bool vector = list || wholes;
    *out = (struct nn_onnx_numbers){.rank = vector, .integer = whole || wholes};
    out->sides[0] = list ? (int64_t)list->n_floats : wholes ? (int64_t)wholes->n_ints : 1;
    if ((!one && !whole && !vector) || !allocate(fold->file, out))
        return false;
    for (size_t i = 0; i < out->count; i++)
        out->values[i] = one     ? (double)one->f
                         : list  ? (double)list->floats[i]
                         : whole ? (double)whole->i
                                 : (double)wholes->ints[i];
    return true;
}

static const struct {
    const char *type;
    bool (*work_out)(const struct fold *fold, struct nn_onnx_numbers *out);
} operators[] = {
    {"Add", fold_arithmetic},
    {"Cast", fold_cast},
    {"Constant", fold_constant},
    {"ConstantOfShape", fold_constant_of_shape},
    {"DequantizeLinear", fold_dequantize},
    {"Div", fold_arithmetic},
    {"Flatten", fold_flatten},
    {"Identity", fold_identity},
    {"Mul", fold_arithmetic},
    {"Reshape", fold_reshape},
    {"Sqrt", fold_root},
    {"Squeeze", fold_squeeze},
    {"Sub", fold_arithmetic},
    {"Transpose", fold_transpose},
    {"Unsqueeze", fold_unsqueeze},
};

static Onnx__TensorProto *work_out(const struct fold *fold, const char *name) {
    struct nn_onnx_numbers numbers = {0};
    Onnx__TensorProto *tensor = NULL;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (nn_onnx_is(fold->node, operators[i].type) && operators[i].work_out(fold, &numbers))
            tensor = nn_onnx_add_tensor(fold->file, name, &numbers);
    numbers_deinit(&numbers);
    return tensor;
}

/* Each value is tried once: a graph may be a circle, or branch again and again. */
static const Onnx__TensorProto *constant(const struct nn_onnx_file *file, const char *value,
                                         int depth) {
    struct nn_onnx_source *source = nn_onnx_index_find(file->index, value);
    if (!source || source->tensor || source->tried || source->output > 0 || depth == MAX_DEPTH)
        return source ? source->tensor : NULL;
    source->tried = true;
    const Onnx__AttributeProto *held =
        nn_onnx_is(source->node, "Constant") ? nn_onnx_attribute(source->node, "value") : NULL;
    if (held)
        source->tensor = held->t;
    else
        source->tensor = work_out(&(struct fold){file, source->node, depth + 1}, source->name);
    return source->tensor;
}

const Onnx__TensorProto *nn_onnx_constant(const struct nn_onnx_file *file, const char *value) {
    return constant(file, value, 0);
}

bool nn_onnx_scalar(const struct nn_onnx_file *file, const char *value, double *number) {
    const Onnx__TensorProto *tensor = nn_onnx_constant(file, value);
    if (!tensor || nn_onnx_tensor_fault(tensor, 1))
        return false;
    *number = nn_onnx_tensor_number(tensor, 0);
    return true;
}

enum nn_status nn_onnx_floats(const struct nn_onnx_file *file, const Onnx__TensorProto *tensor,
                              float *values, size_t count, struct nn_error *err) {
    char name[NN_ONNX_SHOWN];
    const char *fault = nn_onnx_tensor_fault(tensor, count);
    if (!fault && !nn_onnx_type_is_real(tensor->data_type))
        fault = "holds whole numbers: export it as float32";
    for (size_t i = 0; i < count && !fault; i++) {
        values[i] = (float)nn_onnx_tensor_number(tensor, i);
        if (!isfinite(values[i]))
            fault = "holds a value that is not a finite number";
    }
    if (!fault)
        return NN_STATUS_OK;
    nn_onnx_show(name, tensor->name);
    return nn_onnx_refuse(file, NULL, err, "its weight %s %s (its network needs %zu values)", name,
                          fault, count);
}
