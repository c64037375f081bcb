#include <math.h>
#include <string.h>

#include "nn/layers/layers.h"

/* A layer's images with its padding around them, for loops that need not look out for edges. */
struct frame {
    int H, W, row; /* of the image; floats in its row */
    int padded_W, padded_row;
    size_t padded; /* floats with the padding; 0 if there is none */
    int corner;    /* where the image begins in it */
};

static struct frame frame_of(const struct nn_layer *layer) {
    int C = layer->in.channels, padding = 2 * layer->padding + layer->extra;
    struct frame frame = {.H = layer->in.height, .W = layer->in.width, .row = layer->in.width * C};
    frame.padded_W = frame.W + padding;
    frame.padded_row = frame.padded_W * C;
    frame.padded = padding ? (size_t)(frame.H + padding) * (size_t)frame.padded_row : 0;
    frame.corner = layer->padding * (frame.padded_row + C);
    return frame;
}

/* Scratch memory holds an image with its padding, and backward the gradient of that. */
size_t nn_pool_scratch(const struct nn_layer *layer, bool backward) {
    size_t padded = frame_of(layer).padded;
    return padded ? (backward ? 2 : 1) * (padded + NN_SLACK) : 0;
}

/* The image with its padding, in scratch memory; x itself if it has none. */
static const float *framed(const struct frame *frame, const float *x, float fill, float *scratch) {
    if (!frame->padded)
        return x;
    for (size_t i = 0; i < frame->padded; i++)
        scratch[i] = fill;
    for (int h = 0; h < frame->H; h++)
        memcpy(scratch + frame->corner + (ptrdiff_t)h * frame->padded_row,
               x + (ptrdiff_t)h * frame->row, (size_t)frame->row * sizeof *x);
    return scratch;
}

/* The reverse, for gradients: nothing is done to the image itself. */
static void unframe(const struct frame *frame, float *dx, const float *padded) {
    for (int h = 0; h < frame->H && frame->padded; h++)
        memcpy(dx + (ptrdiff_t)h * frame->row,
               padded + frame->corner + (ptrdiff_t)h * frame->padded_row,
               (size_t)frame->row * sizeof *dx);
}

/* A zeroed gradient of the image with its padding; of the image itself if it has none. */
static float *framed_gradient(const struct frame *frame, const struct nn_layer *layer, float *dx,
                              float *scratch) {
    float *gradient = frame->padded ? scratch + frame->padded + NN_SLACK : dx;
    size_t size = frame->padded ? frame->padded : nn_shape_size(layer->in);
    memset(gradient, 0, size * sizeof *gradient);
    return gradient;
}

static struct nn_pooling pooling_of(const struct nn_layer *layer) {
    return (struct nn_pooling){
        .W = frame_of(layer).padded_W,
        .C = layer->in.channels,
        .OH = layer->out.height,
        .OW = layer->out.width,
        .kernel = layer->kernel,
        .stride = layer->stride,
    };
}

void nn_max_pool_forward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    struct frame frame = frame_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    for (size_t n = 0; n < (size_t)pass->count; n++)
        pass->kernels->max_pool(pass->y + n * out,
                                framed(&frame, pass->x + n * in, -INFINITY, pass->scratch),
                                &pooling);
}

void nn_max_pool_backward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    struct frame frame = frame_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    for (size_t n = 0; n < (size_t)pass->count; n++) {
        float *dx = pass->dx + n * in;
        float *gradient = framed_gradient(&frame, pass->layer, dx, pass->scratch);
        const float *x = framed(&frame, pass->x + n * in, -INFINITY, pass->scratch);
        pass->kernels->max_pool_backward(gradient, pass->dy + n * out, x, pass->y + n * out,
                                         &pooling);
        unframe(&frame, dx, gradient);
    }
}

/* to += from * scale, for the channels of one pixel. */
static void add_pixel(float *restrict to, const float *restrict from, float scale, int C) {
    for (int c = 0; c < C; c++)
        to[c] += from[c] * scale;
}

/* Calls add_pixel for each value of each window: into the outputs y, or from their gradient. */
static void average(const struct nn_pooling *p, float *y, const float *x, const float *dy,
                    float *dx) {
    float fraction = 1 / (float)(p->kernel * p->kernel);
    for (int oh = 0; oh < p->OH; oh++)
        for (int ow = 0; ow < p->OW; ow++)
            for (int tap = 0; tap < p->kernel * p->kernel; tap++) {
                ptrdiff_t out = ((ptrdiff_t)oh * p->OW + ow) * p->C;
                ptrdiff_t row = oh * p->stride + tap / p->kernel;
                ptrdiff_t at = (row * p->W + ow * p->stride + tap % p->kernel) * p->C;
                if (dx)
                    add_pixel(dx + at, dy + out, fraction, p->C);
                else
                    add_pixel(y + out, x + at, fraction, p->C);
            }
}

void nn_average_pool_forward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    struct frame frame = frame_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    memset(pass->y, 0, (size_t)pass->count * out * sizeof *pass->y);
    for (size_t n = 0; n < (size_t)pass->count; n++)
        average(&pooling, pass->y + n * out, framed(&frame, pass->x + n * in, 0, pass->scratch),
                NULL, NULL);
}

void nn_average_pool_backward(const struct nn_pass *pass) {
    struct nn_pooling pooling = pooling_of(pass->layer);
    struct frame frame = frame_of(pass->layer);
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    for (size_t n = 0; n < (size_t)pass->count; n++) {
        float *dx = pass->dx + n * in;
        float *gradient = framed_gradient(&frame, pass->layer, dx, pass->scratch);
        average(&pooling, NULL, NULL, pass->dy + n * out, gradient);
        unframe(&frame, dx, gradient);
    }
}

void nn_global_average_pool_forward(const struct nn_pass *pass) {
    int pixels = pass->layer->in.height * pass->layer->in.width, C = pass->layer->in.channels;
    memset(pass->y, 0, (size_t)pass->count * (size_t)C * sizeof *pass->y);
    for (ptrdiff_t n = 0; n < pass->count; n++) {
        float *y = pass->y + n * C;
        pass->kernels->column_sums(y, pass->x + n * pixels * C, pixels, C);
        for (int c = 0; c < C; c++)
            y[c] /= (float)pixels;
    }
}

void nn_global_average_pool_backward(const struct nn_pass *pass) {
    int pixels = pass->layer->in.height * pass->layer->in.width, C = pass->layer->in.channels;
    const float *dy = pass->dy;
    float *dx = pass->dx;
    for (int n = 0; n < pass->count; n++, dy += C)
        for (int p = 0; p < pixels; p++, dx += C)
            for (int c = 0; c < C; c++)
                dx[c] = dy[c] / (float)pixels;
}
