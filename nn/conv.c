/* Convolution (cross-correlation) as matrix products that read the image where it lies.
 *
 * With channels fastest, the KW x IC values that one row of a kernel meets at an output pixel lie
 * side by side, and the next pixel's begin stride x IC further on. So a row of output is a product
 * with A read straight from the image in KH segments: no im2col copy is made. Images are copied
 * only where there is padding. */
#include <string.h>

#include "nn/layers.h"

struct geometry {
    int H, W, IC, OH, OW, OC, kernel, stride, padding;
    int padded_H, padded_W; /* of x */
    int spread_H, spread_W; /* of dy, spread and framed for the data gradient */
};

static struct geometry geometry_of(const struct nn_layer *layer) {
    struct geometry g = {
        .H = layer->in.height,
        .W = layer->in.width,
        .IC = layer->in.channels,
        .OH = layer->out.height,
        .OW = layer->out.width,
        .OC = layer->out.channels,
        .kernel = layer->kernel,
        .stride = layer->stride,
        .padding = layer->padding,
    };
    g.padded_H = g.H + 2 * g.padding;
    g.padded_W = g.W + 2 * g.padding;
    g.spread_H = g.H + g.kernel - 1;
    g.spread_W = g.W + g.kernel - 1;
    return g;
}

size_t nn_conv_scratch(const struct nn_layer *layer) {
    struct geometry g = geometry_of(layer);
    size_t padded = (size_t)g.padded_H * (size_t)g.padded_W * (size_t)g.IC;
    size_t spread = (size_t)g.spread_H * (size_t)g.spread_W * (size_t)g.OC;
    return (padded > spread ? padded : spread) + NN_SLACK;
}

/* One image [H,W,IC] with its frame of zeros: x itself where there is no padding. */
static const float *padded_image(const struct geometry *g, const float *x, float *scratch) {
    if (g->padding == 0)
        return x;
    size_t row = (size_t)g->W * (size_t)g->IC;
    memset(scratch, 0, (size_t)g->padded_H * (size_t)g->padded_W * (size_t)g->IC * sizeof *x);
    for (int h = 0; h < g->H; h++)
        memcpy(scratch + ((ptrdiff_t)(h + g->padding) * g->padded_W + g->padding) * g->IC,
               x + (size_t)h * row, row * sizeof *x);
    return scratch;
}

void nn_conv_forward(const struct nn_pass *pass) {
    struct geometry g = geometry_of(pass->layer);
    struct nn_gemm gemm = {
        .M = g.OW,
        .N = g.OC,
        .K = g.kernel * g.IC,
        .segments = g.kernel,
        .a_row = (ptrdiff_t)g.stride * g.IC,
        .a_step = 1,
        .a_segment = (ptrdiff_t)g.padded_W * g.IC,
        .b = pass->weight,
        .b_row = g.OC,
        .b_segment = (ptrdiff_t)g.kernel * g.IC * g.OC,
        .c_row = g.OC,
        .bias = pass->bias,
    };
    for (int n = 0; n < pass->count; n++) {
        const float *x = padded_image(&g, pass->x + (ptrdiff_t)n * g.H * g.W * g.IC, pass->scratch);
        float *y = pass->y + (ptrdiff_t)n * g.OH * g.OW * g.OC;
        for (int oh = 0; oh < g.OH; oh++) {
            gemm.a = x + (ptrdiff_t)oh * g.stride * g.padded_W * g.IC;
            gemm.c = y + (ptrdiff_t)oh * g.OW * g.OC;
            pass->kernels->gemm(&gemm);
        }
    }
}

/* dweight [KH,KW,IC,OC] += the sum over output pixels of the patch of x times dy. */
static void weight_gradient(const struct nn_pass *pass, const struct geometry *g, const float *x,
                            const float *dy) {
    struct nn_gemm gemm = {
        .M = g->kernel * g->IC,
        .N = g->OC,
        .K = g->OW,
        .segments = g->OH,
        .a_row = 1,
        .a_step = (ptrdiff_t)g->stride * g->IC,
        .a_segment = (ptrdiff_t)g->stride * g->padded_W * g->IC,
        .b = dy,
        .b_row = g->OC,
        .b_segment = (ptrdiff_t)g->OW * g->OC,
        .c_row = g->OC,
        .accumulate = 1,
    };
    for (int kh = 0; kh < g->kernel; kh++) {
        gemm.a = x + (ptrdiff_t)kh * g->padded_W * g->IC;
        gemm.c = pass->dweight + (ptrdiff_t)kh * g->kernel * g->IC * g->OC;
        pass->kernels->gemm(&gemm);
    }
}

/* dy's pixels stride apart, framed by zeros so that a valid convolution of it with the mirrored
 * kernel has the size of x. Pixels that met only padding are left out. */
static void spread_gradient(const struct geometry *g, const float *dy, float *spread) {
    int frame = g->kernel - 1 - g->padding;
    memset(spread, 0, (size_t)g->spread_H * (size_t)g->spread_W * (size_t)g->OC * sizeof *dy);
    for (int oh = 0; oh < g->OH; oh++)
        for (int ow = 0; ow < g->OW; ow++)
            memcpy(spread + ((ptrdiff_t)(frame + oh * g->stride) * g->spread_W + frame +
                             ow * g->stride) *
                                g->OC,
                   dy + ((ptrdiff_t)oh * g->OW + ow) * g->OC, (size_t)g->OC * sizeof *dy);
}

static void data_gradient(const struct nn_pass *pass, const struct geometry *g, const float *dy,
                          float *dx) {
    spread_gradient(g, dy, pass->scratch);
    struct nn_gemm gemm = {
        .M = g->W,
        .N = g->IC,
        .K = g->kernel * g->OC,
        .segments = g->kernel,
        .a_row = g->OC,
        .a_step = 1,
        .a_segment = (ptrdiff_t)g->spread_W * g->OC,
        .b = pass->mirror,
        .b_row = g->IC,
        .b_segment = (ptrdiff_t)g->kernel * g->OC * g->IC,
        .c_row = g->IC,
    };
    for (int h = 0; h < g->H; h++) {
        gemm.a = pass->scratch + (ptrdiff_t)h * g->spread_W * g->OC;
        gemm.c = dx + (ptrdiff_t)h * g->W * g->IC;
        pass->kernels->gemm(&gemm);
    }
}

void nn_conv_backward(const struct nn_pass *pass) {
    struct geometry g = geometry_of(pass->layer);
    for (int n = 0; n < pass->count; n++) {
        ptrdiff_t at = (ptrdiff_t)n * g.H * g.W * g.IC;
        const float *dy = pass->dy + (ptrdiff_t)n * g.OH * g.OW * g.OC;
        weight_gradient(pass, &g, padded_image(&g, pass->x + at, pass->scratch), dy);
        pass->kernels->column_sums(pass->dbias, dy, g.OH * g.OW, g.OC);
        if (pass->dx)
            data_gradient(pass, &g, dy, pass->dx + at);
    }
}
