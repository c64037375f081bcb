#include <stdlib.h>
#include <string.h>

#include "nn/network_private.h"

enum { PART_ROWS = 128 };

static void add_parts(struct nn_network *network, int layer, enum nn_tensor_role role) {
    const struct nn_layer *at = &network->spec.layers[layer];
    const struct nn_tensor *tensor = nn_parameters_find(&network->parameters, at->index, role);
    if (!tensor || tensor->offset >= network->parameters.trainable_count)
        return;
    bool is_matrix = role == NN_TENSOR_WEIGHT && at->kind != NN_LAYER_BATCH_NORM;
    int channels = is_matrix ? nn_layer_weight_inputs(at) : 1;
    int taps = is_matrix ? nn_layer_weight_rows(at) / channels : 1;
    int most = taps < PART_ROWS ? PART_ROWS / taps : 1;
    if (most >= channels) { /* the taps of all channels lie side by side */
        network->parts[network->part_count++] =
            (struct nn_part){tensor, layer, 0, channels, 1, tensor->offset, tensor->size, 0};
        return;
    }
    size_t apart = tensor->size / (size_t)taps, row = apart / (size_t)channels;
    for (int first = 0; first < channels; first += most) {
        int count = channels - first < most ? channels - first : most;
        network->parts[network->part_count++] =
            (struct nn_part){tensor,
                             layer,
                             first,
                             count,
                             taps,
                             tensor->offset + (size_t)first * row,
                             (size_t)count * row,
                             apart};
    }
}

bool nn_network_create_parts(struct nn_network *network) {
    /* Only a tensor's last part can have fewer floats than PART_ROWS / 2. */
    size_t tensors = (size_t)network->parameters.tensor_count;
    size_t most = network->parameters.trainable_count / (PART_ROWS / 2) + tensors;
    network->parts = malloc(most * sizeof *network->parts + 1);
    for (int i = 0; i < network->spec.layer_count && network->parts; i++) {
        add_parts(network, i, NN_TENSOR_WEIGHT);
        add_parts(network, i, NN_TENSOR_BIAS);
    }
    return network->parts != NULL;
}

void nn_network_prepare_part(void *context, int piece, int worker) {
    struct nn_network *network = context;
    const struct nn_part *part = &network->parts[piece];
    const struct nn_layer *layer = &network->spec.layers[part->layer];
    const float *weight = network->values + part->tensor->offset;
    float *forward = network->forward_weights[part->layer];
    float *backward = network->backward_weights[part->layer];
    if (part->tensor->role != NN_TENSOR_WEIGHT)
        return;
    if (forward)
        nn_layer_prepare_forward(network->kernels, layer, weight, forward, part->first,
                                 part->count);
    if (backward)
        nn_layer_prepare_backward(network->kernels, layer, weight, forward, backward, part->first,
                                  part->count);
}

/* Sums the shards' gradients in order. */
static void reduce(struct nn_network *network, size_t first, size_t count, float *sum) {
    size_t shared = network->parameters.shared_count;
    memcpy(sum, network->shard_gradients + first, count * sizeof *sum);
    for (int s = 1; s < network->shards; s++)
        network->kernels->add_scaled(sum, network->shard_gradients + (size_t)s * shared + first, 1,
                                     count);
}

static void dense_rows(struct nn_network *network, const struct nn_part *part, float *gradient) {
    struct nn_pass pass = nn_network_pass(network, part->layer, 0, network->batch->count);
    pass.dy = network->output_gradients[part->layer];
    pass.dweight = gradient;
    nn_dense_weight_gradient(&pass, part->first, part->count);
}

void nn_network_finish_part(void *context, int piece, int worker) {
    struct nn_network *network = context;
    const struct nn_part *part = &network->parts[piece];
    float *gradient = network->workers[worker].part_gradient;
    for (int tap = 0; tap < part->taps; tap++) {
        size_t offset = part->offset + (size_t)tap * part->apart;
        if (offset >= network->parameters.shared_count) /* a dense weight */
            dense_rows(network, part, gradient);
        else
            reduce(network, offset, part->size, gradient);
        if (network->gradient)
            memcpy(network->gradient + offset, gradient, part->size * sizeof *gradient);
        if (network->update)
            network->update->function(network->update->context, offset, gradient, part->size);
    }
    if (network->update)
        nn_network_prepare_part(network, piece, worker);
}
