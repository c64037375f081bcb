#include "nn/formats/onnx_shapes.h"

#include <string.h>

#include "nn/formats/onnx_fold.h"

enum { MAX_SIDE = 1024, MAX_CHANNELS = 64, MAX_STEPS = 256 };

struct nn_onnx_vector nn_onnx_value_sides(const struct nn_onnx_value *value) {
    int64_t C = value->image.channels, H = value->image.height, W = value->image.width;
    struct nn_onnx_vector sides = {0};
    if (!value->no_batch)
        sides.values[sides.count++] = 0;
    for (int i = 0; i < value->before; i++)
        sides.values[sides.count++] = 1;
    if (value->rank == 2)
        sides.values[sides.count++] = C * H * W;
    if (value->rank == 4 && !value->channels_last)
        sides.values[sides.count++] = C;
    if (value->rank > 2) {
        sides.values[sides.count++] = H;
        sides.values[sides.count++] = W;
    }
    if (value->rank == 4 && value->channels_last)
        sides.values[sides.count++] = C;
    for (int i = 0; i < value->after; i++)
        sides.values[sides.count++] = 1;
    return sides;
}

/* Turns 0 (unchanged) and -1 (the rest) into numbers; false if sizes differ. The batch, the first
 * dimension where there is one, counts as `batch`. */
static bool resolve(struct nn_onnx_vector *sides, const struct nn_onnx_value *value,
                    int64_t batch) {
    struct nn_onnx_vector before = nn_onnx_value_sides(value);
    int64_t size = (int64_t)nn_shape_size(value->image) * batch, known = 1;
    int open = -1;
    for (int i = 0; i < sides->count; i++) {
        if (sides->values[i] == 0 && i < before.count)
            sides->values[i] = i == 0 && !value->no_batch ? batch : before.values[i];
        if (sides->values[i] == -1 && open < 0)
            open = i;
        else if (sides->values[i] < 1 || sides->values[i] > size / known)
            return false;
        else
            known *= sides->values[i];
    }
    if (open >= 0)
        sides->values[open] = size / known;
    return open >= 0 ? size % known == 0 : size == known;
}

static bool has_sides(const struct nn_onnx_value *value, const struct nn_onnx_vector *sides,
                      int64_t batch) {
    struct nn_onnx_vector own = nn_onnx_value_sides(value);
    if (!value->no_batch)
        own.values[0] = batch;
    return own.count == sides->count &&
           memcmp(own.values, sides->values, (size_t)own.count * sizeof *own.values) == 0;
}

/* The same numbers as an image, channels first or last, both of which are the same with one channel
 * or one pixel, or as a vector with this many dimensions of 1 around it. */
static bool find_layout(struct nn_onnx_value *value, const struct nn_onnx_vector *sides,
                        int64_t batch, bool no_batch) {
    struct nn_shape image = value->image;
    bool either = image.channels == 1 || image.height * image.width == 1;
    struct nn_onnx_value vector = {2, image, value->channels_last, 0, 0, no_batch};
    struct nn_onnx_value plane = {3, image, value->channels_last, 0, 0, no_batch};
    for (int last = 0; last < 2; last++) {
        struct nn_onnx_value seen = {4, image, last == 1, 0, 0, no_batch};
        if ((either || value->channels_last == seen.channels_last) &&
            has_sides(&seen, sides, batch)) {
            *value = seen;
            return true;
        }
    }
    if (image.channels == 1 && has_sides(&plane, sides, batch)) {
        *value = plane;
        return true;
    }
    for (int ones = 0; ones < 6; ones++) {
        vector.before = ones / 3;
        vector.after = ones % 3;
        if (has_sides(&vector, sides, batch)) {
            *value = vector;
            return true;
        }
    }
    return false;
}

/* A batch of one may be left out, or added again. Where the file leaves the batch open, it stands
 * for a number that is no side. */
bool nn_onnx_value_reshape(struct nn_onnx_value *value, const struct nn_onnx_vector *wanted,
                           int64_t batch) {
    enum { OPEN_BATCH = 1000003 };
    struct nn_onnx_vector sides = *wanted;
    bool fixed = batch > 0 || value->no_batch;
    int64_t images = value->no_batch ? 1 : batch > 0 ? batch : OPEN_BATCH;
    if (!fixed && sides.count > 0 && sides.values[0] == 1)
        sides.values[0] = images; /* the file is for one image at a time */
    if (!resolve(&sides, value, images))
        return false;
    return find_layout(value, &sides, images, false) ||
           (images == 1 && find_layout(value, &sides, images, true));
}

/* The dimension; 0 if the file leaves it open, -1 if it is none. */
static int64_t side_of(const Onnx__TensorShapeProto *shape, size_t i) {
    const Onnx__TensorShapeProto__Dimension *side = shape->dim[i];
    return side->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE
               ? (side->dim_value > 0 ? side->dim_value : -1)
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
    int a = (int)sides[0], b = value->rank > 2 ? (int)sides[1] : 1;
    int c = value->rank > 3 ? (int)sides[2] : 1;
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

/* Sides that are open are those of MNIST's pictures: [C,H,W], [H,W,C] if the last is a number,
 * [H,W] or [H*W]. */
static void close_sides(int64_t *sides, size_t count) {
    bool last = count == 3 && sides[2] > 0 && sides[2] <= 4;
    for (size_t i = 0; i < count; i++)
        if (sides[i] == 0)
            sides[i] = count == 1 ? 784 : count == 3 && i == 0 && !last ? 1 : 28;
}

/* A vector of square length with further dimensions of 1: [1,784], [784,1] or [1,1,784]. */
static bool vector_from(struct nn_onnx_value *value, const int64_t *sides, size_t count) {
    size_t at = 0;
    for (size_t i = 1; i < count; i++)
        at = sides[i] > sides[at] ? i : at;
    for (size_t i = 0; i < count; i++)
        if (i != at && sides[i] != 1)
            return false;
    *value = (struct nn_onnx_value){.rank = 2, .before = (int)at, .after = (int)(count - 1 - at)};
    return sides[at] > 1 && image_from(value, sides + at);
}

/* Tries the dimensions as those of a batch and, if all are numbers, of a single image. */
static bool value_from(struct nn_onnx_value *value, int64_t *batch, const int64_t *sides,
                       size_t count) {
    int64_t closed[4] = {0, 1, 1, 1};
    memcpy(closed, sides, count * sizeof *sides);
    *value = (struct nn_onnx_value){.rank = (int)count};
    *batch = closed[0];
    if (count > 1)
        close_sides(closed + 1, count - 1);
    bool square = count == 2 && sides[0] > 1 && sides[0] == sides[1]; /* an image, not a batch */
    if (count > 2 && vector_from(value, closed + 1, count - 1))
        return true;
    *value = (struct nn_onnx_value){.rank = (int)count};
    if (count > 1 && closed[0] >= 0 && !square && image_from(value, closed + 1))
        return true;
    *value = (struct nn_onnx_value){.rank = (int)count + 1, .no_batch = true};
    *batch = 1;
    return count < 3 && sides[0] > 0 && image_from(value, sides);
}

enum nn_status nn_onnx_value_of_input(struct nn_onnx_value *value, int64_t *batch,
                                      const struct nn_onnx_file *file,
                                      const Onnx__ValueInfoProto *input, struct nn_error *err) {
    const Onnx__TypeProto *type = input->type;
    bool tensor = type && type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE &&
                  type->tensor_type && type->tensor_type->shape;
    const Onnx__TensorShapeProto *shape = tensor ? type->tensor_type->shape : NULL;
    int64_t sides[4] = {1, 1, 1, 1};
    bool fits = shape && shape->n_dim >= 1 && shape->n_dim <= 4 &&
                (nn_onnx_type_is_real(type->tensor_type->elem_type) ||
                 nn_onnx_type_is_integer(type->tensor_type->elem_type));
    for (size_t i = 0; fits && i < shape->n_dim; i++)
        sides[i] = side_of(shape, i);
    *value = (struct nn_onnx_value){0};
    if (!fits || !value_from(value, batch, sides, shape->n_dim))
        return nn_onnx_refuse(file, NULL, err,
                              "its input must be images of a fixed size, "
                              "[batch,channels,height,width]; only the batch may be left open");
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

static const struct nn_onnx_vector *known_sides(const struct nn_onnx_shapes *shapes,
                                                const char *name) {
    for (int i = 0; i < shapes->count; i++)
        if (strcmp(shapes->known[i].name, name) == 0)
            return &shapes->known[i].sides;
    return NULL;
}

/* The node whose input has the same sides, or NULL. */
static const Onnx__NodeProto *keeps_sides(const Onnx__NodeProto *node) {
    static const char *const types[] = {"Cast",     "DequantizeLinear", "Dropout",
                                        "Identity", "QuantizeLinear",   "Relu"};
    for (size_t i = 0; node && i < sizeof types / sizeof *types; i++)
        if (nn_onnx_is(node, types[i]))
            return node;
    return NULL;
}

/* The sides may be asked of a value beside the picture's way. */
static bool shape(struct evaluation *evaluation, const Onnx__NodeProto *node,
                  struct nn_onnx_vector *vector) {
    const struct nn_onnx_shapes *shapes = evaluation->shapes;
    const char *name = nn_onnx_input(node, 0);
    const struct nn_onnx_vector *sides = known_sides(shapes, name);
    for (const Onnx__NodeProto *maker; !sides && evaluation->steps_left-- > 0 &&
                                       (maker = keeps_sides(nn_onnx_maker(shapes->file, name)));) {
        name = nn_onnx_input(maker, 0);
        sides = known_sides(shapes, name);
    }
    return sides && part_of(sides, nn_onnx_integer(node, "start", 0),
                            nn_onnx_integer(node, "end", sides->count), vector);
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

/* The product of all elements; that of a shape with its batch is not known. */
static bool product(struct evaluation *evaluation, const Onnx__NodeProto *node,
                    struct nn_onnx_vector *vector) {
    struct nn_onnx_vector from;
    int64_t all = 1;
    if (!evaluate_input(evaluation, node, 0, &from))
        return false;
    for (int i = 0; i < from.count; i++) {
        if (from.values[i] < 1 || from.values[i] > NN_ONNX_MAX_VALUES / all)
            return false;
        all *= from.values[i];
    }
    *vector = (struct nn_onnx_vector){1, {all}};
    return true;
}

static const struct {
    const char *type;
    bool (*evaluate)(struct evaluation *evaluation, const Onnx__NodeProto *node,
                     struct nn_onnx_vector *vector);
} operators[] = {
    {"Cast", pass_on},      {"Concat", concatenate}, {"Constant", plain_constant},
    {"Gather", gather},     {"Identity", pass_on},   {"ReduceProd", product},
    {"Shape", shape},       {"Slice", slice},        {"Squeeze", pass_on},
    {"Unsqueeze", pass_on},
};

static bool evaluate(struct evaluation *evaluation, const char *name,
                     struct nn_onnx_vector *vector) {
    if (evaluation->steps_left-- <= 0)
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
