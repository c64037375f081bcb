#include "nn/layers/conv_methods.h"

/* Tiles that are processed together, so that the data between the transforms stay in a core's
 * cache: as many rows of one image as fit, or as many whole images. */
enum { BLOCK_TILES = 64, SKEW = 16 };

/* A convolution of [H,W,IC] in a frame of zeros to [OH,OW,OC]: the layer's or its data gradient's.
 */
struct framed_conv {
    int H, W, IC, frame, OH, OW, OC;
};

bool nn_conv_may_be_winograd(const struct nn_conv_geometry *g) {
    enum { FEWEST_LANES = 4 };
    return g->kernel == 3 && g->stride == 1 && (g->pool == 0 || g->pool == 2) &&
           g->IC % FEWEST_LANES == 0 && g->OC % FEWEST_LANES == 0;
}

bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g) {
    return nn_conv_may_be_winograd(g) && g->IC % kernels->lanes == 0 && g->OC % kernels->lanes == 0;
}

static struct framed_conv forward_conv(const struct nn_conv_geometry *g) {
    return (struct framed_conv){g->H, g->W, g->IC, g->padding, g->OH, g->OW, g->OC};
}

/* The gradient of the output convolved with the transposed weights. */
static struct framed_conv data_conv(const struct nn_conv_geometry *g) {
    int frame = g->kernel - 1 - g->padding;
    return (struct framed_conv){g->OH, g->OW, g->OC, frame, g->H, g->W, g->IC};
}

static int tile_rows(const struct framed_conv *conv) {
    return (conv->OH + 1) / 2;
}

static int tile_columns(const struct framed_conv *conv) {
    return (conv->OW + 1) / 2;
}

static int within(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static int block_rows(const struct framed_conv *conv) {
    return within(BLOCK_TILES / tile_columns(conv), 1, tile_rows(conv));
}

static int block_images(const struct framed_conv *conv) {
    return within(BLOCK_TILES / (tile_rows(conv) * tile_columns(conv)), 1, BLOCK_TILES);
}

/* The distance from one position's matrix to the next, skewed lest all 16 share cache lines. */
static ptrdiff_t position_size(const struct framed_conv *conv, int channels) {
    ptrdiff_t tiles = (ptrdiff_t)block_images(conv) * block_rows(conv) * tile_columns(conv);
    return tiles * channels + SKEW;
}

size_t nn_conv_winograd_weights(const struct nn_conv_geometry *g) {
    return (size_t)NN_WINOGRAD_POSITIONS * (size_t)g->IC * (size_t)g->OC;
}

void nn_conv_winograd_prepare_forward(const struct nn_kernels *kernels,
                                      const struct nn_conv_geometry *g, const float *weight,
                                      float *forward, int first, int count) {
    ptrdiff_t skipped = (ptrdiff_t)first * g->OC;
    kernels->winograd_weight(weight + skipped, (ptrdiff_t)g->IC * g->OC,
                             (size_t)count * (size_t)g->OC, forward + skipped);
}

/* A kernel rotated by 180 degrees transforms to the same values, only that along both axes the
 * first position and the last change places. */
static int position_of_rotated(int position) {
    static const int rotated[4] = {3, 1, 2, 0};
    return 4 * rotated[position / 4] + rotated[position % 4];
}

void nn_conv_winograd_prepare_backward(const struct nn_kernels *kernels,
                                       const struct nn_conv_geometry *g, const float *forward,
                                       float *backward, int first, int count) {
    ptrdiff_t size = (ptrdiff_t)g->IC * g->OC;
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++)
        kernels->transpose(backward + position_of_rotated(p) * size + first, g->IC,
                           forward + p * size + (ptrdiff_t)first * g->OC, g->OC, count, g->OC, 0);
}

/* The scratch memory of a block: its inputs [16,tiles,IC] and outputs [16,tiles,OC], transformed,
 * or their gradients, and behind them the gradient of the weights [16,IC,OC]. */
struct block_memory {
    float *input, *output, *dweight;
};

static size_t block_memory_size(const struct framed_conv *conv) {
    return NN_WINOGRAD_POSITIONS *
               (size_t)(position_size(conv, conv->IC) + position_size(conv, conv->OC)) +
           NN_SLACK;
}

static struct block_memory divide(const struct framed_conv *conv, float *scratch) {
    struct block_memory memory = {.input = scratch};
    memory.output = memory.input + NN_WINOGRAD_POSITIONS * position_size(conv, conv->IC);
    memory.dweight = scratch + block_memory_size(conv);
    return memory;
}

size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g, bool backward) {
    struct framed_conv forward = forward_conv(g), data = data_conv(g);
    size_t size = block_memory_size(&forward);
    return backward
               ? nn_larger(size + nn_conv_winograd_weights(g) + NN_SLACK, block_memory_size(&data))
               : size;
}

/* Some rows of tiles in each of some images, which are transformed and multiplied together. */
struct block {
    int first, images, tiles; /* tiles: of one image */
    struct nn_winograd in, out;
};

static struct block block_at(const struct framed_conv *conv, int first, int images, int oh) {
    int left = (conv->OH - oh + 1) / 2, rows = left < block_rows(conv) ? left : block_rows(conv);
    struct nn_winograd in = {
        .tile_rows = rows,
        .tile_columns = tile_columns(conv),
        .C = conv->IC,
        .top = oh - conv->frame,
        .left = -conv->frame,
        .rows = conv->H,
        .columns = conv->W,
        .row = (ptrdiff_t)conv->W * conv->IC,
        .pixel = conv->IC,
        .position = position_size(conv, conv->IC),
    };
    struct nn_winograd out = {
        .tile_rows = rows,
        .tile_columns = tile_columns(conv),
        .C = conv->OC,
        .top = oh,
        .rows = conv->OH,
        .columns = conv->OW,
        .row = (ptrdiff_t)conv->OW * conv->OC,
        .pixel = conv->OC,
        .position = position_size(conv, conv->OC),
    };
    return (struct block){first, images, rows * out.tile_columns, in, out};
}

/* The next block of `count` images; false after the last. Begin with one that is all 0. */
static bool next_block(const struct framed_conv *conv, int count, struct block *block) {
    int oh = block->out.top + 2 * block->out.tile_rows, first = block->first;
    if (block->images > 0 && oh >= conv->OH) {
        oh = 0;
        first += block->images;
    }
    *block = block_at(conv, first, within(count - first, 0, block_images(conv)), oh);
    return first < count;
}

static void transform_inputs(const struct nn_kernels *kernels, const struct block *block,
                             const float *x, float *to) {
    ptrdiff_t image = block->in.rows * block->in.row;
    for (int i = 0; i < block->images; i++)
        kernels->winograd_input(&block->in, x + (block->first + i) * image,
                                to + (ptrdiff_t)i * block->tiles * block->in.C);
}

static void transform_output_gradients(const struct nn_kernels *kernels, const struct block *block,
                                       const float *dy, float *to) {
    ptrdiff_t image = block->out.rows * block->out.row;
    for (int i = 0; i < block->images; i++)
        kernels->winograd_output_gradient(&block->out, dy + (block->first + i) * image,
                                          to + (ptrdiff_t)i * block->tiles * block->out.C);
}

/* Output images [OH,OW,OC] or, with pooling, [OH/2,OW/2,OC] with their argmax, which may be NULL.
 */
struct outputs {
    float *y;
    uint8_t *argmax;
    bool pool;
    struct nn_winograd_end end;
};

static void transform_outputs(const struct nn_kernels *kernels, const struct block *block,
                              const float *from, const struct outputs *to) {
    const struct nn_winograd *tiles = &block->out;
    ptrdiff_t image = tiles->rows * tiles->row;
    for (int n = block->first; n < block->first + block->images; n++) {
        ptrdiff_t pooled =
            n * image / 4 + (ptrdiff_t)(tiles->top / 2) * tiles->tile_columns * tiles->C;
        if (to->pool)
            kernels->winograd_output_pooled(tiles, from, &to->end, to->y + pooled,
                                            to->argmax ? to->argmax + pooled : NULL);
        else
            kernels->winograd_output(tiles, from, &to->end, to->y + n * image);
        from += (ptrdiff_t)block->tiles * tiles->C;
    }
}

/* At each position, output [tiles,OC] = input [tiles,IC] weight [IC,OC]. */
static void multiply(const struct nn_kernels *kernels, const struct block *block,
                     const struct block_memory *memory, const float *weight) {
    int IC = block->in.C, OC = block->out.C;
    struct nn_gemm gemm = nn_gemm_of(block->images * block->tiles, OC, IC);
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++) {
        gemm.a = memory->input + p * block->in.position;
        gemm.b = weight + (ptrdiff_t)p * IC * OC;
        gemm.c = memory->output + p * block->out.position;
        kernels->gemm(&gemm);
    }
}

/* At each position, dweight [IC,OC] += input transposed [IC,tiles] output [tiles,OC]. */
static void multiply_gradients(const struct nn_kernels *kernels, const struct block *block,
                               const struct block_memory *memory) {
    int IC = block->in.C, OC = block->out.C;
    struct nn_gemm gemm = nn_gemm_of(IC, OC, block->images * block->tiles);
    gemm.a_row = 1;
    gemm.a_step = IC;
    gemm.accumulate = block->first > 0 || block->out.top > 0;
    for (int p = 0; p < NN_WINOGRAD_POSITIONS; p++) {
        gemm.a = memory->input + p * block->in.position;
        gemm.b = memory->output + p * block->out.position;
        gemm.c = memory->dweight + (ptrdiff_t)p * IC * OC;
        kernels->gemm(&gemm);
    }
}

static void convolve(const struct nn_pass *pass, const struct framed_conv *conv, const float *x,
                     const float *weight, const struct outputs *outputs) {
    struct block_memory memory = divide(conv, pass->scratch);
    for (struct block block = {0}; next_block(conv, pass->count, &block);) {
        transform_inputs(pass->kernels, &block, x, memory.input);
        multiply(pass->kernels, &block, &memory, weight);
        transform_outputs(pass->kernels, &block, memory.output, outputs);
    }
}

void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct framed_conv conv = forward_conv(g);
    struct outputs outputs = {pass->y, pass->argmax, g->pool > 0, {pass->bias, g->relu}};
    convolve(pass, &conv, pass->x, pass->forward_weights, &outputs);
}

static void add_weight_gradient(const struct nn_pass *pass, const struct framed_conv *conv) {
    struct block_memory memory = divide(conv, pass->scratch);
    size_t weights = (size_t)conv->IC * (size_t)conv->OC;
    for (struct block block = {0}; next_block(conv, pass->count, &block);) {
        transform_inputs(pass->kernels, &block, pass->x, memory.input);
        transform_output_gradients(pass->kernels, &block, pass->dy, memory.output);
        multiply_gradients(pass->kernels, &block, &memory);
    }
    pass->kernels->winograd_weight_gradient(memory.dweight, weights, pass->dweight);
}

void nn_conv_winograd_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g) {
    struct framed_conv forward = forward_conv(g), data = data_conv(g);
    struct outputs gradient = {.y = pass->dx};
    add_weight_gradient(pass, &forward);
    if (pass->dx)
        convolve(pass, &data, pass->dy, pass->backward_weights, &gradient);
}
