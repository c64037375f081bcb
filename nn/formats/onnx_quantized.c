#include "nn/formats/onnx_quantized.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/onnx_fold.h"

/* A product of whole numbers, and where the parts of what it stands for are. ConvInteger and
 * MatMulInteger: scaled = Cast(product) * (input scale * weight scale), in any order. */
struct product {
    const Onnx__NodeProto *node;
    const char *operator_type; /* of the numbers themselves */
    const char *input;         /* before it was rounded */
    const char *weight, *weight_zero;
    const char *weight_scale;       /* times the input's, if that is a number */
    const char *bias, *input_scale; /* of products with rounded results; "": none */
    bool outputs_first; /* the weight's first side is that of the outputs, else the last */
};

static bool is_product(const Onnx__NodeProto *node) {
    return node && (nn_onnx_is(node, "ConvInteger") || nn_onnx_is(node, "MatMulInteger"));
}

/* The product whose numbers the value is, made into floats. */
static const Onnx__NodeProto *product_behind(const struct nn_onnx_file *file, const char *value) {
    const Onnx__NodeProto *cast = nn_onnx_maker(file, value);
    const Onnx__NodeProto *node =
        cast && nn_onnx_is(cast, "Cast") ? nn_onnx_maker(file, nn_onnx_input(cast, 0)) : NULL;
    return is_product(node) ? node : NULL;
}

/* True if the value is the scale that the quantiser found for its input. */
static bool is_scale_of(const struct nn_onnx_file *file, const char *value,
                        const Onnx__NodeProto *quantizer) {
    const struct nn_onnx_source *source = nn_onnx_index_find(file->index, value);
    return source && source->node == quantizer && source->output == 1;
}

/* Splits the scale into the input's and the weight's. */
static bool split_scale(const struct nn_onnx_file *file, const char *value,
                        const Onnx__NodeProto *quantizer, struct product *product) {
    const Onnx__NodeProto *scale = nn_onnx_maker(file, value);
    if (nn_onnx_is(quantizer, "QuantizeLinear")) { /* the product of two numbers is one */
        product->weight_scale = value;
        return nn_onnx_constant(file, value) != NULL;
    }
    for (size_t i = 0; scale && nn_onnx_is(scale, "Mul") && i < 2; i++)
        if (is_scale_of(file, nn_onnx_input(scale, i), quantizer)) {
            product->weight_scale = nn_onnx_input(scale, 1 - i);
            return nn_onnx_constant(file, product->weight_scale) != NULL;
        }
    return false;
}

static bool find_product(const struct nn_onnx_file *file, const Onnx__NodeProto *scaled,
                         struct product *product) {
    for (size_t i = 0; nn_onnx_is(scaled, "Mul") && i < 2; i++) {
        product->node = product_behind(file, nn_onnx_input(scaled, i));
        const Onnx__NodeProto *quantizer =
            product->node ? nn_onnx_maker(file, nn_onnx_input(product->node, 0)) : NULL;
        if (!quantizer || (!nn_onnx_is(quantizer, "DynamicQuantizeLinear") &&
                           !nn_onnx_is(quantizer, "QuantizeLinear")))
            continue;
        bool conv = nn_onnx_is(product->node, "ConvInteger");
        product->operator_type = conv ? "Conv" : "MatMul";
        product->outputs_first = conv;
        product->input = nn_onnx_input(quantizer, 0);
        product->weight = nn_onnx_input(product->node, 1);
        product->weight_zero = nn_onnx_input(product->node, 3);
        product->bias = "";
        if (split_scale(file, nn_onnx_input(scaled, 1 - i), quantizer, product))
            return true;
    }
    return false;
}

/* The numbers of a constant, or one 0 if there is none. */
static bool numbers_or_zero(const struct nn_onnx_file *file, const char *value,
                            struct nn_onnx_numbers *numbers) {
    const Onnx__TensorProto *tensor = nn_onnx_constant(file, value);
    *numbers = (struct nn_onnx_numbers){.count = 1};
    if (tensor)
        return nn_onnx_numbers_of(file, tensor, numbers);
    numbers->values = calloc(1, sizeof *numbers->values);
    return numbers->values && !value[0];
}

/* Adds the numbers to the file's; NULL if there is no memory. */
static const char *add_numbers(const struct nn_onnx_file *file, const struct product *product,
                               const char *what, struct nn_onnx_numbers *numbers) {
    char name[256];
    numbers->integer = false;
    snprintf(name, sizeof name, "%.200s: %s as numbers", nn_onnx_output(product->node), what);
    Onnx__TensorProto *tensor = nn_onnx_add_tensor(file, name, numbers);
    return tensor && nn_onnx_index_add(file->index, tensor) ? tensor->name : NULL;
}

/* The weights as floats, one scale and zero point for all or for each output; NULL if they do not
 * fit together. */
static const char *real_weights(const struct nn_onnx_file *file, const struct product *product) {
    struct nn_onnx_numbers weight, zero = {0}, scale = {0};
    const char *name = NULL;
    bool good = numbers_or_zero(file, product->weight, &weight) && weight.rank >= 2 &&
                numbers_or_zero(file, product->weight_zero, &zero) &&
                numbers_or_zero(file, product->weight_scale, &scale);
    size_t outputs = good ? (size_t)weight.sides[product->outputs_first ? 0 : weight.rank - 1] : 1;
    good = good && (zero.count == 1 || zero.count == outputs) &&
           (scale.count == 1 || scale.count == outputs);
    for (size_t i = 0; good && i < weight.count; i++) {
        size_t output = product->outputs_first ? i / (weight.count / outputs) : i % outputs;
        weight.values[i] = (weight.values[i] - zero.values[zero.count > 1 ? output : 0]) *
                           scale.values[scale.count > 1 ? output : 0];
    }
    if (good)
        name = add_numbers(file, product, "weight", &weight);
    free(weight.values);
    free(zero.values);
    free(scale.values);
    return name;
}

/* The bias, whose scale is the product of the input's and the weight's; NULL if they do not fit. */
static const char *real_bias(const struct nn_onnx_file *file, const struct product *product) {
    struct nn_onnx_numbers bias, scale = {0}, input = {0};
    const char *name = NULL;
    bool good = numbers_or_zero(file, product->bias, &bias) &&
                numbers_or_zero(file, product->weight_scale, &scale) &&
                numbers_or_zero(file, product->input_scale, &input) && input.count == 1 &&
                (scale.count == 1 || scale.count == bias.count);
    for (size_t i = 0; good && i < bias.count; i++)
        bias.values[i] *= input.values[0] * scale.values[scale.count > 1 ? i : 0];
    if (good)
        name = add_numbers(file, product, "bias", &bias);
    free(bias.values);
    free(scale.values);
    free(input.values);
    return name;
}

/* A node like this one, of another kind, with other inputs and this output; the graph owns it. */
static Onnx__NodeProto *add_node(const struct nn_onnx_file *file, const Onnx__NodeProto *like,
                                 const char *operator_type, const char *const inputs[3],
                                 const char *output) {
    Onnx__NodeProto node = *like; /* borrows everything */
    Onnx__GraphProto *graph = file->graph;
    node.op_type = (char *)operator_type;
    node.domain = (char *)"";
    node.input = (char **)inputs;
    node.n_input = inputs[2][0] ? 3 : 2;
    node.output = (char **)&output;
    node.n_output = 1;
    size_t size = onnx__node_proto__get_packed_size(&node);
    uint8_t *bytes = malloc(size + 1);
    if (bytes)
        onnx__node_proto__pack(&node, bytes);
    Onnx__NodeProto *made = bytes ? onnx__node_proto__unpack(NULL, size, bytes) : NULL;
    Onnx__NodeProto **grown =
        made ? realloc(graph->node, (graph->n_node + 1) * sizeof(Onnx__NodeProto *)) : NULL;
    free(bytes);
    if (!grown) {
        if (made)
            onnx__node_proto__free_unpacked(made, NULL);
        return NULL;
    }
    graph->node = grown;
    graph->node[graph->n_node++] = made;
    return made;
}

/* Products with rounded results, and where their parts are among the inputs; bias 0: nowhere. The
 * result's scale is followed by its zero point. */
static const struct rounded {
    const char *type, *operator_type;
    size_t bias, scale;
} rounded[] = {
    {"QLinearConv", "Conv", 8, 6},
    {"QLinearMatMul", "MatMul", 0, 6},
    {"QGemm", "Gemm", 6, 7}, /* onnxruntime's own */
};

static const struct rounded *rounded_of(const Onnx__NodeProto *node) {
    for (size_t i = 0; i < sizeof rounded / sizeof *rounded; i++)
        if (node->op_type && strcmp(node->op_type, rounded[i].type) == 0)
            return &rounded[i];
    return NULL;
}

static void take_rounded(const struct rounded *kind, const Onnx__NodeProto *node,
                         struct product *product) {
    bool gemm = strcmp(kind->operator_type, "Gemm") == 0;
    *product = (struct product){
        .node = node,
        .operator_type = kind->operator_type,
        .input = nn_onnx_input(node, 0),
        .input_scale = nn_onnx_input(node, 1),
        .weight = nn_onnx_input(node, 3),
        .weight_scale = nn_onnx_input(node, 4),
        .weight_zero = nn_onnx_input(node, 5),
        .bias = kind->bias ? nn_onnx_input(node, kind->bias) : "",
        .outputs_first = gemm ? nn_onnx_integer(node, "transB", 0) != 0
                              : strcmp(kind->operator_type, "Conv") == 0,
    };
}

static enum nn_status make(const struct nn_onnx_file *file, const struct product *product,
                           const char *output, const Onnx__NodeProto **made, struct nn_error *err) {
    const char *inputs[3] = {product->input, real_weights(file, product), ""};
    if (product->bias[0])
        inputs[2] = real_bias(file, product);
    if (!inputs[1] || !inputs[2])
        return nn_onnx_refuse(file, product->node, err,
                              "has weights, scales and zero points that do not fit together");
    *made = add_node(file, product->node, product->operator_type, inputs, output);
    return *made ? NN_STATUS_OK
                 : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
}

enum nn_status nn_onnx_product_of(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                                  const Onnx__NodeProto **made, const Onnx__NodeProto **rounding,
                                  struct nn_error *err) {
    struct product product = {0};
    const struct rounded *kind = rounded_of(node);
    *made = *rounding = NULL;
    if (kind) {
        const char *parts[3] = {nn_onnx_output(node), nn_onnx_input(node, kind->scale),
                                nn_onnx_input(node, kind->scale + 1)};
        take_rounded(kind, node, &product);
        *rounding = add_node(file, node, "QuantizeLinear", parts, parts[0]);
        if (!*rounding)
            return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
    } else if (!find_product(file, node, &product)) {
        return NN_STATUS_OK;
    }
    return make(file, &product, nn_onnx_output(node), made, err);
}
