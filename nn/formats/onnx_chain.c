#include "nn/formats/onnx_chain.h"

#include <string.h>

#include "nn/formats/onnx_activation.h"
#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_quantized.h"

/* Old files list their weights among the inputs. */
static const Onnx__ValueInfoProto *find_input(const struct nn_onnx_file *file, const char *value) {
    if (nn_onnx_constant(file, value))
        return NULL;
    for (size_t i = 0; i < file->graph->n_input; i++) {
        const Onnx__ValueInfoProto *input = file->graph->input[i];
        if (input->name && strcmp(input->name, value) == 0)
            return input;
    }
    return NULL;
}

/* These take the picture on either side. */
static bool is_arithmetic(const Onnx__NodeProto *node) {
    return nn_onnx_is(node, "Add") || nn_onnx_is(node, "Mul") || nn_onnx_is(node, "Sub") ||
           nn_onnx_is(node, "Div");
}

/* True if two inputs are computed: the way branches, unless both together are an activation. */
static bool branches(const struct nn_onnx_file *file, const Onnx__NodeProto *node) {
    return is_arithmetic(node) && !nn_onnx_constant(file, nn_onnx_input(node, 0)) &&
           !nn_onnx_constant(file, nn_onnx_input(node, 1));
}

/* Says where the way ends: nothing makes the value, or a node's second output does. */
static enum nn_status refuse_value(const struct nn_onnx_file *file, const char *value,
                                   struct nn_error *err) {
    char shown[NN_ONNX_SHOWN];
    const struct nn_onnx_source *source = nn_onnx_index_find(file->index, value);
    nn_onnx_show(shown, value);
    if (source && source->node && source->output > 0)
        return nn_onnx_refuse(file, source->node, err,
                              "gives the network its output number %zu, \"%s\": only a node's "
                              "first output can be followed",
                              source->output + 1, shown);
    return nn_onnx_refuse(file, NULL, err, "no node makes its value \"%s\"", shown);
}

/* Adds the step before the first, which ends with this node, or two if the node does the work of
 * two; *value becomes the one before it. */
static enum nn_status find_step(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                const Onnx__NodeProto *node, const char **value,
                                struct nn_error *err) {
    const Onnx__NodeProto *product, *rounding;
    const char *source;
    enum nn_status status = nn_onnx_product_of(file, node, &product, &rounding, err);
    if (status)
        return status;
    if (rounding)
        chain->steps[--chain->first] = (struct nn_onnx_step){.node = rounding};
    struct nn_onnx_step *step = &chain->steps[--chain->first];
    *step = (struct nn_onnx_step){.node = node};
    if (product) {
        step->node = product;
    } else if (nn_onnx_activation_of(file, node, &source, step->activation)) {
        *value = source;
        return NN_STATUS_OK;
    } else if (branches(file, node)) {
        return nn_onnx_refuse(file, node, err,
                              "joins two branches: only a chain of layers can be read");
    } else if (is_arithmetic(node) && nn_onnx_constant(file, nn_onnx_input(node, 0))) {
        step->input = 1;
    }
    *value = nn_onnx_input(step->node, step->input);
    step->activation[0] = '\0';
    return NN_STATUS_OK;
}

enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                struct nn_error *err) {
    const char *value = file->graph->output[0]->name;
    enum nn_status status = NN_STATUS_OK;
    chain->first = NN_ONNX_CHAIN;
    while (!status && !(chain->input = find_input(file, value))) {
        const Onnx__NodeProto *node = nn_onnx_maker(file, value);
        if (!node)
            return refuse_value(file, value, err);
        if (chain->first < 2)
            return nn_onnx_refuse(file, NULL, err, "more than %d nodes follow one another",
                                  NN_ONNX_CHAIN);
        status = find_step(chain, file, node, &value, err);
    }
    return status;
}
