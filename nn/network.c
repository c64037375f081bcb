#include "nn/network.h"

#include <stdlib.h>
#include <string.h>

#include "nn/fusion.h"
#include "nn/network_private.h"

enum { MIN_SHARD_IMAGES = 8, PART_ROWS = 128 };

void nn_network_destroy(struct nn_network *network) {
    if (!network)
        return;
    nn_floats_deinit(&network->floats);
    free(network->parts);
    free(network->workers);
    free(network);
}

/* Used beyond its stage: by batch norm and by a dense layer's weight gradient. */
static bool gradient_is_kept(const struct nn_network *network, int layer) {
    return network->spec.layers[layer].kind == NN_LAYER_DENSE ||
           nn_network_is_norm(network, layer) || layer == network->spec.layer_count - 1;
}

static void create_activations(struct nn_network *network) {
    const struct nn_spec *spec = &network->spec;
    struct nn_floats *floats = &network->floats;
    size_t batch = (size_t)network->max_batch;
    network->activations[0] = nn_floats_add(floats, batch * nn_shape_size(spec->input));
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        size_t size = batch * nn_shape_size(layer->out);
        network->activations[i + 1] =
            nn_layer_in_place(layer) ? network->activations[i] : nn_floats_add(floats, size);
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
        size_t weights = (size_t)nn_layer_weight_rows(layer) * (size_t)layer->out.channels;
        if (weights > 0 && i > 0)
            network->transposed_weights[i] = nn_floats_add(floats, weights);
    }
    network->shard_gradients =
        nn_floats_add(floats, NN_MAX_SHARDS * network->parameters.shared_count);
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
        worker->scratch = nn_floats_add(&network->floats, nn_layers_scratch(&network->spec, true));
        worker->gradients[0] = nn_floats_add(&network->floats, values);
        worker->gradients[1] = nn_floats_add(&network->floats, values);
    }
    return true;
}

static void add_parts(struct nn_network *network, int layer, enum nn_tensor_role role) {
    const struct nn_layer *at = &network->spec.layers[layer];
    const struct nn_tensor *tensor = nn_parameters_find(&network->parameters, at->index, role);
    if (!tensor)
        return;
    int rows =
        role == NN_TENSOR_WEIGHT && at->kind != NN_LAYER_BATCH_NORM ? nn_layer_weight_rows(at) : 1;
    size_t row = tensor->size / (size_t)rows;
    for (int first = 0; first < rows; first += PART_ROWS) {
        int count = rows - first < PART_ROWS ? rows - first : PART_ROWS;
        network->parts[network->part_count++] = (struct nn_network_part){
            tensor, layer, first, count, tensor->offset + (size_t)first * row, (size_t)count * row};
    }
}

/* Cuts everything trainable into parts. */
static bool create_parts(struct nn_network *network) {
    /* Only a tensor's last part can have fewer floats than PART_ROWS. */
    size_t tensors = (size_t)network->parameters.tensor_count;
    size_t most = network->parameters.trainable_count / PART_ROWS + tensors;
    network->parts = malloc(most * sizeof *network->parts + 1);
    for (int i = 0; i < network->spec.layer_count && network->parts; i++) {
        add_parts(network, i, NN_TENSOR_WEIGHT);
        add_parts(network, i, NN_TENSOR_BIAS);
    }
    return network->parts != NULL;
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
    create_activations(network);
    create_layer_memory(network);
    if (!create_workers(network) || !create_parts(network) || network->floats.failed) {
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
    if (part->offset >= network->parameters.shared_count) /* a dense weight */
        dense_rows(network, part);
    else
        reduce(network, part->offset, part->size);
    if (!network->update)
        return;
    network->update->function(network->update->context, part->offset, part->size);
    transpose_part(network, part);
}

static void transpose_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    transpose_part(network, &network->parts[piece]);
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
        nn_thread_pool_run(network->pool, network->part_count, transpose_piece, network);
    nn_network_run_stages(network);
    nn_thread_pool_run(network->pool, network->part_count, finish_piece, network);
    network->transposed_is_current = update != NULL;

    struct nn_loss loss = {0};
    for (int s = 0; s < network->shards; s++) {
        loss.sum += network->shard_losses[s].sum;
        loss.correct += network->shard_losses[s].correct;
        loss.classed += network->shard_losses[s].classed;
    }
    return loss;
}
