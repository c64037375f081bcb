/* Convolution (cross-correlation): chooses how to compute it, and has the method that always works,
 * matrix products that read the image in place.
 *
 * With channels fastest, the KW x IC values under one row of a kernel lie side by side, and the
 * next output pixel's begin stride x IC further on. So a row of output is a product with A read
 * straight from the image in KH segments, without an im2col copy. Images are copied only where
 * there is padding. */
#include <string.h>

#include "nn/layers/conv_methods.h"

/* Scratch memory holds a padded image of x and rows of the output before pooling (forward) or an
 * image of dy (backward; with a stride, far larger than y), or whatever another method needs. */
size_t nn_conv_scratch(const struct nn_layer *layer, bool backward) {
    if (layer->groups > 1)
        return 0;
    struct nn_conv_geometry g = nn_conv_geometry_of(layer);
    size_t rows = (size_t)g.pool * (size_t)g.OW * (size_t)g.OC;
    size_t spread = backward ? (size_t)g.spread_H * (size_t)g.spread_W * (size_t)g.OC : 0;
    size_t direct = nn_conv_padded_size(&g) + nn_larger(rows, spread) + NN_SLACK;
    size_t argmax = backward && g.pool ? nn_conv_argmax_scratch(&g) : 0;
    size_t winograd = nn_conv_may_be_winograd(&g) ? nn_conv_winograd_scratch(&g, backward) : 0;
    return nn_larger(direct, nn_larger(argmax, winograd));
}

/* `count` products, each with A and C these distances further on. */
static void multiply_rows(const struct nn_kernels *kernels, const struct nn_gemm *first, int count,
                          ptrdiff_t a_next, ptrdiff_t c_next) {
    for (int r = 0; r < count; r++) {
        struct nn_gemm gemm = *first;
        gemm.a += r * a_next;
        gemm.c += r * c_next;
        kernels->gemm(&gemm);
    }
}

/* Rows oh to oh + count - 1 of the output of image x, into rows [count,OW,OC]. */
static void forward_rows(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                         const float *x, int oh, int count, float *rows) {
    struct nn_gemm gemm = nn_gemm_of(g->OW, g->OC, g->kernel * g->IC);
    ptrdiff_t line = (ptrdiff_t)g->padded_W * g->IC;
    gemm.segments = g->kernel;
    gemm.a = x + oh * g->stride * line;
    gemm.a_row = (ptrdiff_t)g->stride * g->IC;
    gemm.a_segment = line;
    gemm.b = pass->weight;
    gemm.b_segment = (ptrdiff_t)g->kernel * g->IC * g->OC;
    gemm.c = rows;
    gemm.bias = pass->bias;
    gemm.relu = g->relu && !g->pool;
    multiply_rows(pass->kernels, &gemm, count, g->stride * line, (ptrdiff_t)g->OW * g->OC);
}

/* The row of an image's pooled output that is made of the output's rows from oh on. */
static struct nn_pool_row pool_row_of(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                                      int image, int oh) {
    int OW = g->OW / g->pool;
    ptrdiff_t at = (ptrdiff_t)image * (ptrdiff_t)nn_shape_size(pass->layer->out) +
                   (ptrdiff_t)(oh / g->pool) * OW * g->OC;
    return (struct nn_pool_row){
        .OW = OW,
        .C = g->OC,
        .kernel = g->pool,
        .relu = g->relu,
        .y = pass->y + at,
        .dy = pass->dy ? pass->dy + at : NULL,
        .argmax = pass->argmax ? pass->argmax + at : NULL,
    };
}

static void forward_pooled(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                           const float *x, int image) {
    for (int oh = 0; oh < g->OH; oh += g->pool) {
        struct nn_pool_row row = pool_row_of(pass, g, image, oh);
        row.rows = pass->scratch + nn_conv_padded_size(g);
        row.row_stride = (ptrdiff_t)g->OW * g->OC;
        row.pixel_stride = g->OC;
        forward_rows(pass, g, x, oh, g->pool, row.rows);
        pass->kernels->pool_row(&row);
    }
}

static void direct_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    for (int n = 0; n < pass->count; n++) {
        const float *x =
            nn_conv_padded_image(g, pass->x + (ptrdiff_t)n * g->H * g->W * g->IC, pass->scratch);
        if (g->pool)
            forward_pooled(pass, g, x, n);
        else
            forward_rows(pass, g, x, 0, g->OH, pass->y + (ptrdiff_t)n * g->OH * g->OW * g->OC);
    }
}

void nn_conv_forward(const struct nn_pass *pass) {
    struct nn_conv_geometry g = nn_conv_geometry_of(pass->layer);
    if (pass->layer->groups > 1)
        nn_grouped_conv_forward(pass);
    else if (nn_conv_is_small(pass->kernels, &g))
        nn_conv_small(pass, &g, pass->kernels->pooled_conv);
    else if (nn_conv_is_winograd(pass->kernels, &g))
        nn_conv_winograd_forward(pass, &g);
    else
        direct_forward(pass, &g);
}

/* One image's gradient: pixel (oh, ow) is at first + oh * row_stride + ow * pixel_stride. */
struct output_gradient {
    const float *first;
    ptrdiff_t row_stride, pixel_stride;
};

static void unpool(const struct nn_pass *pass, const struct nn_conv_geometry *g, int image,
                   const struct output_gradient *to, float *first) {
    for (int oh = 0; oh < g->OH; oh += g->pool) {
        struct nn_pool_row row = pool_row_of(pass, g, image, oh);
        row.row_stride = to->row_stride;
        row.pixel_stride = to->pixel_stride;
        row.rows = first + oh * to->row_stride;
        pass->kernels->unpool_row(&row);
    }
}

/* For the data gradient, dy's pixels are spread stride apart in a frame of zeros, so that a valid
 * convolution with the transposed weights has the size of x. For the weight gradient alone they
 * stay side by side; without pooling, that is dy itself. */
static struct output_gradient output_gradient_of(const struct nn_pass *pass,
                                                 const struct nn_conv_geometry *g, int image) {
    float *scratch = pass->scratch + nn_conv_padded_size(g), *first = scratch;
    struct output_gradient gradient = {first, (ptrdiff_t)g->OW * g->OC, g->OC};
    const float *dy = pass->dy + (ptrdiff_t)image * g->OH * g->OW * g->OC;
    if (!g->pool && !pass->dx) {
        gradient.first = dy;
        return gradient;
    }
    if (pass->dx) {
        ptrdiff_t frame = g->kernel - 1 - g->padding, line = (ptrdiff_t)g->spread_W * g->OC;
        memset(scratch, 0, (size_t)g->spread_H * (size_t)line * sizeof *scratch);
        first = scratch + frame * (line + g->OC);
        gradient = (struct output_gradient){first, g->stride * line, (ptrdiff_t)g->stride * g->OC};
    }
    if (g->pool)
        unpool(pass, g, image, &gradient, first);
    else
        for (int oh = 0; oh < g->OH; oh++, dy += (ptrdiff_t)g->OW * g->OC)
            nn_conv_copy_rows(first + oh * gradient.row_stride, gradient.pixel_stride, dy, g->OC,
                              g->OW, g->OC);
    return gradient;
}

/* dweight [KH,KW,IC,OC] += the sum over output pixels of the patch of x times dy. */
static void weight_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                            const float *x, const struct output_gradient *dy) {
    struct nn_gemm gemm = nn_gemm_of(g->kernel * g->IC, g->OC, g->OW);
    ptrdiff_t line = (ptrdiff_t)g->padded_W * g->IC;
    gemm.segments = g->OH;
    gemm.a = x;
    gemm.a_row = 1;
    gemm.a_step = (ptrdiff_t)g->stride * g->IC;
    gemm.a_segment = g->stride * line;
    gemm.b = dy->first;
    gemm.b_row = dy->pixel_stride;
    gemm.b_segment = dy->row_stride;
    gemm.c = pass->dweight;
    gemm.accumulate = 1;
    multiply_rows(pass->kernels, &gemm, g->kernel, line, (ptrdiff_t)gemm.M * g->OC);
}

/* spread is dy as framed by output_gradient_of; dx [H,W,IC]. */
static void data_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                          const float *spread, float *dx) {
    struct nn_gemm gemm = nn_gemm_of(g->W, g->IC, g->kernel * g->OC);
    ptrdiff_t line = (ptrdiff_t)g->spread_W * g->OC;
    gemm.segments = g->kernel;
    gemm.a = spread;
    gemm.a_row = g->OC;
    gemm.a_segment = line;
    gemm.b = pass->backward_weights;
    gemm.b_segment = (ptrdiff_t)g->kernel * g->OC * g->IC;
    gemm.c = dx;
    multiply_rows(pass->kernels, &gemm, g->H, line, (ptrdiff_t)g->W * g->IC);
}

static void dense_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    for (int n = 0; n < pass->count; n++) {
        ptrdiff_t at = (ptrdiff_t)n * g->H * g->W * g->IC;
        const float *x = nn_conv_padded_image(g, pass->x + at, pass->scratch);
        struct output_gradient dy = output_gradient_of(pass, g, n);
        weight_gradient(pass, g, x, &dy);
        if (pass->dx)
            data_gradient(pass, g, pass->scratch + nn_conv_padded_size(g), pass->dx + at);
    }
}

void nn_conv_backward(const struct nn_pass *pass) {
    struct nn_conv_geometry g = nn_conv_geometry_of(pass->layer);
    struct nn_shape out = pass->layer->out;
    if (pass->layer->groups > 1) {
        nn_grouped_conv_backward(pass);
        return;
    }
    pass->kernels->column_sums(pass->dbias, pass->dy, pass->count * out.height * out.width, g.OC);
    if (nn_conv_uses_argmax(pass->kernels, &g))
        nn_conv_argmax_gradient(pass, &g);
    else if (nn_conv_is_small(pass->kernels, &g) && !pass->dx)
        nn_conv_small(pass, &g, pass->kernels->pooled_conv_gradient);
    else if (nn_conv_is_winograd(pass->kernels, &g))
        nn_conv_winograd_gradients(pass, &g);
    else
        dense_gradients(pass, &g);
}

size_t nn_conv_forward_weights(const struct nn_layer *layer) {
    struct nn_conv_geometry g = nn_conv_geometry_of(layer);
    return layer->groups == 1 && nn_conv_may_be_winograd(&g) ? nn_conv_winograd_weights(&g) : 0;
}

void nn_conv_prepare_forward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                             const float *weight, float *forward, int first, int count) {
    struct nn_conv_geometry g = nn_conv_geometry_of(layer);
    if (layer->groups == 1 && nn_conv_is_winograd(kernels, &g))
        nn_conv_winograd_prepare_forward(kernels, &g, weight, forward, first, count);
}

/* Transposes each tap [IC,OC] of the weight into [OC,IC] whose rows are `row` floats apart. */
struct transposed_taps {
    float *first; /* of tap 0 */
    ptrdiff_t apart, row;
};

static void transpose_taps(const struct nn_kernels *kernels, const struct nn_conv_geometry *g,
                           const float *weight, const struct transposed_taps *to, int first,
                           int count) {
    for (int tap = 0; tap < g->kernel * g->kernel; tap++)
        kernels->transpose(to->first + tap * to->apart + first, to->row,
                           weight + ((ptrdiff_t)tap * g->IC + first) * g->OC, g->OC, count, g->OC,
                           0);
}

void nn_conv_prepare_backward(const struct nn_kernels *kernels, const struct nn_layer *layer,
                              const float *weight, const float *forward, float *backward, int first,
                              int count) {
    struct nn_conv_geometry g = nn_conv_geometry_of(layer);
    int taps = g.kernel * g.kernel;
    ptrdiff_t size = (ptrdiff_t)g.OC * g.IC;
    /* [OC,KH,KW,IC] */
    struct transposed_taps patches = {backward, g.IC, (ptrdiff_t)taps * g.IC};
    /* [KH,KW,OC,IC] of the kernel rotated by 180 degrees */
    struct transposed_taps rotated = {backward + (taps - 1) * size, -size, g.IC};
    if (layer->groups > 1)
        return; /* its data gradient reads the weight itself */
    if (nn_conv_uses_argmax(kernels, &g))
        transpose_taps(kernels, &g, weight, &patches, first, count);
    else if (nn_conv_is_winograd(kernels, &g))
        nn_conv_winograd_prepare_backward(kernels, &g, forward, backward, first, count);
    else
        transpose_taps(kernels, &g, weight, &rotated, first, count);
}
