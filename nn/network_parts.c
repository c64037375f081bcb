/* The gradient of the weights, part by part. Each part is computed, applied and transposed on one
 * thread while it is in that thread's cache. */
#include <stdlib.h>
#include <string.h>

#include "nn/network_private.h"

enum { PART_ROWS = 128 };

static bool has_rows(const struct nn_layer *layer, const struct nn_tensor *tensor) {
    return tensor->role == NN_TENSOR_WEIGHT && nn_layer_weight_rows(layer) > 0;
}

/* Cuts everything trainable into parts; returns their number. parts may be NULL, to count only. */
static int cut(const struct nn_network *network, struct nn_network_part *parts) {
    int count = 0;
    for (int i = 0; i < 2 * network->spec.layer_count; i++) {
        const struct nn_layer *layer = &network->spec.layers[i / 2];
        const struct nn_tensor *tensor = nn_parameters_find(
            &network->parameters, layer->index, i % 2 ? NN_TENSOR_BIAS : NN_TENSOR_WEIGHT);
        if (!tensor)
            continue;
        int rows = has_rows(layer, tensor) ? nn_layer_weight_rows(layer) : 1;
        for (int first = 0; first < rows; first += PART_ROWS, count++) {
            int part_rows = rows - first < PART_ROWS ? rows - first : PART_ROWS;
            if (parts)
                parts[count] = (struct nn_network_part){tensor, i / 2, first, part_rows};
        }
    }
    return count;
}

bool nn_network_create_parts(struct nn_network *network) {
    network->part_count = cut(network, NULL);
    network->parts = malloc((size_t)network->part_count * sizeof *network->parts + 1);
    if (network->parts)
        cut(network, network->parts);
    return network->parts != NULL;
}

static void transpose_part(struct nn_network *network, const struct nn_network_part *part) {
    if (part->tensor->role == NN_TENSOR_WEIGHT && network->transposed_weights[part->layer])
        nn_layer_transpose_weights(network->kernels, &network->spec.layers[part->layer],
                                   network->values + part->tensor->offset,
                                   network->transposed_weights[part->layer], part->first,
                                   part->rows);
}

/* Sums the shards' gradients in order. */
static void reduce(struct nn_network *network, size_t first, size_t count) {
    size_t shared = network->parameters.shared_count;
    float *sum = network->gradient + first;
    memcpy(sum, network->shard_gradients + first, count * sizeof *sum);
    for (int s = 1; s < network->shards; s++)
        network->kernels->add_scaled(sum, network->shard_gradients + (size_t)s * shared + first, 1,
                                     count);
}

static void dense_rows(struct nn_network *network, const struct nn_network_part *part) {
    struct nn_pass pass = nn_network_pass(network, part->layer, 0, network->batch->count);
    pass.dy = network->output_gradients[part->layer];
    pass.dweight = network->gradient + part->tensor->offset;
    nn_dense_weight_gradient(&pass, part->first, part->rows);
}

static void finish_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    const struct nn_network_part *part = &network->parts[piece];
    const struct nn_layer *layer = &network->spec.layers[part->layer];
    const struct nn_tensor *tensor = part->tensor;
    bool by_rows = has_rows(layer, tensor);
    size_t row = by_rows ? (size_t)layer->out.channels : tensor->size;
    size_t first = tensor->offset + (size_t)part->first * row, count = (size_t)part->rows * row;
    (void)worker;
    if (by_rows && layer->kind == NN_LAYER_DENSE)
        dense_rows(network, part);
    else
        reduce(network, first, count);
    if (!network->update)
        return;
    network->update->function(network->update->context, first, count);
    transpose_part(network, part);
}

static void transpose_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    (void)worker;
    transpose_part(network, &network->parts[piece]);
}

void nn_network_transpose_weights(struct nn_network *network) {
    nn_thread_pool_run(network->pool, network->part_count, transpose_piece, network);
}

void nn_network_finish_gradient(struct nn_network *network) {
    nn_thread_pool_run(network->pool, network->part_count, finish_piece, network);
}
