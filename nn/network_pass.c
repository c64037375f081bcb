/* The tensors of one layer of a network in training, and its part of the batch. */
#include "nn/network_private.h"
#include "nn/rng.h"

bool nn_network_is_norm(const struct nn_network *network, int layer) {
    return layer < network->spec.layer_count &&
           network->spec.layers[layer].kind == NN_LAYER_BATCH_NORM;
}

float *nn_network_tensor_in(const struct nn_network *network, float *block, int layer,
                            enum nn_tensor_role role) {
    return nn_parameters_at(&network->parameters, block, network->spec.layers[layer].index, role);
}

struct nn_pass nn_network_pass(struct nn_network *network, int layer, int first, int count) {
    const struct nn_layer *at = &network->spec.layers[layer];
    ptrdiff_t in = (ptrdiff_t)nn_shape_size(at->in), out = (ptrdiff_t)nn_shape_size(at->out);
    uint64_t dropout = network->batch->step * NN_MAX_LAYERS + (uint64_t)at->index;
    struct nn_pass pass =
        nn_layer_pass(network->kernels, at, &network->parameters, network->values);
    pass.count = count;
    pass.first = first;
    pass.x = network->activations[layer] + first * in;
    pass.y = network->activations[layer + 1] + first * out;
    pass.transposed_weights = network->transposed_weights[layer];
    pass.argmax = network->argmax[layer] ? network->argmax[layer] + first * out : NULL;
    pass.dropout_key = nn_rng_stream(network->batch->dropout_seed, NN_RNG_DROPOUT, dropout).state;
    pass.training = true;
    return pass;
}
