/* Matrix product in register tiles: ROWS x VECTORS accumulators stay in registers while k runs.
 *
 * Each k costs VECTORS loads of B and ROWS broadcasts of A for ROWS * VECTORS multiply-adds; 12
 * accumulators (24 where there are 32 registers) keep both multipliers of a core busy in spite of
 * their latency. B's rows are read in place: there is no packing. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

enum { MAX_ROWS = 12, MAX_VECTORS = 4 };

/* Rows m to m + rows - 1 and columns n to n + vectors * LANES - 1 of C, as far as it goes. rows and
 * vectors are constants wherever this is inlined, which keeps acc in registers. */
static inline __attribute__((always_inline)) void tile(const struct nn_gemm *g, int m, int n,
                                                       const int rows, const int vectors) {
    vector acc[MAX_ROWS][MAX_VECTORS];
    float *c = g->c + m * g->c_row + n;
    NN_UNROLL(12)
    for (int r = 0; r < rows; r++) {
        NN_UNROLL(4)
        for (int v = 0; v < vectors; v++)
            acc[r][v] = g->accumulate ? vector_load(c + r * g->c_row + v * LANES)
                        : g->bias     ? vector_load(g->bias + n + v * LANES)
                                      : (vector){0};
    }

    const ptrdiff_t a_row = g->a_row, a_step = g->a_step, b_row = g->b_row;
    const int K = g->K;
    for (int s = 0; s < g->segments; s++) {
        const float *a = g->a + m * a_row + s * g->a_segment;
        const float *b = g->b + n + s * g->b_segment;
        for (int k = 0; k < K; k++, a += a_step, b += b_row) {
            vector column[MAX_VECTORS];
            NN_UNROLL(4)
            for (int v = 0; v < vectors; v++)
                column[v] = vector_load(b + v * LANES);
            NN_UNROLL(12)
            for (int r = 0; r < rows; r++) {
                const float weight = a[r * a_row];
                NN_UNROLL(4)
                for (int v = 0; v < vectors; v++)
                    acc[r][v] += weight * column[v];
            }
        }
    }

    int left = g->N - n;
    NN_UNROLL(12)
    for (int r = 0; r < rows; r++) {
        NN_UNROLL(4)
        for (int v = 0; v < vectors; v++) {
            float *to = c + r * g->c_row + v * LANES;
            if (g->relu)
                acc[r][v] = vector_larger(acc[r][v], (vector){0});
            if (left >= (v + 1) * LANES)
                vector_store(to, acc[r][v]);
            else
                vector_store_part(to, acc[r][v], left - v * LANES);
        }
    }
}

typedef void tile_function(const struct nn_gemm *g, int m, int n);

/* A tile that does not fit into the registers is never chosen, and empty. */
#define TILE(rows, vectors)                                                                        \
    static void tile_##rows##x##vectors(const struct nn_gemm *g, int m, int n) {                   \
        if ((rows) * (vectors) <= NN_ACCUMULATORS)                                                 \
            tile(g, m, n, rows, vectors);                                                          \
    }

/* clang-format off */
TILE(1, 1) TILE(2, 1) TILE(3, 1) TILE(4, 1) TILE(5, 1) TILE(6, 1)
TILE(7, 1) TILE(8, 1) TILE(9, 1) TILE(10, 1) TILE(11, 1) TILE(12, 1)
TILE(1, 2) TILE(2, 2) TILE(3, 2) TILE(4, 2) TILE(5, 2) TILE(6, 2)
TILE(7, 2) TILE(8, 2) TILE(9, 2) TILE(10, 2) TILE(11, 2) TILE(12, 2)
TILE(1, 3) TILE(2, 3) TILE(3, 3) TILE(4, 3) TILE(5, 3) TILE(6, 3) TILE(7, 3) TILE(8, 3)
TILE(1, 4) TILE(2, 4) TILE(3, 4) TILE(4, 4) TILE(5, 4) TILE(6, 4)

static tile_function *const tiles[MAX_VECTORS + 1][MAX_ROWS + 1] = {
    [1] = {NULL, tile_1x1, tile_2x1, tile_3x1, tile_4x1, tile_5x1, tile_6x1,
           tile_7x1, tile_8x1, tile_9x1, tile_10x1, tile_11x1, tile_12x1},
    [2] = {NULL, tile_1x2, tile_2x2, tile_3x2, tile_4x2, tile_5x2, tile_6x2,
           tile_7x2, tile_8x2, tile_9x2, tile_10x2, tile_11x2, tile_12x2},
    [3] = {NULL, tile_1x3, tile_2x3, tile_3x3, tile_4x3, tile_5x3, tile_6x3, tile_7x3, tile_8x3},
    [4] = {NULL, tile_1x4, tile_2x4, tile_3x4, tile_4x4, tile_5x4, tile_6x4},
};
/* clang-format on */

/* Vectors per row: more where few rows would leave the multipliers waiting. */
static int vectors_for(int vectors_left, int M) {
    if (M <= 3 && vectors_left >= 4)
        return 4;
    if (vectors_left == 3)
        return 3;
    return vectors_left < 2 ? vectors_left : 2;
}

void NN_KERNEL(gemm)(const struct nn_gemm *gemm) {
    int vectors = 0;
    for (int n = 0; n < gemm->N; n += vectors * LANES) {
        vectors = vectors_for((gemm->N - n + LANES - 1) / LANES, gemm->M);
        /* Blocks of nearly equal height, so that the last one is not left with a row or two. */
        int max = smaller(NN_ACCUMULATORS / vectors, MAX_ROWS);
        int blocks = (gemm->M + max - 1) / max;
        for (int block = 0, m = 0; block < blocks; block++) {
            int rows = (gemm->M - m) / (blocks - block);
            tiles[vectors][rows](gemm, m, n);
            m += rows;
        }
    }
}
