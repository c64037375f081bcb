#include "nn/formats/onnx_shapes.h"

#include <string.h>

enum { MAX_SIDE = 1024, MAX_CHANNELS = 64, MAX_STEPS = 256 };

struct nn_onnx_vector nn_onnx_value_sides(const struct nn_onnx_value *value) {
    int64_t C = value->image.channels, H = value->image.height, W = value->image.width;
    if (value->rank == 2)
        return (struct nn_onnx_vector){2, {0, C * H * W}};
    if (value->rank == 3)
        return (struct nn_onnx_vector){3, {0, H, W}};
    if (value->channels_last)
        return (struct nn_onnx_vector){4, {0, H, W, C}};
    return (struct nn_onnx_vector){4, {0, C, H, W}};
}

/* Turns 0 (unchanged) and -1 (the rest) into numbers, the batch into 0; false if sizes differ. */
static bool resolve(struct nn_onnx_vector *sides, const struct nn_onnx_value *value,
                    int64_t batch) {
    struct nn_onnx_vector before = nn_onnx_value_sides(value);
    int64_t size = (int64_t)nn_shape_size(value->image), known = 1;
    int open = -1;
    if (sides->values[0] != 0 && sides->values[0] != -1 && sides->values[0] != batch)
        return false;
    for (int i = 1; i < sides->count; i++) {
        if (i < before.count && sides->values[i] == 0)
            sides->values[i] = before.values[i];
        if (sides->values[i] == -1 && open < 0 && sides->values[0] != -1)
            open = i;
        else if (sides->values[i] < 1 || sides->values[i] > size / known)
            return false;
        else
            known *= sides->values[i];
    }
    if (open > 0)
        sides->values[open] = size / known;
    sides->values[0] = 0;
    return open > 0 ? size % known == 0 : size == known;
}

static bool same(const struct nn_onnx_vector *a, struct nn_onnx_vector b) {
    return a->count == b.count && memcmp(a->values, b.values, (size_t)b.count * 8) == 0;
}

bool nn_onnx_value_reshape(struct nn_onnx_value *value, const struct nn_onnx_vector *wanted,
                           int64_t batch) {
    struct nn_onnx_vector sides = *wanted;
    struct nn_shape image = value->image;
    if (sides.count < 2 || sides.count > 4 || !resolve(&sides, value, batch))
        return false;
    value->rank = sides.count;
    if (sides.count == 2)
        return true;
    if (sides.count == 3)
        return image.channels == 1 && same(&sides, nn_onnx_value_sides(value));
    /* Both orders are the same with one channel or one pixel. */
    bool either = image.channels == 1 || image.height * image.width == 1;
    for (int last = 0; last < 2; last++) {
        struct nn_onnx_value seen = {4, image, last == 1};
        if ((either || value->channels_last == seen.channels_last) &&
            same(&sides, nn_onnx_value_sides(&seen))) {
            *value = seen;
            return true;
        }
    }
    return false;
}

/* The dimension; 0 if the file leaves it open. */
static int64_t side_of(const Onnx__TensorShapeProto *shape, size_t i) {
    const Onnx__TensorShapeProto__Dimension *side = shape->dim[i];
    return side->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE
               ? side->dim_value
               : 0;
}

static int square_root(int64_t size) {
    int64_t side = 1;
    while (side < MAX_SIDE && side * side < size)
        side++;
    return side * side == size ? (int)side : 0;
}

/* Fills in the image from the dimensions after the batch; false if that is impossible. */
static bool image_from(struct nn_onnx_value *value, const int64_t *sides) {
    for (int i = 0; i < value->rank - 1; i++)
        /* NOLINTNEXTLINE(clang-analyzer-core.*): no rank is above 4, and there are three sides */
        if (sides[i] < 1 || sides[i] > MAX_SIDE * MAX_SIDE)
            return false;
    int a = (int)sides[0], b = (int)sides[1], c = (int)sides[2];
    bool last = value->rank == 4 && c < a && c <= 4; /* images have few channels */
    if (value->rank == 2)
        value->image = (struct nn_shape){square_root(a), square_root(a), 1};
    else if (value->rank == 3)
        value->image = (struct nn_shape){a, b, 1};
    else
        value->image = last ? (struct nn_shape){a, b, c} : (struct nn_shape){b, c, a};
    value->channels_last = last;
    return value->image.height >= 1 && value->image.height <= MAX_SIDE &&
           value->image.width <= MAX_SIDE && value->image.channels <= MAX_CHANNELS;
}

enum nn_status nn_onnx_value_of_input(struct nn_onnx_value *value, int64_t *batch,
                                      const struct nn_onnx_file *file,
                                      const Onnx__ValueInfoProto *input, struct nn_error *err) {
    const Onnx__TypeProto *type = input->type;
    bool tensor = type && type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE &&
                  type->tensor_type && type->tensor_type->shape;
    const Onnx__TensorShapeProto *shape = tensor ? type->tensor_type->shape : NULL;
    int64_t sides[3] = {1, 1, 1};
    bool fits = shape && shape->n_dim >= 2 && shape->n_dim <= 4 &&
                type->tensor_type->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    for (size_t i = 1; fits && i < shape->n_dim; i++)
        sides[i - 1] = side_of(shape, i);
    *value = (struct nn_onnx_value){.rank = fits ? (int)shape->n_dim : 0};
    if (!fits || !image_from(value, sides))
        return nn_onnx_refuse(file, NULL, err,
                              "its input must be float32 images of a fixed size, "
                              "[batch,channels,height,width]; only the batch may be left open");
    *batch = side_of(shape, 0);
    return NN_STATUS_OK;
}

void nn_onnx_shapes_add(struct nn_onnx_shapes *shapes, const char *name,
                        const struct nn_onnx_value *value) {
    shapes->known[shapes->count].name = name;
    shapes->known[shapes->count++].sides = nn_onnx_value_sides(value);
}

/* A slice's bound, counted from the front and clamped to the vector. */
static int bounded(int64_t place, int count) {
    if (place < 0)
        place += count;
    return place < 0 ? 0 : place > count ? count : (int)place;
}

/* The elements from `begin` to before `end`; false if there are none. */
static bool part_of(const struct nn_onnx_vector *from, int64_t begin, int64_t end,
                    struct nn_onnx_vector *vector) {
    vector->count = 0;
    for (int i = bounded(begin, from->count); i < bounded(end, from->count); i++)
        vector->values[vector->count++] = from->values[i];
    return vector->count > 0;
}

struct evaluation {
    const struct nn_onnx_shapes *shapes;
    int steps_left; /* a graph may contain a cycle */
};

static bool evaluate(struct evaluation *evaluation, const char *name,
                     struct nn_onnx_vector *vector);

static bool evaluate_input(struct evaluation *evaluation, const Onnx__NodeProto *node,
                           size_t number, struct nn_onnx_vector *vector) {
    return evaluate(evaluation, nn_onnx_input(node, number), vector);
}

static bool pass_on(struct evaluation *evaluation, const Onnx__NodeProto *node,
                    struct nn_onnx_vector *vector) {
    return evaluate_input(evaluation, node, 0, vector);
}

/* A constant given as an attribute of its node, not as a tensor. */
static bool plain_constant(struct evaluation *evaluation, const Onnx__NodeProto *node,
                           struct nn_onnx_vector *vector) {
    const Onnx__AttributeProto *one = nn_onnx_attribute(node, "value_int");
    const Onnx__AttributeProto *several = nn_onnx_attribute(node, "value_ints");
    if (one)
        *vector = (struct nn_onnx_vector){.count = 1, .values = {one->i}};
    return one || (several && nn_onnx_attribute_vector(several, vector));
}

static bool shape(struct evaluation *evaluation, const Onnx__NodeProto *node,
                  struct nn_onnx_vector *vector) {
    const struct nn_onnx_shapes *shapes = evaluation->shapes;
    for (int i = 0; i < shapes->count; i++)
        if (strcmp(shapes->known[i].name, nn_onnx_input(node, 0)) == 0) {
            const struct nn_onnx_vector *sides = &shapes->known[i].sides;
            return part_of(sides, nn_onnx_integer(node, "start", 0),
                           nn_onnx_integer(node, "end", sides->count), vector);
        }
    return false;
}

/* The selected elements of the node's first input; indices may repeat or count from the end. */
static bool gather(struct evaluation *evaluation, const Onnx__NodeProto *node,
                   struct nn_onnx_vector *vector) {
    struct nn_onnx_vector from, places;
    if (!evaluate_input(evaluation, node, 0, &from) ||
        !evaluate_input(evaluation, node, 1, &places))
        return false;
    vector->count = places.count;
    for (int i = 0; i < places.count; i++) {
        int64_t place = places.values[i] < 0 ? from.count + places.values[i] : places.values[i];
        if (place < 0 || place >= from.count)
            return false;
        vector->values[i] = from.values[place];
    }
    return true;
}

static bool slice(struct evaluation *evaluation, const Onnx__NodeProto *node,
                  struct nn_onnx_vector *vector) {
    struct nn_onnx_vector from = {0}, begin = {0}, end = {0}, step = {.values = {1}};
    return evaluate_input(evaluation, node, 0, &from) &&
           evaluate_input(evaluation, node, 1, &begin) &&
           evaluate_input(evaluation, node, 2, &end) &&
           (!nn_onnx_input(node, 4)[0] || evaluate_input(evaluation, node, 4, &step)) &&
           step.values[0] == 1 && part_of(&from, begin.values[0], end.values[0], vector);
}

static bool concatenate(struct evaluation *evaluation, const Onnx__NodeProto *node,
                        struct nn_onnx_vector *vector) {
    vector->count = 0;
    for (size_t i = 0; i < node->n_input; i++) {
        struct nn_onnx_vector part;
        if (!evaluate_input(evaluation, node, i, &part) ||
            vector->count + part.count > NN_ONNX_VECTOR)
            return false;
        memcpy(vector->values + vector->count, part.values, (size_t)part.count * 8);
        vector->count += part.count;
    }
    return vector->count > 0;
}

static const struct {
    const char *type;
    bool (*evaluate)(struct evaluation *evaluation, const Onnx__NodeProto *node,
                     struct nn_onnx_vector *vector);
} operators[] = {
    {"Cast", pass_on},  {"Concat", concatenate}, {"Constant", plain_constant},
    {"Gather", gather}, {"Identity", pass_on},   {"Shape", shape},
    {"Slice", slice},   {"Squeeze", pass_on},    {"Unsqueeze", pass_on},
};

static bool evaluate(struct evaluation *evaluation, const char *name,
                     struct nn_onnx_vector *vector) {
    if (evaluation->steps_left-- == 0)
        return false;
    const Onnx__TensorProto *tensor = nn_onnx_constant(evaluation->shapes->file, name);
    if (tensor)
        return nn_onnx_tensor_vector(tensor, vector);
    const Onnx__NodeProto *node = nn_onnx_maker(evaluation->shapes->file, name);
    for (size_t i = 0; node && i < sizeof operators / sizeof *operators; i++)
        if (nn_onnx_is(node, operators[i].type))
            return operators[i].evaluate(evaluation, node, vector);
    return false;
}

bool nn_onnx_vector_of(const struct nn_onnx_shapes *shapes, const char *name,
                       struct nn_onnx_vector *vector) {
    return evaluate(&(struct evaluation){shapes, MAX_STEPS}, name, vector);
}
