#include "nn/layers/conv_methods.h"

/* Tiles of one image that are processed together: as many rows of them as fit, so that the data
 * between the transforms stay in a core's cache. */
enum { BLOCK_TILES = 64, SKEW = 16 };

/* A convolution without padding, [H,W,IC] to [OH,OW,OC]: the layer's or its data gradient's. */
struct valid_conv {
    int H, W, IC, OH, OW, OC;
};

bool nn_conv_may_be_winograd(const struct nn_conv_geometry *g) {
    return g->kernel == 3 && g->stride == 1 && (g->pool == 0 || g->pool == 2);
}

bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return nn_conv_may_be_winograd(g) && g->IC % kernels->lanes == 0 && g->OC % kernels->lanes == 0;
}

static struct valid_conv forward_conv(const struct nn_conv_geometry *g) {
    return (struct valid_conv){g->padded_H, g->padded_W, g->IC, g->OH, g->OW, g->OC};
}

/* The framed gradient of the output convolved with the transposed weights. */
static struct valid_conv data_conv(const struct nn_conv_geometry *g) {
    return (struct valid_conv){g->spread_H, g->spread_W, g->OC, g->H, g->W, g->IC};
}

static int tile_columns(const struct valid_conv *conv) {
    return (conv->OW + 1) / 2;
}

static int block_rows(const struct valid_conv *conv) {
    int rows = BLOCK_TILES / tile_columns(conv);
    return rows > 0 ? rows : 1;
}

/* The distance from one position's matrix to the next, skewed lest all 16 share cache lines. */
static ptrdiff_t position_size(const struct valid_conv *conv, int channels) {
    return (ptrdiff_t)block_rows(conv) * tile_columns(conv) * channels + SKEW;
}

static size_t weights(const struct valid_conv *conv) {
    return (size_t)conv->IC * (size_t)conv->OC;
}

/* The parts of the scratch memory: weights [16,IC,OC], and a block's inputs [16,tiles,IC] and
 * outputs [16,tiles,OC] (or their gradients), transformed. */
struct parts {
    float *weight, *input, *output;
};

static size_t parts_size(const struct valid_conv *conv) {
    size_t tiles = (size_t)(position_size(conv, conv->IC) + position_size(conv, conv->OC));
    return NN_WINOGRAD_POSITIONS * (weights(conv) + tiles) + NN_SLACK;
}

static struct parts divide(const struct valid_conv *conv, float *scratch) {
    struct parts parts = {.weight = scratch};
    parts.input = parts.weight + NN_WINOGRAD_POSITIONS * weights(conv);
    parts.output = parts.input + NN_WINOGRAD_POSITIONS * position_size(conv, conv->IC);
    return parts;
}

static size_t framed_size(const struct nn_conv_geometry *g) {
    return (size_t)g->spread_H * (size_t)g->spread_W * (size_t)g->OC + NN_SLACK;
}

size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g, bool backward) {
    struct valid_conv forward = forward_conv(g), data = data_conv(g);
    size_t gradient = backward ? framed_size(g) + parts_size(&data) : 0;
    return nn_conv_padded_size(g) + parts_size(&forward) + gradient;
}

/* The tiles of the block that starts at output row oh, in an image [H,W,C]. */
static struct nn_winograd tiles_at(const struct valid_conv *conv, int oh, int H, int W, int C) {
    int left = (conv->OH - oh + 1) / 2, max = block_rows(conv);
    return (struct nn_winograd){
        .tile_rows = left < max ? left : max,
        .tile_columns = tile_columns(conv),
        .C = C,
        .row = (ptrdiff_t)W * C,
        .pixel = C,
        .rows = H - oh,
        .columns = W,
        .position = position_size(conv, C),
    };
}

static struct nn_winograd input_tiles(const struct valid_conv *conv, int oh) {
    return tiles_at(conv, oh, conv->H, conv->W, conv->IC);
}

static struct nn_winograd output_tiles(const struct valid_conv *conv, int oh) {
    return tiles_at(conv, oh, conv->OH, conv->OW, conv->OC);
}

/* At each position, output [tiles,OC] = input [tiles,IC] weight [IC,OC]. */
static void multiply(const struct nn_kernels *kernels, const struct valid_conv *conv, int tiles,
                     const struct parts *parts) {
    struct nn_gemm gemm = nn_gemm_of(tiles, conv->OC, conv->IC);
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++) {
        gemm.a = parts->input + p * position_size(conv, conv->IC);
        gemm.b = parts->weight + (size_t)p * weights(conv);
        gemm.c = parts->output + p * position_size(conv, conv->OC);
        kernels->gemm(&gemm);
    }
}

/* At each position, weight [IC,OC] += input transposed [IC,tiles] output [tiles,OC]. */
static void multiply_gradients(const struct nn_kernels *kernels, const struct valid_conv *conv,
                               int tiles, const struct parts *parts) {
    struct nn_gemm gemm = nn_gemm_of(conv->IC, conv->OC, tiles);
    gemm.a_row = 1;
    gemm.a_step = conv->IC;
    gemm.accumulate = 1;
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++) {
        gemm.a = parts->input + p * position_size(conv, conv->IC);
        gemm.b = parts->output + p * position_size(conv, conv->OC);
        gemm.c = parts->weight + (size_t)p * weights(conv);
        kernels->gemm(&gemm);
    }
}

/* x [H,W,IC], y [OH,OW,OC] or, with pooling, [OH/2,OW/2,OC] with its argmax. */
struct images {
    const float *x;
    float *y;
    uint8_t *argmax;
    struct nn_winograd_end end;
};

static void convolve(const struct nn_kernels *kernels, const struct valid_conv *conv,
                     const struct images *images, int pool, const struct parts *parts) {
    for (int oh = 0, block = 2 * block_rows(conv); oh < conv->OH; oh += block) {
        struct nn_winograd in = input_tiles(conv, oh), out = output_tiles(conv, oh);
        ptrdiff_t pooled = (ptrdiff_t)(oh / 2) * out.tile_columns * conv->OC;
        kernels->winograd_input(&in, images->x + oh * in.row, parts->input);
        multiply(kernels, conv, out.tile_rows * out.tile_columns, parts);
        if (pool)
            kernels->winograd_output_pooled(&out, parts->output, &images->end, images->y + pooled,
                                            images->argmax ? images->argmax + pooled : NULL);
        else
            kernels->winograd_output(&out, parts->output, &images->end, images->y + oh * out.row);
    }
}

void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct valid_conv conv = forward_conv(g);
    struct parts parts = divide(&conv, pass->scratch + nn_conv_padded_size(g));
    struct images images = {.end = {pass->bias, g->relu}};
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    pass->kernels->winograd_weight(pass->weight, weights(&conv), parts.weight);
    for (int n = 0; n < pass->count; n++) {
        images.x = nn_conv_padded_image(g, pass->x + (size_t)n * in, pass->scratch);
        images.y = pass->y + (size_t)n * out;
        images.argmax = pass->argmax ? pass->argmax + (size_t)n * out : NULL;
        convolve(pass->kernels, &conv, &images, g->pool, &parts);
    }
}

static void add_weight_gradient(const struct nn_kernels *kernels, const struct valid_conv *conv,
                                const float *x, const float *dy, const struct parts *parts) {
    for (int oh = 0, block = 2 * block_rows(conv); oh < conv->OH; oh += block) {
        struct nn_winograd in = input_tiles(conv, oh), out = output_tiles(conv, oh);
        kernels->winograd_input(&in, x + oh * in.row, parts->input);
        kernels->winograd_output_gradient(&out, dy + oh * out.row, parts->output);
        multiply_gradients(kernels, conv, out.tile_rows * out.tile_columns, parts);
    }
}

/* Frames dy [OH,OW,OC] with zeros, so that the data gradient is a convolution of it. */
static void frame_gradient(const struct nn_conv_geometry *g, const float *dy, float *framed) {
    ptrdiff_t row = (ptrdiff_t)g->OW * g->OC, framed_row = (ptrdiff_t)g->spread_W * g->OC;
    ptrdiff_t frame = g->kernel - 1 - g->padding;
    memset(framed, 0, framed_size(g) * sizeof *framed);
    nn_conv_copy_rows(framed + frame * (framed_row + g->OC), framed_row, dy, row, g->OH, row);
}

void nn_conv_winograd_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct valid_conv forward = forward_conv(g), data = data_conv(g);
    float *framed = pass->scratch + nn_conv_padded_size(g), *rest = framed + framed_size(g);
    struct parts parts = divide(&forward, rest),
                 data_parts = divide(&data, rest + parts_size(&forward));
    size_t in = nn_shape_size(pass->layer->in), out = nn_shape_size(pass->layer->out);
    memset(parts.weight, 0, NN_WINOGRAD_POSITIONS * weights(&forward) * sizeof *parts.weight);
    if (pass->dx)
        pass->kernels->winograd_weight(pass->transposed_weights, weights(&data), data_parts.weight);
    for (int n = 0; n < pass->count; n++) {
        const float *x = nn_conv_padded_image(g, pass->x + (size_t)n * in, pass->scratch);
        const float *dy = pass->dy + (size_t)n * out;
        add_weight_gradient(pass->kernels, &forward, x, dy, &parts);
        if (pass->dx) {
            struct images images = {.x = framed, .y = pass->dx + (size_t)n * in};
            frame_gradient(g, dy, framed);
            convolve(pass->kernels, &data, &images, 0, &data_parts);
        }
    }
    pass->kernels->winograd_weight_gradient(parts.weight, weights(&forward), pass->dweight);
}
