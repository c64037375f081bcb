#include <string.h>

#include "nn/layers/layers.h"

static struct nn_pooling pooling_of(const struct nn_layer *layer) {
    return (struct nn_pooling){
        .W = layer->in.width,
        .C = layer->in.channels,
        .OH = layer->out.height,
        .OW = layer->out.width,
        .kernel = layer->kernel,
        .stride = layer->stride,
    };
}

void nn_max_pool_forward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    for (size_t n = 0; n < (size_t)pass->count; n++)
        pass->kernels->max_pool(pass->y + n * out, pass->x + n * in, &pooling);
}

void nn_max_pool_backward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    for (size_t n = 0; n < (size_t)pass->count; n++) {
        memset(pass->dx + n * in, 0, in * sizeof *pass->dx);
        pass->kernels->max_pool_backward(pass->dx + n * in, pass->dy + n * out, pass->x + n * in,
                                         pass->y + n * out, &pooling);
    }
}
