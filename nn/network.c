#include "nn/network.h"

#include <stdlib.h>
#include <string.h>

#include "nn/batch_norm.h"
#include "nn/layers.h"
#include "nn/plan.h"
#include "nn/rng.h"

enum { MAX_SHARDS = 16, MIN_SHARD_IMAGES = 8, DENSE_ROWS = 128, REDUCE_FLOATS = 4096 };

/* What one thread works with. */
struct worker {
    float *scratch;      /* of the layers */
    float *gradients[2]; /* of activations, by turns, for one shard */
};

struct nn_network {
    struct nn_spec spec; /* as planned: layers merged */
    struct nn_parameters parameters;
    const struct nn_kernels *kernels;
    struct nn_thread_pool *pool;
    int max_batch, shard_images; /* shard_images: of the batch under way */

    /* Of layer i, for the whole batch: what goes in, and the gradient of what comes out where it is
     * needed beyond its stage (else NULL). Equal pointers where a layer works in place. */
    float *activations[NN_MAX_LAYERS + 1];
    float *output_gradients[NN_MAX_LAYERS];
    float *mirrors[NN_MAX_LAYERS];   /* of weights; see nn_layer_mirror */
    uint8_t *winners[NN_MAX_LAYERS]; /* of merged pooling, for the whole batch; see kernels.h */

    struct {
        struct nn_batch_statistics statistics;
        float *sums;    /* [shards,2,C] */
        float *factors; /* [3,C] */
    } norms[NN_MAX_LAYERS];

    float *shard_gradients; /* [shards, shared_count] */
    struct nn_loss shard_losses[MAX_SHARDS];
    struct worker *workers;
    float **blocks; /* everything allocated, for destroy */
    int block_count, block_room;

    /* The call under way. */
    float *values, *gradient;
    const struct nn_batch *batch;
    int shards, first, end; /* end: one past the stage's last layer */
};

static float *allocate(struct nn_network *network, size_t count) {
    if (network->block_count == network->block_room) {
        int room = network->block_room ? 2 * network->block_room : 64;
        float **blocks = realloc(network->blocks, (size_t)room * sizeof *blocks);
        if (!blocks)
            return NULL;
        network->blocks = blocks;
        network->block_room = room;
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
        free(network->winners[i]);
    free(network->blocks);
    free(network->workers);
    free(network);
}

static bool is_norm(const struct nn_network *network, int layer) {
    return layer < network->spec.layer_count &&
           network->spec.layers[layer].kind == NN_LAYER_BATCH_NORM;
}

/* Needed beyond its stage: by batch norm, and by a dense layer's weight gradient. */
static bool gradient_is_kept(const struct nn_network *network, int layer) {
    return network->spec.layers[layer].kind == NN_LAYER_DENSE || is_norm(network, layer) ||
           layer == network->spec.layer_count - 1;
}

static bool create_activations(struct nn_network *network) {
    const struct nn_spec *spec = &network->spec;
    size_t batch = (size_t)network->max_batch;
    network->activations[0] = allocate(network, batch * nn_shape_size(spec->input));
    for (int i = 0; i < spec->layer_count; i++) {
        const struct nn_layer *layer = &spec->layers[i];
        size_t size = batch * nn_shape_size(layer->out);
        network->activations[i + 1] =
            nn_layer_in_place(layer) ? network->activations[i] : allocate(network, size);
        if (!network->activations[i + 1])
            return false;
        if (layer->pool && !(network->winners[i] = malloc(size)))
            return false;
        if (gradient_is_kept(network, i)) {
            network->output_gradients[i] = allocate(network, size);
            if (!network->output_gradients[i])
                return false;
        }
    }
    return true;
}

static const struct nn_tensor *find_tensor(const struct nn_network *network, int layer,
                                           enum nn_tensor_role role) {
    return nn_parameters_find(&network->parameters, network->spec.layers[layer].index, role);
}

static bool create_layer_memory(struct nn_network *network) {
    for (int i = 0; i < network->spec.layer_count; i++) {
        const struct nn_layer *layer = &network->spec.layers[i];
        if (layer->kind == NN_LAYER_BATCH_NORM) {
            size_t channels = (size_t)layer->in.channels;
            float *block = allocate(network, (2 * MAX_SHARDS + 5) * channels);
            if (!block)
                return false;
            network->norms[i].sums = block;
            network->norms[i].factors = block + 2 * MAX_SHARDS * channels;
            network->norms[i].statistics.mean = network->norms[i].factors + 3 * channels;
            network->norms[i].statistics.inverse_deviation =
                network->norms[i].statistics.mean + channels;
        }
        const struct nn_tensor *weight = find_tensor(network, i, NN_TENSOR_WEIGHT);
        if (weight && layer->kind != NN_LAYER_BATCH_NORM && i > 0) {
            network->mirrors[i] = allocate(network, weight->size);
            if (!network->mirrors[i])
                return false;
        }
    }
    network->shard_gradients = allocate(network, MAX_SHARDS * network->parameters.shared_count);
    return network->shard_gradients != NULL;
}

static int images_a_shard(int batch) {
    int images = (batch + MAX_SHARDS - 1) / MAX_SHARDS;
    return images < MIN_SHARD_IMAGES ? MIN_SHARD_IMAGES : images;
}

static bool create_workers(struct nn_network *network) {
    int count = nn_thread_pool_threads(network->pool);
    size_t scratch = 0, largest = 0, images = (size_t)images_a_shard(network->max_batch);
    for (int i = 0; i < network->spec.layer_count; i++) {
        const struct nn_layer *layer = &network->spec.layers[i];
        size_t size = nn_shape_size(layer->in), need = nn_layer_scratch(layer);
        scratch = need > scratch ? need : scratch;
        largest = size > largest ? size : largest;
    }
    network->workers = calloc((size_t)count, sizeof *network->workers);
    if (!network->workers)
        return false;
    for (int i = 0; i < count; i++) {
        struct worker *worker = &network->workers[i];
        worker->scratch = allocate(network, scratch);
        worker->gradients[0] = allocate(network, images * largest);
        worker->gradients[1] = allocate(network, images * largest);
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
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to train a net");
    nn_plan_make(&network->spec, spec);
    network->parameters = nn_parameters_of(spec);
    network->pool = pool;
    network->kernels = kernels;
    network->max_batch = max_batch;
    if (!create_activations(network) || !create_layer_memory(network) || !create_workers(network)) {
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

static float *tensor_in(const struct nn_network *network, float *block, int layer,
                        enum nn_tensor_role role) {
    const struct nn_tensor *tensor = find_tensor(network, layer, role);
    return tensor ? block + tensor->offset : NULL;
}

/* A pass over `count` images of the batch from `first` on, without gradients of activations. */
static struct nn_pass pass_over(struct nn_network *network, int layer, int first, int count) {
    const struct nn_layer *at = &network->spec.layers[layer];
    ptrdiff_t in = (ptrdiff_t)nn_shape_size(at->in), out = (ptrdiff_t)nn_shape_size(at->out);
    return (struct nn_pass){
        .kernels = network->kernels,
        .layer = at,
        .count = count,
        .first = first,
        .x = network->activations[layer] + first * in,
        .y = network->activations[layer + 1] + first * out,
        .weight = tensor_in(network, network->values, layer, NN_TENSOR_WEIGHT),
        .bias = tensor_in(network, network->values, layer, NN_TENSOR_BIAS),
        .mirror = network->mirrors[layer],
        .winners = network->winners[layer] ? network->winners[layer] + first * out : NULL,
        .dropout_key = nn_rng_stream(network->batch->dropout_seed, NN_RNG_DROPOUT,
                                     network->batch->step * NN_MAX_LAYERS + (uint64_t)at->index)
                           .state,
        .training = true,
    };
}

static struct nn_pass shard_pass(struct nn_network *network, int layer, int shard, int worker) {
    int first = shard * network->shard_images, left = network->batch->count - first;
    int count = left < network->shard_images ? left : network->shard_images;
    struct nn_pass pass = pass_over(network, layer, first, count);
    float *gradients = network->shard_gradients + (size_t)shard * network->parameters.shared_count;
    if (network->spec.layers[layer].kind != NN_LAYER_DENSE)
        pass.dweight = tensor_in(network, gradients, layer, NN_TENSOR_WEIGHT);
    pass.dbias = tensor_in(network, gradients, layer, NN_TENSOR_BIAS);
    pass.scratch = network->workers[worker].scratch;
    return pass;
}

static float *shard_sums(struct nn_network *network, int layer, int shard) {
    return network->norms[layer].sums +
           (ptrdiff_t)shard * 2 * network->spec.layers[layer].in.channels;
}

/* Where the gradient of a layer's output is for this shard, given where that of its input is not:
 * kept for the whole batch or in one of the worker's two buffers. */
static float *gradient_at(struct nn_network *network, int layer, const struct nn_pass *pass,
                          int worker, const float *taken) {
    float *kept = network->output_gradients[layer];
    if (kept)
        return kept +
               (ptrdiff_t)pass->first * (ptrdiff_t)nn_shape_size(network->spec.layers[layer].out);
    float *const *own = network->workers[worker].gradients;
    return own[0] == taken ? own[1] : own[0];
}

/* What a shard needs before its first layer: its images, and its gradients at zero. */
static void begin_shard(struct nn_network *network, int shard, int worker) {
    size_t size = nn_shape_size(network->spec.input), shared = network->parameters.shared_count;
    struct nn_pass pass = shard_pass(network, 0, shard, worker);
    for (int i = pass.first; i < pass.first + pass.count; i++)
        network->batch->image(network->batch->context, i,
                              network->activations[0] + (size_t)i * size);
    memset(network->shard_gradients + (size_t)shard * shared, 0, shared * sizeof(float));
}

static void forward_shard(struct nn_network *network, int shard, int worker) {
    for (int i = network->first; i < network->end; i++) {
        struct nn_pass pass = shard_pass(network, i, shard, worker);
        if (is_norm(network, i))
            nn_batch_norm_apply(&pass, network->norms[i].statistics);
        else
            nn_layer_forward(&pass);
    }
    if (is_norm(network, network->end)) {
        struct nn_pass pass = shard_pass(network, network->end, shard, worker);
        nn_batch_norm_sums(&pass, shard_sums(network, network->end, shard));
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

/* Takes the gradient of a merged relu: none where the output is 0. */
static void mask_gradient(const struct nn_pass *pass, float *dy) {
    if (pass->layer->relu)
        pass->kernels->relu_backward(dy, dy, pass->y,
                                     (size_t)pass->count * nn_shape_size(pass->layer->out));
}

/* Backward of one layer; dy is where its output's gradient lies. Returns where its input's is. */
static float *backward_layer(struct nn_network *network, int layer, struct nn_pass *pass,
                             int worker, float *dy) {
    bool in_place = nn_layer_in_place(pass->layer) || is_norm(network, layer);
    pass->dy = dy;
    if (layer == 0 && !pass->dbias)
        return NULL;
    if (layer == 0)
        pass->dx = NULL;
    else if (in_place && !network->output_gradients[layer - 1])
        pass->dx = dy;
    else
        pass->dx = gradient_at(network, layer - 1, pass, worker, dy);
    if (is_norm(network, layer)) {
        nn_batch_norm_gradient_apply(pass, network->norms[layer].factors);
    } else {
        mask_gradient(pass, dy);
        nn_layer_backward(pass);
    }
    return pass->dx;
}

/* From the layer after the stage (a batch norm's elementwise part, or the loss) back to its first,
 * or to the sums of the batch norm that the stage begins with. */
static void backward_shard(struct nn_network *network, int shard, int worker) {
    int from = is_norm(network, network->end) ? network->end : network->end - 1;
    struct nn_pass pass = shard_pass(network, from, shard, worker);
    float *dy = gradient_at(network, from, &pass, worker, NULL);
    for (int i = from; i >= network->first; i--) {
        pass = shard_pass(network, i, shard, worker);
        if (i == network->first && is_norm(network, i)) {
            pass.dy = dy;
            mask_gradient(&pass, dy);
            nn_batch_norm_gradient_sums(&pass, shard_sums(network, i, shard));
        } else {
            dy = backward_layer(network, i, &pass, worker, dy);
        }
    }
}

static void forward_piece(void *context, int shard, int worker) {
    struct nn_network *network = context;
    if (network->first == 0)
        begin_shard(network, shard, worker);
    forward_shard(network, shard, worker);
    if (network->end == network->spec.layer_count) {
        loss_of_shard(network, shard, worker);
        backward_shard(network, shard, worker);
    }
}

static void backward_piece(void *context, int shard, int worker) {
    backward_shard(context, shard, worker);
}

static double norm_pixels(const struct nn_network *network, int layer) {
    struct nn_shape in = network->spec.layers[layer].in;
    return (double)network->batch->count * in.height * in.width;
}

static void combine_forward(struct nn_network *network, int layer) {
    nn_batch_norm_combine(&network->spec.layers[layer], network->norms[layer].sums, network->shards,
                          norm_pixels(network, layer), network->norms[layer].statistics,
                          tensor_in(network, network->values, layer, NN_TENSOR_RUNNING_MEAN),
                          tensor_in(network, network->values, layer, NN_TENSOR_RUNNING_VARIANCE));
}

/* A batch norm's own gradients need no sum over shards afterwards: they go to the first shard. */
static void combine_backward(struct nn_network *network, int layer) {
    struct nn_pass pass = shard_pass(network, layer, 0, 0);
    nn_batch_norm_gradient_combine(&pass, network->norms[layer].sums, network->shards,
                                   norm_pixels(network, layer), network->norms[layer].statistics,
                                   network->norms[layer].factors);
}

static int next_norm(const struct nn_network *network, int after) {
    int layer = after + 1;
    while (layer < network->spec.layer_count && !is_norm(network, layer))
        layer++;
    return layer;
}

static void run_stages(struct nn_network *network) {
    int firsts[NN_MAX_LAYERS], stages = 0;
    network->first = 0;
    network->end = is_norm(network, 0) ? 0 : next_norm(network, 0);
    while (1) {
        firsts[stages++] = network->first;
        nn_thread_pool_run(network->pool, network->shards, forward_piece, network);
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
        nn_thread_pool_run(network->pool, network->shards, backward_piece, network);
    }
}

/* Finds block number `block` of the rows of all weights of conv and dense layers (dense only, if so
 * asked). Returns how many blocks there are. */
static int find_block(const struct nn_network *network, bool dense_only, int block, int *layer,
                      int *first, int *count) {
    int blocks = 0;
    for (int i = 0; i < network->spec.layer_count; i++) {
        const struct nn_layer *at = &network->spec.layers[i];
        if (at->kind != NN_LAYER_DENSE && (dense_only || at->kind != NN_LAYER_CONV))
            continue;
        int rows = nn_layer_weight_rows(at);
        int here = (rows + DENSE_ROWS - 1) / DENSE_ROWS;
        if (block >= blocks && block < blocks + here) {
            *layer = i;
            *first = (block - blocks) * DENSE_ROWS;
            *count = rows - *first < DENSE_ROWS ? rows - *first : DENSE_ROWS;
        }
        blocks += here;
    }
    return blocks;
}

static void mirror_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    int layer = 0, first = 0, count = 0;
    (void)worker;
    find_block(network, false, piece, &layer, &first, &count);
    if (network->mirrors[layer])
        nn_layer_mirror(network->kernels, &network->spec.layers[layer],
                        tensor_in(network, network->values, layer, NN_TENSOR_WEIGHT),
                        network->mirrors[layer], first, count);
}

static void dense_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    int layer = 0, first = 0, count = 0;
    (void)worker;
    find_block(network, true, piece, &layer, &first, &count);
    struct nn_pass pass = pass_over(network, layer, 0, network->batch->count);
    pass.dy = network->output_gradients[layer];
    pass.dweight = tensor_in(network, network->gradient, layer, NN_TENSOR_WEIGHT);
    nn_dense_weight_gradient(&pass, first, count);
}

static void reduce_piece(void *context, int piece, int worker) {
    struct nn_network *network = context;
    (void)worker;
    size_t shared = network->parameters.shared_count, first = (size_t)piece * REDUCE_FLOATS;
    size_t count = shared - first < REDUCE_FLOATS ? shared - first : REDUCE_FLOATS;
    float *sum = network->gradient + first;
    memcpy(sum, network->shard_gradients + first, count * sizeof *sum);
    for (int s = 1; s < network->shards; s++)
        network->kernels->add_scaled(sum, network->shard_gradients + (size_t)s * shared + first, 1,
                                     count);
}

struct nn_loss nn_network_gradient(struct nn_network *network, float *values,
                                   const struct nn_batch *batch, float *gradient) {
    int layer, first, count;
    network->values = values;
    network->gradient = gradient;
    network->batch = batch;
    network->shard_images = images_a_shard(batch->count);
    network->shards = (batch->count + network->shard_images - 1) / network->shard_images;

    nn_thread_pool_run(network->pool, find_block(network, false, -1, &layer, &first, &count),
                       mirror_piece, network);
    run_stages(network);
    nn_thread_pool_run(network->pool, find_block(network, true, -1, &layer, &first, &count),
                       dense_piece, network);
    int pieces = (int)((network->parameters.shared_count + REDUCE_FLOATS - 1) / REDUCE_FLOATS);
    nn_thread_pool_run(network->pool, pieces, reduce_piece, network);

    struct nn_loss loss = {0};
    for (int s = 0; s < network->shards; s++) {
        loss.sum += network->shard_losses[s].sum;
        loss.correct += network->shard_losses[s].correct;
        loss.classed += network->shard_losses[s].classed;
    }
    return loss;
}
