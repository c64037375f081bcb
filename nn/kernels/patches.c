/* Gradients of a convolution after max pooling, of the winners alone: where a window's other values
 * have none, a dense product would be three quarters multiplications by zero.
 *
 * A vector holds neighbouring values of a patch's row; a block of a patch, rows x vectors, stays in
 * registers while the winners of one output channel pass by. */
#include <stdbool.h>

#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

enum { MAX_ROWS = 3, MAX_VECTORS = 6 };

/* A row's vectors begin at column, column + LANES, ... but the last one at `last`, so that it ends
 * within the row; its first `done` lanes are another vector's too. */
struct block {
    int row, column, last, done;
};

/* Column of vector v of `vectors`. */
static inline int column_of(const struct block *block, int v, int vectors) {
    return v == vectors - 1 ? block->last : block->column + v * LANES;
}

static inline __attribute__((always_inline)) void gather_block(float *sum, const float *x,
                                                               const struct nn_patches *patches,
                                                               const struct block *block,
                                                               const int rows, const int vectors) {
    vector acc[MAX_ROWS][MAX_VECTORS];
    float *to = sum + (ptrdiff_t)block->row * patches->width;
    const ptrdiff_t row = patches->patch_row;
    const float *from = x + block->row * row;
#pragma GCC unroll 3
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 6
        for (int v = 0; v < vectors; v++)
            acc[r][v] = vector_load(to + r * patches->width + column_of(block, v, vectors));
    for (int i = 0; i < patches->count; i++) {
        const float *patch = from + patches->winners[i].patch;
        const float dy = patches->winners[i].dy;
#pragma GCC unroll 3
        for (int r = 0; r < rows; r++)
#pragma GCC unroll 6
            for (int v = 0; v < vectors; v++)
                acc[r][v] += dy * vector_load(patch + r * row + column_of(block, v, vectors));
    }
#pragma GCC unroll 3
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 6
        for (int v = 0; v < vectors; v++)
            vector_store(to + r * patches->width + column_of(block, v, vectors), acc[r][v]);
}

static inline __attribute__((always_inline)) void scatter_block(float *dx, const float *weight,
                                                                const struct nn_patches *patches,
                                                                const struct block *block,
                                                                const int rows, const int vectors) {
    vector value[MAX_ROWS][MAX_VECTORS];
    const float *from = weight + (ptrdiff_t)block->row * patches->width;
    const ptrdiff_t row = patches->patch_row;
    float *to = dx + block->row * row;
    const vector_mask open = vector_lane_numbers() >= block->done;
#pragma GCC unroll 3
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 6
        for (int v = 0; v < vectors; v++)
            value[r][v] = vector_load(from + r * patches->width + column_of(block, v, vectors));
        value[r][vectors - 1] = (vector)((vector_mask)value[r][vectors - 1] & open);
    }
    for (int i = 0; i < patches->count; i++) {
        float *patch = to + patches->winners[i].patch;
        const float dy = patches->winners[i].dy;
#pragma GCC unroll 3
        for (int r = 0; r < rows; r++)
#pragma GCC unroll 6
            for (int v = 0; v < vectors; v++) {
                float *at = patch + r * row + column_of(block, v, vectors);
                vector_store(at, vector_load(at) + dy * value[r][v]);
            }
    }
}

typedef void gather_function(float *sum, const float *x, const struct nn_patches *patches,
                             const struct block *block);
typedef void scatter_function(float *dx, const float *weight, const struct nn_patches *patches,
                              const struct block *block);

#define BLOCK(rows, vectors)                                                                       \
    static void gather_##rows##x##vectors(                                                         \
        float *sum, const float *x, const struct nn_patches *patches, const struct block *block) { \
        gather_block(sum, x, patches, block, rows, vectors);                                       \
    }                                                                                              \
    static void scatter_##rows##x##vectors(float *dx, const float *weight,                         \
                                           const struct nn_patches *patches,                       \
                                           const struct block *block) {                            \
        scatter_block(dx, weight, patches, block, rows, vectors);                                  \
    }

/* clang-format off */
BLOCK(1, 1) BLOCK(1, 2) BLOCK(1, 3) BLOCK(1, 4) BLOCK(1, 5) BLOCK(1, 6)
BLOCK(2, 1) BLOCK(2, 2) BLOCK(2, 3) BLOCK(2, 4) BLOCK(2, 5) BLOCK(2, 6)
BLOCK(3, 1) BLOCK(3, 2) BLOCK(3, 3) BLOCK(3, 4)
#if NN_ACCUMULATORS >= 24
BLOCK(3, 5) BLOCK(3, 6)
#define BLOCK_ROW_3(name) {NULL, name##_3x1, name##_3x2, name##_3x3, name##_3x4, name##_3x5, name##_3x6}
#else
#define BLOCK_ROW_3(name) {NULL, name##_3x1, name##_3x2, name##_3x3, name##_3x4}
#endif
#define BLOCKS(name) {                                                                             \
    {NULL},                                                                                        \
    {NULL, name##_1x1, name##_1x2, name##_1x3, name##_1x4, name##_1x5, name##_1x6},                \
    {NULL, name##_2x1, name##_2x2, name##_2x3, name##_2x4, name##_2x5, name##_2x6},                \
    BLOCK_ROW_3(name)}
    /* clang-format on */

    static gather_function *const gathers[MAX_ROWS + 1][MAX_VECTORS + 1] = BLOCKS(gather);
static scatter_function *const scatters[MAX_ROWS + 1][MAX_VECTORS + 1] = BLOCKS(scatter);

static int smaller(int a, int b) {
    return a < b ? a : b;
}

/* The block after this one, first column by column, then rows further down; rows and vectors are
 * its size. False after the last. Begin with a block of zeros and of *rows and *vectors 0. */
static bool next_block(const struct nn_patches *patches, struct block *block, int *rows,
                       int *vectors) {
    block->column += *vectors * LANES;
    if (block->column >= patches->width || *rows == 0) {
        block->column = 0;
        block->row += *rows;
    }
    if (block->row >= patches->rows)
        return false;
    *rows = smaller(patches->rows - block->row, MAX_ROWS);
    int left = (patches->width - block->column + LANES - 1) / LANES;
    *vectors = smaller(left, smaller(MAX_VECTORS, NN_ACCUMULATORS / *rows));
    int last = block->column + (*vectors - 1) * LANES;
    block->last = smaller(last, patches->width - LANES);
    block->done = last - block->last;
    return true;
}

void NN_KERNEL(gather_patches)(float *sum, const float *x, const struct nn_patches *patches) {
    struct block block = {0};
    int rows = 0, vectors = 0;
    while (next_block(patches, &block, &rows, &vectors))
        gathers[rows][vectors](sum, x, patches, &block);
}

void NN_KERNEL(scatter_patches)(float *dx, const float *weight, const struct nn_patches *patches) {
    struct block block = {0};
    int rows = 0, vectors = 0;
    while (next_block(patches, &block, &rows, &vectors))
        scatters[rows][vectors](dx, weight, patches, &block);
}
