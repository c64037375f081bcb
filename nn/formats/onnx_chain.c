#include "nn/formats/onnx_chain.h"

#include <string.h>

#include "nn/formats/onnx_constants.h"

size_t nn_onnx_data_input(const struct nn_onnx_file *file, const Onnx__NodeProto *node) {
    return nn_onnx_is(node, "Add") && nn_onnx_constant(file, nn_onnx_input(node, 0)) ? 1 : 0;
}

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

static void reverse(struct nn_onnx_chain *chain) {
    for (int i = 0, j = chain->count - 1; i < j; i++, j--) {
        const Onnx__NodeProto *swapped = chain->nodes[i];
        chain->nodes[i] = chain->nodes[j];
        chain->nodes[j] = swapped;
    }
}

enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                struct nn_error *err) {
    const char *value = file->graph->output[0]->name;
    chain->count = 0;
    while (!(chain->input = find_input(file, value))) {
        const Onnx__NodeProto *node = nn_onnx_maker(file, value);
        if (!node) {
            char shown[NN_ONNX_SHOWN];
            nn_onnx_show(shown, value);
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s cannot be used: no node makes its value \"%s\"", file->name,
                                shown);
        }
        if (chain->count == NN_ONNX_CHAIN)
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "%s cannot be used: more than %d nodes follow one another",
                                file->name, NN_ONNX_CHAIN);
        chain->nodes[chain->count++] = node;
        value = nn_onnx_input(node, nn_onnx_data_input(file, node));
    }
    reverse(chain);
    return NN_STATUS_OK;
}
