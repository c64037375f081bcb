#include "nn/network.h"

#include <stdlib.h>

#include "nn/fusion.h"
#include "nn/network_private.h"

enum { MIN_SHARD_IMAGES = 8 };

static float *allocate(struct nn_network *network, size_t count) {
    if (network->block_count == network->block_capacity) {
        int capacity = network->block_capacity ? 2 * network->block_capacity : 64;
        float **blocks = realloc(network->blocks, (size_t)capacity * sizeof *blocks);
        if (!blocks)
            return NULL;
        network->blocks = blocks;
        network->block_capacity = capacity;
    }
    float *block = nn_floats_create(count);
    if (block)
        network->blocks[network->block_count++] = block;
    return block;
}

void nn_network_destroy(struct nn_network *network) {
    if (!network)
        return;
    for (int i = 0; i < network->block_count; i++)
        free(network->blocks[i]);
    for (int i = 0; i < network->spec.layer_count; i++)
        free(network->argmax[i]);
    free(network->parts);
    free(network->blocks);
    free(network->workers);
    free(network);
}

/* Used beyond its stage: by batch norm and by a dense layer's weight gradient. */
static bool gradient_is_kept(const struct nn_network *network, int layer) {
    return network->spec.layers[layer].kind == NN_LAYER_DENSE ||
           nn_network_is_norm(network, layer) || layer == network->spec.layer_count - 1;
}

static bool create_activations(struct nn_network *network) {
    const struct nn_spec *spec = &network->spec;
    size_t batch = (size_t)network->max_batch;
    network->activations[0] = allocate(network, batch * nn_shape_size(spec->input));
    if (!network->activations[0])
        return false;
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        size_t size = batch * nn_shape_size(layer->out);
        network->activations[i + 1] =
            nn_layer_in_place(layer) ? network->activations[i] : allocate(network, size);
        if (!network->activations[i + 1])
            return false;
        if (layer->pool && !(network->argmax[i] = malloc(size)))
            return false;
        if (gradient_is_kept(network, i)) {
            network->output_gradients[i] = allocate(network, size);
            if (!network->output_gradients[i])
                return false;
        }
    }
    return true;
}

static bool create_layer_memory(struct nn_network *network) {
    for (int i = 0; i < network->spec.layer_count; i++) {
        const struct nn_layer *layer = &network->spec.layers[i];
        if (layer->kind == NN_LAYER_BATCH_NORM) {
            size_t channels = (size_t)layer->in.channels;
            float *block = allocate(network, (2 * NN_MAX_SHARDS + 5) * channels);
            if (!block)
                return false;
            network->norms[i].sums = block;
            network->norms[i].factors = block + 2 * NN_MAX_SHARDS * channels;
            network->norms[i].statistics.mean = network->norms[i].factors + 3 * channels;
            network->norms[i].statistics.inverse_deviation =
                network->norms[i].statistics.mean + channels;
        }
        const struct nn_tensor *weight = nn_network_tensor(network, i, NN_TENSOR_WEIGHT);
        if (weight && layer->kind != NN_LAYER_BATCH_NORM && i > 0) {
            network->transposed_weights[i] = allocate(network, weight->size);
            if (!network->transposed_weights[i])
                return false;
        }
    }
    network->shard_gradients = allocate(network, NN_MAX_SHARDS * network->parameters.shared_count);
    return network->shard_gradients != NULL;
}

static int images_a_shard(int batch) {
    int images = (batch + NN_MAX_SHARDS - 1) / NN_MAX_SHARDS;
    return images < MIN_SHARD_IMAGES ? MIN_SHARD_IMAGES : images;
}

static bool create_workers(struct nn_network *network) {
    int count = nn_thread_pool_threads(network->pool);
    size_t images = (size_t)images_a_shard(network->max_batch);
    size_t values = images * nn_layers_values(&network->spec);
    network->workers = calloc((size_t)count, sizeof *network->workers);
    if (!network->workers)
        return false;
    for (int i = 0; i < count; i++) {
        struct nn_network_worker *worker = &network->workers[i];
        worker->scratch = allocate(network, nn_layers_scratch(&network->spec, true));
        worker->gradients[0] = allocate(network, values);
        worker->gradients[1] = allocate(network, values);
        if (!worker->scratch || !worker->gradients[0] || !worker->gradients[1])
            return false;
    }
    return true;
}

enum nn_status nn_network_create(struct nn_network **out, const struct nn_spec *spec, int max_batch,
                                 struct nn_thread_pool *pool, const struct nn_kernels *kernels,
                                 struct nn_error *err) {
    struct nn_network *network = calloc(1, sizeof *network);
    if (!network)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to train a network");
    nn_spec_fuse(&network->spec, spec);
    network->parameters = nn_parameters_of(spec);
    network->pool = pool;
    network->kernels = kernels;
    network->max_batch = max_batch;
    if (!create_activations(network) || !create_layer_memory(network) || !create_workers(network) ||
        !nn_network_create_parts(network)) {
        nn_network_destroy(network);
        return nn_error_set(err, NN_STATUS_NO_MEMORY,
                            "not enough memory to train %.80s with batches of %d: try a smaller "
                            "batch",
                            spec->text, max_batch);
    }
    *out = network;
    return NN_STATUS_OK;
}

const struct nn_parameters *nn_network_parameters(const struct nn_network *network) {
    return &network->parameters;
}

void nn_network_weights_changed(struct nn_network *network) {
    network->transposed_is_current = false;
}

struct nn_loss nn_network_gradient(struct nn_network *network, float *values,
                                   const struct nn_batch *batch, float *gradient,
                                   const struct nn_update *update) {
    network->values = values;
    network->gradient = gradient;
    network->batch = batch;
    network->update = update;
    network->shard_images = images_a_shard(batch->count);
    network->shards = (batch->count + network->shard_images - 1) / network->shard_images;

    if (!network->transposed_is_current)
        nn_network_transpose_weights(network);
    nn_network_run_stages(network);
    nn_network_finish_gradient(network);
    network->transposed_is_current = update != NULL;

    struct nn_loss loss = {0};
    for (int s = 0; s < network->shards; s++) {
        loss.sum += network->shard_losses[s].sum;
        loss.correct += network->shard_losses[s].correct;
        loss.classed += network->shard_losses[s].classed;
    }
    return loss;
}
