#include "nn/network.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "nn/fusion.h"
#include "nn/layers/batch_norm.h"
#include "nn/rng.h"

enum { MAX_SHARDS = 16, MIN_SHARD_IMAGES = 8, PART_ROWS = 128 };

/* The memory of one thread. */
struct worker {
    float *scratch;       /* for the layers */
    float *gradients[2];  /* of activations, alternating, for one shard */
    float *part_gradient; /* of one tap of one part's weights */
};

/* Parameters whose gradient is computed, applied and prepared for the next step in one go: those of
 * some input channels in each tap of a convolution's or dense layer's weight [taps,IC,OC], or
 * another whole tensor. */
struct part {
    const struct nn_tensor *tensor;
    int layer;        /* in the fused spec */
    int first, count; /* input channels */
    int taps;
    size_t offset, size, apart; /* floats: tap 0 in the block, one tap's, from tap to tap */
};

struct nn_network {
    struct nn_spec spec; /* fused */
    struct nn_parameters parameters;
    const struct nn_kernels *kernels;
    struct nn_thread_pool *pool;
    int max_batch, shard_images; /* shard_images: in the current batch */
    int first_trained;           /* layer that has something to train; none before it does */

    /* For layer i and the whole batch: its input, and the gradient of its output if that is used
     * beyond its stage (else NULL). Pointers are equal where a layer works in place. */
    float *activations[NN_MAX_LAYERS + 1];
    float *output_gradients[NN_MAX_LAYERS];
    /* See nn_layer_prepare_forward; NULL where there are none. */
    float *forward_weights[NN_MAX_LAYERS], *backward_weights[NN_MAX_LAYERS];
    bool is_prepared;               /* they match the weights */
    uint8_t *argmax[NN_MAX_LAYERS]; /* of fused pooling, for the whole batch; see kernels.h */

    struct nn_batch_norm norms[NN_MAX_LAYERS];

    float *shard_gradients; /* [shards, shared_count] */
    struct part *parts;     /* of everything trainable, each once */
    int part_count;
    struct nn_loss shard_losses[MAX_SHARDS];
    struct worker *workers;
    struct nn_floats floats; /* the memory of all arrays above */

    /* The current call. */
    float *values, *gradient; /* gradient may be NULL */
    const struct nn_batch *batch;
    const struct nn_update *update; /* may be NULL */
    int shards, first, end;         /* end: one past the stage's last layer */
    atomic_bool left;               /* the batch is to be left */
};

static bool is_norm(const struct nn_network *network, int layer) {
    return layer < network->spec.layer_count &&
           network->spec.layers[layer].kind == NN_LAYER_BATCH_NORM;
}

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
    return network->spec.layers[layer].kind == NN_LAYER_DENSE || is_norm(network, layer) ||
           layer == network->spec.layer_count - 1;
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
        if (is_norm(network, i))
            network->norms[i] = (struct nn_batch_norm){
                .sums = nn_floats_add(floats, 2 * MAX_SHARDS * channels),
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
    network->shard_gradients = nn_floats_add(floats, MAX_SHARDS * network->parameters.shared_count);
}

static int images_a_shard(int batch) {
    int images = (batch + MAX_SHARDS - 1) / MAX_SHARDS;
    return images < MIN_SHARD_IMAGES ? MIN_SHARD_IMAGES : images;
}

static bool is_trained(const struct nn_network *network, int layer) {
    const struct nn_tensor *bias =
        nn_parameters_find(&network->parameters, network->spec.layers[layer].index, NN_TENSOR_BIAS);
    return bias && bias->offset < network->parameters.trainable_count;
}

/* The first layer with something to train, or the layer count. */
static int first_trained(const struct nn_network *network) {
    int layer = 0;
    while (layer < network->spec.layer_count && !is_trained(network, layer))
        layer++;
    return layer;
}

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
            (struct part){tensor, layer, 0, channels, 1, tensor->offset, tensor->size, 0};
        return;
    }
    size_t apart = tensor->size / (size_t)taps, row = apart / (size_t)channels;
    for (int first = 0; first < channels; first += most) {
        int count = channels - first < most ? channels - first : most;
        network->parts[network->part_count++] = (struct part){tensor,
                                                              layer,
                                                              first,
                                                              count,
                                                              taps,
                                                              tensor->offset + (size_t)first * row,
                                                              (size_t)count * row,
                                                              apart};
    }
}

/* Cuts everything trainable into parts. */
static bool create_parts(struct nn_network *network) {
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
        struct worker *worker = &network->workers[i];
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
    if (!create_parts(network) || !create_workers(network) || network->floats.failed) {
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

static bool is_left(struct nn_network *network) {
    const struct nn_batch *batch = network->batch;
    if (!nn_network_was_left(network) && batch->stop && batch->stop(batch->context))
        atomic_store_explicit(&network->left, true, memory_order_relaxed);
    return nn_network_was_left(network);
}

static float *tensor_in(const struct nn_network *network, float *block, int layer,
                        enum nn_tensor_role role) {
    return nn_parameters_at(&network->parameters, block, network->spec.layers[layer].index, role);
}

/* A pass over `count` images of the batch from `first` on, without gradients. */
static struct nn_pass pass_of(struct nn_network *network, int layer, int first, int count) {
    const struct nn_layer *at = &network->spec.layers[layer];
    ptrdiff_t in = (ptrdiff_t)nn_shape_size(at->in), out = (ptrdiff_t)nn_shape_size(at->out);
    uint64_t dropout = network->batch->step * NN_MAX_LAYERS + (uint64_t)at->index;
    struct nn_pass pass =
        nn_layer_pass(network->kernels, at, &network->parameters, network->values);
    pass.count = count;
    pass.first = first;
    pass.x = network->activations[layer] + first * in;
    pass.y = network->activations[layer + 1] + first * out;
    pass.forward_weights = network->forward_weights[layer];
    pass.backward_weights = network->backward_weights[layer];
    pass.argmax = network->argmax[layer] ? network->argmax[layer] + first * out : NULL;
    pass.dropout_key = nn_rng_stream(network->batch->dropout_seed, NN_RNG_DROPOUT, dropout).state;
    pass.training = true;
    return pass;
}

static struct nn_pass shard_pass(struct nn_network *network, int layer, int shard, int worker) {
    int first = shard * network->shard_images, left = network->batch->count - first;
    int count = left < network->shard_images ? left : network->shard_images;
    struct nn_pass pass = pass_of(network, layer, first, count);
    float *gradients = network->shard_gradients + (size_t)shard * network->parameters.shared_count;
    bool trained = is_trained(network, layer);
    if (trained && network->spec.layers[layer].kind != NN_LAYER_DENSE)
        pass.dweight = tensor_in(network, gradients, layer, NN_TENSOR_WEIGHT);
    if (trained)
        pass.dbias = tensor_in(network, gradients, layer, NN_TENSOR_BIAS);
    pass.scratch = network->workers[worker].scratch;
    return pass;
}

/* This shard's gradient of a layer's output: kept for the batch, or in the buffer not taken. */
static float *gradient_at(struct nn_network *network, int layer, const struct nn_pass *pass,
                          int worker, const float *taken) {
    float *kept = network->output_gradients[layer];
    if (kept)
        return kept +
               (ptrdiff_t)pass->first * (ptrdiff_t)nn_shape_size(network->spec.layers[layer].out);
    float *const *own = network->workers[worker].gradients;
    return own[0] == taken ? own[1] : own[0];
}

/* Prepares a shard for its first layer: loads its images and zeroes its gradients. */
static void begin_shard(struct nn_network *network, int shard, int worker) {
    size_t size = nn_shape_size(network->spec.input), shared = network->parameters.shared_count;
    struct nn_pass pass = shard_pass(network, 0, shard, worker);
    for (int i = pass.first; i < pass.first + pass.count; i++)
        network->batch->image(network->batch->context, i,
                              network->activations[0] + (size_t)i * size);
    memset(network->shard_gradients + (size_t)shard * shared, 0, shared * sizeof(float));
}

static void forward_shard(struct nn_network *network, int shard, int worker) {
    for (int i = network->first; i < network->end && !is_left(network); i++) {
        struct nn_pass pass = shard_pass(network, i, shard, worker);
        if (is_norm(network, i))
            nn_batch_norm_apply(&pass, &network->norms[i]);
        else
            nn_layer_forward(&pass);
    }
    if (is_norm(network, network->end)) {
        struct nn_pass pass = shard_pass(network, network->end, shard, worker);
        nn_batch_norm_sums(&pass, pass.x, &network->norms[network->end], shard);
    }
}

static void loss_of_shard(struct nn_network *network, int shard, int worker) {
    int last = network->spec.layer_count - 1;
    int classes = (int)nn_shape_size(network->spec.output);
    struct nn_pass pass = shard_pass(network, last, shard, worker);
    const struct nn_batch *batch = network->batch;
    network->shard_losses[shard] = nn_cross_entropy(
        pass.y, batch->labels + pass.first, pass.count, classes, batch->label_smoothing,
        1 / (float)batch->count, network->output_gradients[last] + (ptrdiff_t)pass.first * classes);
}

/* Applies the gradient of a fused relu: 0 where the output is 0. */
static void mask_gradient(const struct nn_pass *pass, float *dy) {
    if (pass->layer->relu)
        pass->kernels->relu_backward(dy, dy, pass->y,
                                     (size_t)pass->count * nn_shape_size(pass->layer->out));
}

/* Runs one layer backward; dy is the gradient of its output. Returns that of its input, or NULL if
 * nothing before it is trained. */
static float *backward_layer(struct nn_network *network, int layer, struct nn_pass *pass,
                             int worker, float *dy) {
    bool in_place = nn_layer_in_place(pass->layer) || is_norm(network, layer);
    pass->dy = dy;
    int first = network->first_trained;
    if (layer < first || (layer == first && is_norm(network, layer)))
        return NULL;
    if (layer == first)
        pass->dx = NULL;
    else if (in_place && !network->output_gradients[layer - 1])
        pass->dx = dy;
    else
        pass->dx = gradient_at(network, layer - 1, pass, worker, dy);
    if (is_norm(network, layer)) {
        nn_batch_norm_gradient_apply(pass, &network->norms[layer]);
    } else {
        mask_gradient(pass, dy);
        nn_layer_backward(pass);
    }
    return pass->dx;
}

/* From the layer after the stage (a batch norm's elementwise part, or the loss) back to its first,
 * or to the sums of the batch norm at which the stage begins. */
static void backward_shard(void *context, int shard, int worker) {
    struct nn_network *network = context;
    int from = is_norm(network, network->end) ? network->end : network->end - 1;
    struct nn_pass pass = shard_pass(network, from, shard, worker);
    float *dy = gradient_at(network, from, &pass, worker, NULL);
    for (int i = from; i >= network->first && !is_left(network); i--) {
        pass = shard_pass(network, i, shard, worker);
        if (i == network->first && is_norm(network, i)) {
            mask_gradient(&pass, dy);
            nn_batch_norm_sums(&pass, dy, &network->norms[i], shard);
        } else {
            dy = backward_layer(network, i, &pass, worker, dy);
        }
    }
}

static void forward_piece(void *context, int shard, int worker) {
    struct nn_network *network = context;
    if (is_left(network))
        return;
    if (network->first == 0)
        begin_shard(network, shard, worker);
    forward_shard(network, shard, worker);
    if (network->end == network->spec.layer_count) {
        loss_of_shard(network, shard, worker);
        backward_shard(network, shard, worker);
    }
}

static void combine_forward(struct nn_network *network, int layer) {
    nn_batch_norm_combine(&network->spec.layers[layer], &network->norms[layer],
                          network->batch->count, network->shards,
                          tensor_in(network, network->values, layer, NN_TENSOR_RUNNING_MEAN),
                          tensor_in(network, network->values, layer, NN_TENSOR_RUNNING_VARIANCE));
}

/* A batch norm's own gradients need no sum over shards afterwards: they go to the first shard. */
static void combine_backward(struct nn_network *network, int layer) {
    struct nn_pass pass = shard_pass(network, layer, 0, 0);
    nn_batch_norm_gradient_combine(&pass, &network->norms[layer], network->batch->count,
                                   network->shards);
}

static int next_norm(const struct nn_network *network, int after) {
    int layer = after + 1;
    while (layer < network->spec.layer_count && !is_norm(network, layer))
        layer++;
    return layer;
}

/* Runs the batch forward and backward; leaves each shard's losses and sums of gradients. False if
 * the batch was left. */
static bool run_stages(struct nn_network *network) {
    int firsts[NN_MAX_LAYERS + 1], stages = 0; /* one may begin before the first batch norm */
    network->first = 0;
    network->end = is_norm(network, 0) ? 0 : next_norm(network, 0);
    while (1) {
        firsts[stages++] = network->first;
        nn_thread_pool_run(network->pool, network->shards, forward_piece, network);
        if (nn_network_was_left(network))
            return false;
        if (network->end == network->spec.layer_count)
            break;
        combine_forward(network, network->end);
        network->first = network->end;
        network->end = next_norm(network, network->end);
    }
    while (--stages > 0) {
        combine_backward(network, firsts[stages]);
        network->end = firsts[stages];
        network->first = firsts[stages - 1];
        nn_thread_pool_run(network->pool, network->shards, backward_shard, network);
        if (nn_network_was_left(network))
            return false;
    }
    return true;
}

static void prepare_part(void *context, int piece, int worker) {
    struct nn_network *network = context;
    const struct part *part = &network->parts[piece];
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

static void dense_rows(struct nn_network *network, const struct part *part, float *gradient) {
    struct nn_pass pass = pass_of(network, part->layer, 0, network->batch->count);
    pass.dy = network->output_gradients[part->layer];
    pass.dweight = gradient;
    nn_dense_weight_gradient(&pass, part->first, part->count);
}

static void finish_part(void *context, int piece, int worker) {
    struct nn_network *network = context;
    const struct part *part = &network->parts[piece];
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
        prepare_part(network, piece, worker);
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
        nn_thread_pool_run(network->pool, network->part_count, prepare_part, network);
    struct nn_loss loss = {0};
    if (!run_stages(network))
        return loss;
    nn_thread_pool_run(network->pool, network->part_count, finish_part, network);
    network->is_prepared = update != NULL;

    for (int s = 0; s < network->shards; s++) {
        loss.sum += network->shard_losses[s].sum;
        loss.correct += network->shard_losses[s].correct;
        loss.classed += network->shard_losses[s].classed;
    }
    return loss;
}
