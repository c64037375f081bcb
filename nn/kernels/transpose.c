/* Transposition in square blocks of LANES x LANES that stay in registers: log2(LANES) rounds, each
 * of which swaps halves of 2 * distance lanes between rows that are `distance` apart. */
#include "nn/kernels/level.h"
#include "nn/kernels/vector.h"

static inline void transpose_block(float *to, ptrdiff_t to_row, const float *from,
                                   ptrdiff_t from_row, int accumulate) {
    vector rows[LANES];
    NN_UNROLL(16)
    for (int i = 0; i < LANES; i++)
        rows[i] = vector_load(from + i * from_row);
    NN_UNROLL(4)
    for (int distance = 1; distance < LANES; distance *= 2) {
        vector_mask low, high;
        NN_UNROLL(16)
        for (int lane = 0; lane < LANES; lane++) {
            int other = lane & distance;
            /* cppcheck-suppress uninitvar ; a vector, of which every lane is set */
            low[lane] = other ? LANES + lane - distance : lane;
            /* cppcheck-suppress uninitvar ; as above */
            high[lane] = other ? LANES + lane : lane + distance;
        }
        NN_UNROLL(16)
        for (int i = 0; i < LANES; i++)
            if (!(i & distance)) {
                vector a = rows[i], b = rows[i + distance];
                rows[i] = vector_shuffle(a, b, low);
                rows[i + distance] = vector_shuffle(a, b, high);
            }
    }
    NN_UNROLL(16)
    for (int i = 0; i < LANES; i++)
        vector_store(to + i * to_row,
                     accumulate ? vector_load(to + i * to_row) + rows[i] : rows[i]);
}

/* One value at a time, for the edges. */
static void transpose_rest(float *to, ptrdiff_t to_row, const float *from, ptrdiff_t from_row,
                           int rows, int columns, int accumulate) {
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            float *at = to + c * to_row + r, value = from[r * from_row + c];
            *at = accumulate ? *at + value : value;
        }
}

void NN_KERNEL(transpose)(float *to, ptrdiff_t to_row, const float *from, ptrdiff_t from_row,
                          int rows, int columns, int accumulate) {
    int whole_rows = rows - rows % LANES, whole_columns = columns - columns % LANES;
    for (int r = 0; r < whole_rows; r += LANES)
        for (int c = 0; c < whole_columns; c += LANES)
            transpose_block(to + c * to_row + r, to_row, from + r * from_row + c, from_row,
                            accumulate);
    transpose_rest(to + whole_columns * to_row, to_row, from + whole_columns, from_row, whole_rows,
                   columns - whole_columns, accumulate);
    transpose_rest(to + whole_rows, to_row, from + whole_rows * from_row, from_row,
                   rows - whole_rows, columns, accumulate);
}
