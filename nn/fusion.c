#include "nn/fusion.h"

static int takes_relu(const struct nn_layer *layer) {
    return layer->kind == NN_LAYER_CONV || layer->kind == NN_LAYER_DENSE ||
           layer->kind == NN_LAYER_BATCH_NORM || layer->kind == NN_LAYER_JOIN;
}

static int takes_pool(const struct nn_layer *layer, const struct nn_layer *pool) {
    return layer->kind == NN_LAYER_CONV && layer->groups == 1 && layer->pool == 0 &&
           pool->kernel == pool->stride && pool->padding + pool->extra == 0;
}

/* Merges next into layer if possible. */
static int merge(struct nn_layer *layer, const struct nn_layer *next) {
    if (next->kind == NN_LAYER_RELU && takes_relu(layer))
        layer->relu = 1;
    else if (next->kind == NN_LAYER_MAX_POOL && takes_pool(layer, next))
        layer->pool = next->kernel;
    else
        return 0;
    layer->out = next->out;
    return 1;
}

/* places: of the spec's layers in the fused one. Marks are merged into none. */
static void move_marks(struct nn_spec *fused, const int places[NN_MAX_LAYERS]) {
    for (int i = 0; i < fused->layer_count; i++) {
        fused->layers[i].before = places[fused->layers[i].before];
        fused->layers[i].after = places[fused->layers[i].after];
    }
}

void nn_spec_fuse(struct nn_spec *fused, const struct nn_spec *spec) {
    int places[NN_MAX_LAYERS];
    *fused = *spec;
    fused->layer_count = 0;
    for (int i = 0; i < spec->layer_count; i++) {
        int last = fused->layer_count - 1;
        if (last < 0 || !merge(&fused->layers[last], &spec->layers[i]))
            fused->layers[fused->layer_count++] = spec->layers[i];
        places[i] = fused->layer_count - 1;
    }
    move_marks(fused, places);
}
