#include <string.h>

#include "nn/layers/layers.h"

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
