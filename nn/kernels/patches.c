/* Sums of patches: a vector holds neighbouring values of a patch's row, and a block of the sum,
 * rows x vectors, stays in registers while the patches pass by. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

enum { MAX_ROWS = 3, MAX_VECTORS = 6 };

/* A row's vectors begin at column, column + LANES, ..., but the last one at `last`, so that it ends
 * within the row. Lanes that two vectors share get the same sums. */
struct block {
    int row, column, last;
};

/* Column of vector v of `vectors`. */
static inline int column_of(const struct block *block, int v, int vectors) {
    return v == vectors - 1 ? block->last : block->column + v * LANES;
}

static inline __attribute__((always_inline)) void add_block(float *sum, const float *x,
                                                            const struct nn_patches *patches,
                                                            const struct block *block,
                                                            const int rows, const int vectors) {
    vector acc[MAX_ROWS][MAX_VECTORS];
    float *to = sum + block->row * patches->sum_row;
    const ptrdiff_t row = patches->patch_row, sum_row = patches->sum_row;
    const float *from = x + block->row * row;
    NN_UNROLL(3)
    for (int r = 0; r < rows; r++) {
        NN_UNROLL(6)
        for (int v = 0; v < vectors; v++)
            acc[r][v] = vector_load(to + r * sum_row + column_of(block, v, vectors));
    }
    for (int i = 0; i < patches->count; i++) {
        const float *patch = from + patches->items[i].at;
        const float factor = patches->items[i].factor;
        NN_UNROLL(3)
        for (int r = 0; r < rows; r++) {
            NN_UNROLL(6)
            for (int v = 0; v < vectors; v++)
                acc[r][v] += factor * vector_load(patch + r * row + column_of(block, v, vectors));
        }
    }
    NN_UNROLL(3)
    for (int r = 0; r < rows; r++) {
        NN_UNROLL(6)
        for (int v = 0; v < vectors; v++)
            vector_store(to + r * sum_row + column_of(block, v, vectors), acc[r][v]);
    }
}

typedef void add_function(float *sum, const float *x, const struct nn_patches *patches,
                          const struct block *block);
/* A block that does not fit into the registers is never chosen, and empty. */
#define BLOCK(rows, vectors)                                                                       \
    static void add_##rows##x##vectors(                                                            \
        float *sum, const float *x, const struct nn_patches *patches, const struct block *block) { \
        if ((rows) * (vectors) <= NN_ACCUMULATORS)                                                 \
            add_block(sum, x, patches, block, rows, vectors);                                      \
    }

/* clang-format off */
BLOCK(1, 1) BLOCK(1, 2) BLOCK(1, 3) BLOCK(1, 4) BLOCK(1, 5) BLOCK(1, 6)
BLOCK(2, 1) BLOCK(2, 2) BLOCK(2, 3) BLOCK(2, 4) BLOCK(2, 5) BLOCK(2, 6)
BLOCK(3, 1) BLOCK(3, 2) BLOCK(3, 3) BLOCK(3, 4) BLOCK(3, 5) BLOCK(3, 6)

static add_function *const blocks[MAX_ROWS + 1][MAX_VECTORS + 1] = {
    [1] = {NULL, add_1x1, add_1x2, add_1x3, add_1x4, add_1x5, add_1x6},
    [2] = {NULL, add_2x1, add_2x2, add_2x3, add_2x4, add_2x5, add_2x6},
    [3] = {NULL, add_3x1, add_3x2, add_3x3, add_3x4, add_3x5, add_3x6},
};
/* clang-format on */

/* The blocks of a row are nearly equal, so that none is a single vector that overlaps the previous
 * block and would be added twice. */
void NN_KERNEL(add_patches)(float *sum, const float *x, const struct nn_patches *patches) {
    const int width = patches->width;
    for (int row = 0, rows; row < patches->rows; row += rows) {
        rows = smaller(patches->rows - row, MAX_ROWS);
        const int max = smaller(MAX_VECTORS, NN_ACCUMULATORS / rows);
        for (int column = 0, vectors; column < width; column += vectors * LANES) {
            int left = (width - column + LANES - 1) / LANES, parts = (left + max - 1) / max;
            vectors = (left + parts - 1) / parts;
            int last = smaller(column + (vectors - 1) * LANES, width - LANES);
            blocks[rows][vectors](sum, x, patches, &(struct block){row, column, last});
        }
    }
}
