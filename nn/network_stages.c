#include <string.h>

#include "nn/network_private.h"

static bool is_left(struct nn_network *network) {
    const struct nn_batch *batch = network->batch;
    if (!nn_network_was_left(network) && batch->stop && batch->stop(batch->context))
        atomic_store_explicit(&network->left, true, memory_order_relaxed);
    return nn_network_was_left(network);
}

static struct nn_pass shard_pass(struct nn_network *network, int layer, int shard, int worker) {
    int first = shard * network->shard_images, left = network->batch->count - first;
    int count = left < network->shard_images ? left : network->shard_images;
    struct nn_pass pass = nn_network_pass(network, layer, first, count);
    float *gradients = network->shard_gradients + (size_t)shard * network->parameters.shared_count;
    bool trained = nn_network_is_trained(network, layer);
    if (trained && network->spec.layers[layer].kind != NN_LAYER_DENSE)
        pass.dweight = nn_network_tensor(network, gradients, layer, NN_TENSOR_WEIGHT);
    if (trained)
        pass.dbias = nn_network_tensor(network, gradients, layer, NN_TENSOR_BIAS);
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
        if (nn_network_is_norm(network, i))
            nn_batch_norm_apply(&pass, &network->norms[i]);
        else
            nn_layer_forward(&pass);
    }
    if (nn_network_is_norm(network, network->end)) {
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
    bool in_place = nn_layer_in_place(&network->spec, layer) || nn_network_is_norm(network, layer);
    pass->dy = dy;
    int first = network->first_trained;
    if (layer < first || (layer == first && nn_network_is_norm(network, layer)))
        return NULL;
    if (layer == first)
        pass->dx = NULL;
    else if (in_place && !network->output_gradients[layer - 1])
        pass->dx = dy;
    else
        pass->dx = gradient_at(network, layer - 1, pass, worker, dy);
    if (nn_network_is_norm(network, layer)) {
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
    int from = nn_network_is_norm(network, network->end) ? network->end : network->end - 1;
    struct nn_pass pass = shard_pass(network, from, shard, worker);
    float *dy = gradient_at(network, from, &pass, worker, NULL);
    for (int i = from; i >= network->first && !is_left(network); i--) {
        pass = shard_pass(network, i, shard, worker);
        if (i == network->first && nn_network_is_norm(network, i)) {
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
    nn_batch_norm_combine(
        &network->spec.layers[layer], &network->norms[layer], network->batch->count,
        network->shards, nn_network_tensor(network, network->values, layer, NN_TENSOR_RUNNING_MEAN),
        nn_network_tensor(network, network->values, layer, NN_TENSOR_RUNNING_VARIANCE));
}

/* A batch norm's own gradients need no sum over shards afterwards: they go to the first shard. */
static void combine_backward(struct nn_network *network, int layer) {
    struct nn_pass pass = shard_pass(network, layer, 0, 0);
    nn_batch_norm_gradient_combine(&pass, &network->norms[layer], network->batch->count,
                                   network->shards);
}

static int next_norm(const struct nn_network *network, int after) {
    int layer = after + 1;
    while (layer < network->spec.layer_count && !nn_network_is_norm(network, layer))
        layer++;
    return layer;
}

bool nn_network_run_stages(struct nn_network *network) {
    int firsts[NN_MAX_LAYERS + 1], stages = 0; /* one may begin before the first batch norm */
    network->first = 0;
    network->end = nn_network_is_norm(network, 0) ? 0 : next_norm(network, 0);
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
