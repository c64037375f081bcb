/* The methods of computing a convolution besides conv.c's, and what all of them share. */
#pragma once

#include <string.h>

#include "nn/layers/layers.h"

/* OH and OW count the outputs that are computed: only those that a fused pooling reads. */
struct nn_conv_geometry {
    int H, W, IC, OH, OW, OC, kernel, stride, padding, extra, pool, relu;
    int padded_H, padded_W; /* of x */
    int spread_H, spread_W; /* of dy, spread and framed for the data gradient */
};

static inline struct nn_conv_geometry nn_conv_geometry_of(const struct nn_layer *layer) {
    int pool = layer->pool ? layer->pool : 1;
    struct nn_conv_geometry g = {
        .H = layer->in.height,
        .W = layer->in.width,
        .IC = layer->in.channels,
        .OH = layer->out.height * pool,
        .OW = layer->out.width * pool,
        .OC = layer->out.channels,
        .kernel = layer->kernel,
        .stride = layer->stride,
        .padding = layer->padding,
        .extra = layer->extra,
        .pool = layer->pool,
        .relu = layer->relu,
    };
    g.padded_H = g.H + 2 * g.padding + g.extra;
    g.padded_W = g.W + 2 * g.padding + g.extra;
    g.spread_H = g.H + g.kernel - 1;
    g.spread_W = g.W + g.kernel - 1;
    return g;
}

static inline bool nn_conv_is_padded(const struct nn_conv_geometry *g) {
    return g->padding + g->extra > 0;
}

static inline size_t nn_conv_padded_values(const struct nn_conv_geometry *g) {
    return (size_t)g->padded_H * (size_t)g->padded_W * (size_t)g->IC;
}

static inline size_t nn_conv_padded_size(const struct nn_conv_geometry *g) {
    return nn_conv_is_padded(g) ? nn_conv_padded_values(g) + NN_SLACK : 0;
}

/* Copies rows of `values` floats to and from arrays where they are further apart. */
static inline void nn_conv_copy_rows(float *to, ptrdiff_t to_row, const float *from,
                                     ptrdiff_t from_row, int rows, ptrdiff_t values) {
    for (int r = 0; r < rows; r++)
        memcpy(to + r * to_row, from + r * from_row, (size_t)values * sizeof *to);
}

/* One image [H,W,IC] with its padding; x itself if there is none. */
static inline const float *nn_conv_padded_image(const struct nn_conv_geometry *g, const float *x,
                                                float *scratch) {
    if (!nn_conv_is_padded(g))
        return x;
    ptrdiff_t row = (ptrdiff_t)g->W * g->IC, padded_row = (ptrdiff_t)g->padded_W * g->IC;
    memset(scratch, 0, nn_conv_padded_values(g) * sizeof *x);
    nn_conv_copy_rows(scratch + g->padding * (padded_row + g->IC), padded_row, x, row, g->H, row);
    return scratch;
}

/* pooled_conv.c: faster where they apply to a convolution that is fused with max pooling. */

/* True if patches are small enough to be pooled in registers, forward or for the gradient. */
bool nn_conv_is_small(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
void nn_conv_small(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                   void (*kernel)(const struct nn_pooled_conv *conv));

/* True if patches are large enough to compute the gradients at each window's maximum alone, and the
 * scratch memory for it. pass->backward_weights is [OC,KH,KW,IC]. */
bool nn_conv_uses_argmax(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
size_t nn_conv_argmax_scratch(const struct nn_conv_geometry *g);
void nn_conv_argmax_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g);

/* winograd_conv.c: convolutions of 3 x 3 with stride 1 by Winograd's F(2x2, 3x3): Lavin and Gray
 * 2016. An output tile of 2 x 2 takes 16 products instead of 36, with the rounding errors of only a
 * few more additions. The gradients use the same products. */

/* True if some level has the kernels for it, and if these kernels do. */
bool nn_conv_may_be_winograd(const struct nn_conv_geometry *g);
bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);

/* Transformed weights, [16,IC,OC] forward and [16,OC,IC] backward: their size, and the part of
 * count input channels from `first` on. */
size_t nn_conv_winograd_weights(const struct nn_conv_geometry *g);
void nn_conv_winograd_prepare_forward(const struct nn_kernels *kernels,
                                      const struct nn_conv_geometry *g, const float *weight,
                                      float *forward, int first, int count);
void nn_conv_winograd_prepare_backward(const struct nn_kernels *kernels,
                                       const struct nn_conv_geometry *g, const float *forward,
                                       float *backward, int first, int count);
size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g, bool backward);

/* The forward pass over all images, with pooling and relu; the gradients, without pooling. */
void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g);
void nn_conv_winograd_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g);
