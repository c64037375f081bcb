/* Layers that move pixels: bilinear scaling, and the exchange of rows and columns. */
#include <math.h>
#include <string.h>

#include "nn/layers/layers.h"

struct nn_sample nn_resize_sample(int side, int new_side, int i) {
    float at = ((float)i + 0.5f) * (float)side / (float)new_side - 0.5f;
    at = at < 0 ? 0 : at > (float)(side - 1) ? (float)(side - 1) : at;
    return (struct nn_sample){(int)at, at - floorf(at)};
}

/* Of the pixel at (h + below, w + right): its index and its part in the pixel between. */
struct neighbour {
    ptrdiff_t at;
    float part;
};

/* The four pixels around the one at (oh, ow) of the output; those past the edge have no part. */
static void neighbours_of(const struct nn_layer *layer, int oh, int ow, struct neighbour found[4]) {
    struct nn_shape in = layer->in;
    struct nn_sample h = nn_resize_sample(in.height, layer->out.height, oh);
    struct nn_sample w = nn_resize_sample(in.width, layer->out.width, ow);
    for (int i = 0; i < 4; i++) {
        int below = i / 2, right = i % 2;
        float part = (below ? h.fraction : 1 - h.fraction) * (right ? w.fraction : 1 - w.fraction);
        ptrdiff_t row = h.first + (part > 0 ? below : 0), column = w.first + (part > 0 ? right : 0);
        found[i] = (struct neighbour){(row * in.width + column) * in.channels, part};
    }
}

/* Adds pixels of x to y or, backward, pixels of dy to dx; both begin at 0. */
static void resize(const struct nn_pass *pass, const float *x, float *y, const float *dy,
                   float *dx) {
    struct nn_shape in = pass->layer->in, out = pass->layer->out;
    ptrdiff_t image = (ptrdiff_t)nn_shape_size(in), pixels = (ptrdiff_t)out.height * out.width;
    for (ptrdiff_t p = 0; p < pixels; p++) {
        struct neighbour around[4];
        neighbours_of(pass->layer, (int)(p / out.width), (int)(p % out.width), around);
        for (ptrdiff_t n = 0; n < pass->count; n++)
            for (int i = 0; i < 4; i++)
                for (int c = 0; c < in.channels; c++) {
                    ptrdiff_t to = (n * pixels + p) * in.channels + c;
                    ptrdiff_t from = n * image + around[i].at + c;
                    if (dx)
                        dx[from] += around[i].part * dy[to];
                    else
                        y[to] += around[i].part * x[from];
                }
    }
}

void nn_resize_forward(const struct nn_pass *pass) {
    memset(pass->y, 0, (size_t)pass->count * nn_shape_size(pass->layer->out) * sizeof *pass->y);
    resize(pass, pass->x, pass->y, NULL, NULL);
}

void nn_resize_backward(const struct nn_pass *pass) {
    memset(pass->dx, 0, (size_t)pass->count * nn_shape_size(pass->layer->in) * sizeof *pass->dx);
    resize(pass, NULL, NULL, pass->dy, pass->dx);
}

/* to [W,H,C] = from [H,W,C] with rows and columns exchanged, for each image. */
static void exchange(float *to, const float *from, struct nn_shape shape, int count) {
    int H = shape.height, W = shape.width, C = shape.channels;
    for (int n = 0; n < count; n++)
        for (int h = 0; h < H; h++)
            for (int w = 0; w < W; w++, from += C)
                memcpy(to + (((ptrdiff_t)n * W + w) * H + h) * C, from, (size_t)C * sizeof *to);
}

void nn_transpose_forward(const struct nn_pass *pass) {
    exchange(pass->y, pass->x, pass->layer->in, pass->count);
}

void nn_transpose_backward(const struct nn_pass *pass) {
    exchange(pass->dx, pass->dy, pass->layer->out, pass->count);
}
