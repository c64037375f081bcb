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
    memset(pass->dx, 0, (size_t)pass->count * in * sizeof *pass->dx);
    for (size_t n = 0; n < (size_t)pass->count; n++)
        pass->kernels->max_pool_backward(pass->dx + n * in, pass->dy + n * out, pass->x + n * in,
                                         pass->y + n * out, &pooling);
}

void nn_average_pool_forward(const struct nn_pass *pass) {
    int pixels = pass->layer->in.height * pass->layer->in.width, C = pass->layer->in.channels;
    memset(pass->y, 0, (size_t)pass->count * (size_t)C * sizeof *pass->y);
    for (ptrdiff_t n = 0; n < pass->count; n++) {
        float *y = pass->y + n * C;
        pass->kernels->column_sums(y, pass->x + n * pixels * C, pixels, C);
        for (int c = 0; c < C; c++)
            y[c] /= (float)pixels;
    }
}

void nn_average_pool_backward(const struct nn_pass *pass) {
    int pixels = pass->layer->in.height * pass->layer->in.width, C = pass->layer->in.channels;
    const float *dy = pass->dy;
    float *dx = pass->dx;
    for (int n = 0; n < pass->count; n++, dy += C)
        for (int p = 0; p < pixels; p++, dx += C)
            for (int c = 0; c < C; c++)
                dx[c] = dy[c] / (float)pixels;
}
