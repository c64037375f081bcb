#include "nn/formats/onnx_quantized.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/onnx_fold.h"

/* scaled = Cast(product) * (input scale * weight scale), in any order. */
struct product {
    const Onnx__NodeProto *node; /* ConvInteger or MatMulInteger */
    const char *input;           /* before it was rounded */
    const char *weight_scale;    /* times the input's, if that is a number */
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
        product->input = nn_onnx_input(quantizer, 0);
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

/* The weights as floats, one scale and zero point for all or for each output; NULL if they do not
 * fit together. */
static const Onnx__TensorProto *real_weights(const struct nn_onnx_file *file,
                                             const struct product *product) {
    char name[256];
    struct nn_onnx_numbers weight, zero = {0}, scale = {0};
    const Onnx__TensorProto *tensor = NULL;
    bool conv = nn_onnx_is(product->node, "ConvInteger");
    bool good = numbers_or_zero(file, nn_onnx_input(product->node, 1), &weight) &&
                weight.rank >= 2 && numbers_or_zero(file, nn_onnx_input(product->node, 3), &zero) &&
                numbers_or_zero(file, product->weight_scale, &scale);
    size_t outputs = good ? (size_t)weight.sides[conv ? 0 : weight.rank - 1] : 1;
    good = good && (zero.count == 1 || zero.count == outputs) &&
           (scale.count == 1 || scale.count == outputs);
    for (size_t i = 0; good && i < weight.count; i++) {
        size_t output = conv ? i / (weight.count / outputs) : i % outputs;
        weight.values[i] = (weight.values[i] - zero.values[zero.count > 1 ? output : 0]) *
                           scale.values[scale.count > 1 ? output : 0];
    }
    weight.integer = false;
    snprintf(name, sizeof name, "%.200s as numbers", nn_onnx_output(product->node));
    if (good)
        tensor = nn_onnx_add_tensor(file, name, &weight);
    if (tensor && !nn_onnx_index_add(file->index, (Onnx__TensorProto *)tensor))
        tensor = NULL;
    free(weight.values);
    free(zero.values);
    free(scale.values);
    return tensor;
}

/* A copy of the product's node with other inputs; the graph owns it. */
static Onnx__NodeProto *add_node(const struct nn_onnx_file *file, const struct product *product,
                                 const char *weight, const char *output) {
    Onnx__NodeProto node = *product->node; /* borrows everything */
    Onnx__GraphProto *graph = file->graph;
    char *inputs[] = {(char *)product->input, (char *)weight}, *outputs[] = {(char *)output};
    node.op_type = nn_onnx_is(product->node, "ConvInteger") ? "Conv" : "MatMul";
    node.input = inputs;
    node.n_input = 2;
    node.output = outputs;
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

enum nn_status nn_onnx_product_of(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                                  const Onnx__NodeProto **made, struct nn_error *err) {
    struct product product = {0};
    *made = NULL;
    if (!find_product(file, node, &product))
        return NN_STATUS_OK;
    const Onnx__TensorProto *weight = real_weights(file, &product);
    if (!weight)
        return nn_onnx_refuse(file, product.node, err,
                              "has weights, scales and zero points that do not fit together");
    *made = add_node(file, &product, weight->name, nn_onnx_output(node));
    return *made ? NN_STATUS_OK
                 : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", file->name);
}
