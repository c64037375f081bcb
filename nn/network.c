#include "nn/network.h"

#include <stdlib.h>
#include <string.h>

#include "nn/fusion.h"
#include "nn/network_private.h"
#include "nn/rng.h"

enum { MIN_SHARD_IMAGES = 8 };

bool nn_network_is_norm(const struct nn_network *network, int layer) {
    return layer < network->spec.layer_count &&
           network->spec.layers[layer].kind == NN_LAYER_BATCH_NORM;
}

bool nn_network_is_trained(const struct nn_network *network, int layer) {
    const struct nn_tensor *bias =
        nn_parameters_find(&network->parameters, network->spec.layers[layer].index, NN_TENSOR_BIAS);
    return bias && bias->offset < network->parameters.trainable_count;
}

void nn_network_destroy(struct nn_network *network) {
    if (!network)
        return;
    nn_floats_deinit(&network->floats);
    free(network->parts);
    free(network->workers);
    free(network);
}

/* Used beyond its stage: by batch norm, by a dense layer's weight gradient, or by the mark before.
 */
static bool gradient_is_kept(const struct nn_network *network, int layer) {
    enum nn_layer_kind kind = network->spec.layers[layer].kind;
    return kind == NN_LAYER_DENSE || kind == NN_LAYER_BATCH_NORM || kind == NN_LAYER_BRANCH ||
           kind == NN_LAYER_JOIN || layer == network->spec.layer_count - 1;
}

static void create_activations(struct nn_network *network) {
    const struct nn_spec *spec = &network->spec;
    struct nn_floats *floats = &network->floats;
    size_t batch = (size_t)network->max_batch;
    network->activations[0] = nn_floats_add(floats, batch * nn_shape_size(spec->input));
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        size_t size = batch * nn_shape_size(layer->out);
        if (nn_layer_in_place(spec, i))
            network->activations[i + 1] = network->activations[i];
        else if (layer->kind == NN_LAYER_BRANCH)
            network->activations[i + 1] = network->activations[layer->before];
        else
            network->activations[i + 1] = nn_floats_add(floats, size);
        if (layer->pool)
            network->argmax[i] = (uint8_t *)nn_floats_add(floats, size / sizeof(float) + 1);
        if (gradient_is_kept(network, i))
            network->output_gradients[i] = nn_floats_add(floats, size);
    }
}

static void create_layer_memory(struct nn_network *network) {
    struct nn_floats *floats = &network->floats;
    for (int i = 0; i < network->spec.layer_count; i++) {
        const struct nn_layer *layer = &network->spec.layers[i];
        size_t channels = (size_t)layer->in.channels;
        if (nn_network_is_norm(network, i))
            network->norms[i] = (struct nn_batch_norm){
                .sums = nn_floats_add(floats, 2 * NN_MAX_SHARDS * channels),
                .mean = nn_floats_add(floats, channels),
                .inverse_deviation = nn_floats_add(floats, channels),
                .factors = nn_floats_add(floats, 3 * channels),
            };
        size_t forward = nn_layer_forward_weights(layer);
        size_t backward = nn_layer_backward_weights(layer);
        if (forward > 0)
            network->forward_weights[i] = nn_floats_add(floats, forward);
        if (backward > 0 && i > 0)
            network->backward_weights[i] = nn_floats_add(floats, backward);
    }
    network->shard_gradients =
        nn_floats_add(floats, NN_MAX_SHARDS * network->parameters.shared_count);
}

static int images_a_shard(int batch) {
    int images = (batch + NN_MAX_SHARDS - 1) / NN_MAX_SHARDS;
    return images < MIN_SHARD_IMAGES ? MIN_SHARD_IMAGES : images;
}

/* The first layer with something to train, or the layer count. */
static int first_trained(const struct nn_network *network) {
    int layer = 0;
    while (layer < network->spec.layer_count && !nn_network_is_trained(network, layer))
        layer++;
    return layer;
}

static bool create_workers(struct nn_network *network) {
    int count = nn_thread_pool_threads(network->pool);
    size_t images = (size_t)images_a_shard(network->max_batch);
    size_t values = images * nn_layers_values(&network->spec), part = 0;
    for (int i = 0; i < network->part_count; i++)
        part = nn_larger(part, network->parts[i].size);
    network->workers = calloc((size_t)count, sizeof *network->workers);
    if (!network->workers)
        return false;
    for (int i = 0; i < count; i++) {
        struct nn_worker *worker = &network->workers[i];
        worker->scratch = nn_floats_add(&network->floats, nn_layers_scratch(&network->spec, true));
        worker->gradients[0] = nn_floats_add(&network->floats, values);
        worker->gradients[1] = nn_floats_add(&network->floats, values);
        worker->part_gradient = nn_floats_add(&network->floats, part);
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
    network->first_trained = first_trained(network);
    create_activations(network);
    create_layer_memory(network);
    if (!nn_network_create_parts(network) || !create_workers(network) || network->floats.failed) {
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
    network->is_prepared = false;
}

bool nn_network_was_left(const struct nn_network *network) {
    return atomic_load_explicit(&network->left, memory_order_relaxed);
}

float *nn_network_tensor(const struct nn_network *network, float *block, int layer,
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
    if (at->kind == NN_LAYER_BRANCH || at->kind == NN_LAYER_JOIN)
        pass.other = network->activations[at->before] +
                     first * (ptrdiff_t)nn_shape_size(network->spec.layers[at->before].in);
    if (at->kind == NN_LAYER_FORK || at->kind == NN_LAYER_BRANCH)
        pass.dother = network->output_gradients[at->after] +
                      first * (ptrdiff_t)nn_shape_size(network->spec.layers[at->after].out);
    pass.forward_weights = network->forward_weights[layer];
    pass.backward_weights = network->backward_weights[layer];
    pass.argmax = network->argmax[layer] ? network->argmax[layer] + first * out : NULL;
    pass.dropout_key = nn_rng_stream(network->batch->dropout_seed, NN_RNG_DROPOUT, dropout).state;
    pass.training = true;
    return pass;
}

struct nn_loss nn_network_gradient(struct nn_network *network, float *values,
                                   const struct nn_batch *batch, float *gradient,
                                   const struct nn_update *update) {
    network->values = values;
    network->gradient = gradient;
    network->batch = batch;
    network->update = update;
    atomic_store_explicit(&network->left, false, memory_order_relaxed);
    network->shard_images = images_a_shard(batch->count);
    network->shards = (batch->count + network->shard_images - 1) / network->shard_images;

    if (!network->is_prepared)
        nn_thread_pool_run(network->pool, network->part_count, nn_network_prepare_part, network);
    struct nn_loss loss = {0};
    if (!nn_network_run_stages(network))
        return loss;
    nn_thread_pool_run(network->pool, network->part_count, nn_network_finish_part, network);
    network->is_prepared = update != NULL;

    for (int s = 0; s < network->shards; s++) {
        loss.sum += network->shard_losses[s].sum;
        loss.correct += network->shard_losses[s].correct;
        loss.classed += network->shard_losses[s].classed;
    }
    return loss;
}
