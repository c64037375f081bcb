#include "nn/winograd_conv.h"

/* Tiles of one image that are worked on together: as many rows of them as fit, so that what lies
 * between the transforms stays in a core's cache. */
enum { BLOCK_TILES = 64, SKEW = 16 };

bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return g->kernel == 3 && g->stride == 1 && (g->pool == 0 || g->pool == 2) &&
           g->IC % kernels->lanes == 0 && g->OC % kernels->lanes == 0;
}

static int tile_columns(const struct nn_conv_geometry *g) {
    return (g->OW + 1) / 2;
}

static int block_rows(const struct nn_conv_geometry *g) {
    int rows = BLOCK_TILES / tile_columns(g);
    return rows > 0 ? rows : 1;
}

/* From one position's matrix of a block's tiles to the next. The skew keeps the 16 of them from
 * falling into the same lines of the cache. */
static ptrdiff_t position_size(const struct nn_conv_geometry *g, int channels) {
    return (ptrdiff_t)block_rows(g) * tile_columns(g) * channels + SKEW;
}

static size_t weights(const struct nn_conv_geometry *g) {
    return (size_t)g->IC * (size_t)g->OC;
}

/* What scratch memory is divided into: transformed weights [16,IC,OC], and a block's transformed
 * inputs [16,tiles,IC] and products [16,tiles,OC]. */
struct winograd_scratch {
    float *weight, *input, *product;
};

size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g) {
    size_t tiles = (size_t)(position_size(g, g->IC) + position_size(g, g->OC));
    return NN_WINOGRAD_POSITIONS * (weights(g) + tiles) + NN_SLACK;
}

static struct winograd_scratch divide(const struct nn_conv_geometry *g, float *scratch) {
    struct winograd_scratch parts = {.weight = scratch};
    parts.input = parts.weight + NN_WINOGRAD_POSITIONS * weights(g);
    parts.product = parts.input + NN_WINOGRAD_POSITIONS * position_size(g, g->IC);
    return parts;
}

/* A block of tiles: output rows from oh on. */
struct block {
    int oh, rows, tiles;
};

static struct block block_at(const struct nn_conv_geometry *g, int oh) {
    int left = (g->OH - oh + 1) / 2, most = block_rows(g);
    int rows = left < most ? left : most;
    return (struct block){oh, rows, rows * tile_columns(g)};
}

static struct nn_winograd input_tiles(const struct nn_conv_geometry *g, const struct block *block) {
    return (struct nn_winograd){
        .tile_rows = block->rows,
        .tile_columns = tile_columns(g),
        .C = g->IC,
        .row = (ptrdiff_t)g->padded_W * g->IC,
        .pixel = g->IC,
        .rows = g->padded_H - block->oh,
        .columns = g->padded_W,
        .position = position_size(g, g->IC),
    };
}

static struct nn_winograd output_tiles(const struct nn_conv_geometry *g,
                                       const struct block *block) {
    return (struct nn_winograd){
        .tile_rows = block->rows,
        .tile_columns = tile_columns(g),
        .C = g->OC,
        .row = (ptrdiff_t)g->OW * g->OC,
        .pixel = g->OC,
        .rows = g->OH - block->oh,
        .columns = g->OW,
        .position = position_size(g, g->OC),
    };
}

/* At each position, product [tiles,OC] = input [tiles,IC] weight [IC,OC]. */
static void multiply(const struct nn_kernels *kernels, const struct nn_conv_geometry *g, int tiles,
                     const struct winograd_scratch *parts) {
    struct nn_gemm gemm = {
        .M = tiles,
        .N = g->OC,
        .K = g->IC,
        .segments = 1,
        .a_row = g->IC,
        .a_step = 1,
        .b_row = g->OC,
        .c_row = g->OC,
    };
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++) {
        gemm.a = parts->input + p * position_size(g, g->IC);
        gemm.b = parts->weight + (size_t)p * weights(g);
        gemm.c = parts->product + p * position_size(g, g->OC);
        kernels->gemm(&gemm);
    }
}

static void forward_block(const struct nn_pass *pass, const struct nn_conv_geometry *g,
                          const struct block *block, const float *x, int image,
                          const struct winograd_scratch *parts) {
    struct nn_winograd in = input_tiles(g, block), out = output_tiles(g, block);
    struct nn_winograd_end end = {pass->bias, g->relu};
    ptrdiff_t at = (ptrdiff_t)image * (ptrdiff_t)nn_shape_size(pass->layer->out);
    pass->kernels->winograd_input(&in, x + block->oh * in.row, parts->input);
    multiply(pass->kernels, g, block->tiles, parts);
    if (g->pool) {
        at += (ptrdiff_t)(block->oh / g->pool) * out.tile_columns * g->OC;
        pass->kernels->winograd_output_pooled(&out, parts->product, &end, pass->y + at,
                                              pass->winners ? pass->winners + at : NULL);
    } else {
        pass->kernels->winograd_output(&out, parts->product, &end,
                                       pass->y + at + block->oh * out.row);
    }
}

void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct winograd_scratch parts = divide(g, pass->scratch + nn_conv_padded_size(g));
    pass->kernels->winograd_weight(pass->weight, weights(g), parts.weight);
    for (int n = 0; n < pass->count; n++) {
        const float *image = pass->x + (ptrdiff_t)n * (ptrdiff_t)nn_shape_size(pass->layer->in);
        const float *x = nn_conv_padded_image(g, image, pass->scratch);
        for (int oh = 0; oh < g->OH;) {
            struct block block = block_at(g, oh);
            forward_block(pass, g, &block, x, n, &parts);
            oh += 2 * block.rows;
        }
    }
}
