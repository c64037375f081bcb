/* The transforms of Winograd's convolution, at every SIMD level of this machine, against products
 * of the matrices in Lavin and Gray 2016, section 4.1. Values are whole numbers, so that every
 * result is exact and many are equal. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/fixtures.h"
#include "tests/support/levels.h"

/* Outputs are followed by this many values, which must stay as they were. */
enum { GUARD = 40, POSITIONS = NN_WINOGRAD_POSITIONS };

struct matrix {
    int rows, columns;
    double at[POSITIONS];
};

static const struct matrix B_transposed = {
    4, 4, {1, 0, -1, 0, 0, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, -1}};
static const struct matrix A_transposed = {2, 4, {1, 1, 1, 0, 0, 1, -1, -1}};
static const struct matrix G = {4, 3, {1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1}};

static struct matrix transposed(const struct matrix *m) {
    struct matrix to = {m->columns, m->rows, {0}};
    for (int i = 0; i < m->rows * m->columns; i++)
        to.at[i % m->columns * m->rows + i / m->columns] = m->at[i];
    return to;
}

/* m x transposed(m), x [columns,columns] of m. */
static struct matrix both_sides(const struct matrix *m, const double *x) {
    int size = m->columns;
    struct matrix y = {m->rows, m->rows, {0}};
    for (int i = 0; i < m->rows * m->rows; i++)
        for (int k = 0; k < size * size; k++)
            y.at[i] +=
                m->at[i / m->rows * size + k / size] * x[k] * m->at[i % m->rows * size + k % size];
    return y;
}

/* An image of rows x columns pixels, with `apart` unused floats after each pixel and 3 after each
 * row. Tiles begin at row `top`; the image of inputs has a frame of zeros. */
struct image_case {
    int rows, columns, vectors, apart, top, frame;
};

static const struct image_case cases[] = {
    {2, 2, 1, 0, 0, 0}, {1, 1, 1, 0, 0, 0}, {4, 6, 1, 0, 0, 1}, {3, 4, 2, 1, 0, 2},
    {4, 5, 1, 2, 2, 0}, {5, 7, 3, 0, 4, 1}, {7, 6, 1, 4, 2, 2}, {1, 6, 1, 4, 0, 1},
};

/* Returns the tiles that cover the outputs [rows,columns] of such an image from row `top` on. */
static struct nn_winograd tiles_of(const struct image_case *image, int lanes) {
    struct nn_winograd tiles = {
        .tile_rows = (image->rows - image->top + 1) / 2,
        .tile_columns = (image->columns + 1) / 2,
        .C = image->vectors * lanes,
        .top = image->top,
        .rows = image->rows,
        .columns = image->columns,
    };
    tiles.pixel = tiles.C + image->apart;
    tiles.row = tiles.pixel * (image->columns + 2) + 3;
    tiles.position = (ptrdiff_t)tiles.tile_rows * tiles.tile_columns * tiles.C + 5;
    return tiles;
}

static size_t transformed_size(const struct nn_winograd *tiles) {
    return (size_t)(POSITIONS * tiles->position + GUARD);
}

/* Returns the size of [rows + 2, columns + 2] pixels: an image of outputs, or of inputs to them. */
static size_t image_size(const struct nn_winograd *tiles, const struct image_case *image) {
    return (size_t)((image->rows + 2) * tiles->row + GUARD);
}

/* Sets everything outside the pixels to NaN. */
static void spoil_surroundings(const struct nn_winograd *tiles, float *x, size_t count) {
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t row = (ptrdiff_t)i / tiles->row, within = (ptrdiff_t)i % tiles->row;
        if (row >= tiles->rows || within / tiles->pixel >= tiles->columns ||
            within % tiles->pixel >= tiles->C)
            x[i] = NAN;
    }
}

/* Reads channel c of the side x side pixels at the corner of tile number `tile`. */
static void pixels_at(const struct nn_winograd *tiles, const float *x, int tile, int side, int c,
                      double *to) {
    for (int i = 0; i < side * side; i++) {
        int row = tiles->top + tile / tiles->tile_columns * 2 + i / side;
        int column = tiles->left + tile % tiles->tile_columns * 2 + i % side;
        bool inside = row >= 0 && row < tiles->rows && column >= 0 && column < tiles->columns;
        to[i] = inside ? (double)x[row * tiles->row + column * tiles->pixel + c] : 0;
    }
}

/* Checks that each tile holds the matrix applied to its side x side pixels. */
static void check_transformed(const struct nn_winograd *tiles, const struct matrix *matrix,
                              const float *x, const float *actual, double *expected) {
    for (int tile = 0; tile < tiles->tile_rows * tiles->tile_columns; tile++)
        for (int c = 0; c < tiles->C; c++) {
            double pixels[POSITIONS];
            pixels_at(tiles, x, tile, matrix->columns, c, pixels);
            struct matrix to = both_sides(matrix, pixels);
            for (int p = 0; p < POSITIONS; p++)
                expected[p * tiles->position + tile * tiles->C + c] = to.at[p];
        }
    check_all_close(actual, expected, (int)transformed_size(tiles), 0, 0);
}

static void test_winograd_kernels__input(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nn_rng rng = fixture_rng(i);
        struct nn_winograd tiles = tiles_of(&cases[i], kernels->lanes);
        tiles.top -= cases[i].frame;
        tiles.left -= cases[i].frame;
        tiles.rows += 2 - 2 * cases[i].frame;
        tiles.columns += 2 - 2 * cases[i].frame;
        size_t pixels = image_size(&tiles, &cases[i]), count = transformed_size(&tiles);
        float *x = fixture_whole(&rng, pixels), *to = fixture_whole(&rng, count);
        double *expected = fixture_double_copy(to, count);
        spoil_surroundings(&tiles, x, pixels);
        kernels->winograd_input(&tiles, x, to);
        check_transformed(&tiles, &B_transposed, x, to, expected);
        free(x);
        free(to);
        free(expected);
    }
}

static void test_winograd_kernels__output_gradient(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct matrix A = transposed(&A_transposed);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nn_rng rng = fixture_rng(i);
        struct nn_winograd tiles = tiles_of(&cases[i], kernels->lanes);
        size_t pixels = image_size(&tiles, &cases[i]), count = transformed_size(&tiles);
        float *dy = fixture_whole(&rng, pixels), *to = fixture_whole(&rng, count);
        double *expected = fixture_double_copy(to, count);
        spoil_surroundings(&tiles, dy, pixels);
        kernels->winograd_output_gradient(&tiles, dy, to);
        check_transformed(&tiles, &A, dy, to, expected);
        free(dy);
        free(to);
        free(expected);
    }
}

/* Returns the four outputs of a tile at channel c. */
static struct matrix naive_output(const struct nn_winograd *tiles, const float *from,
                                  const struct nn_winograd_end *end, int tile, int c) {
    double products[POSITIONS];
    for (int p = 0; p < POSITIONS; p++)
        products[p] = (double)from[p * tiles->position + tile * tiles->C + c];
    struct matrix y = both_sides(&A_transposed, products);
    for (int i = 0; i < 4; i++) {
        y.at[i] += end->bias ? (double)end->bias[c] : 0;
        y.at[i] = end->relu && y.at[i] < 0 ? 0 : y.at[i];
    }
    return y;
}

static void expect_output(const struct nn_winograd *tiles, const float *from,
                          const struct nn_winograd_end *end, double *y) {
    for (int row = tiles->top; row < tiles->rows; row++)
        for (int column = 0; column < tiles->columns; column++)
            for (int c = 0; c < tiles->C; c++) {
                int tile = (row - tiles->top) / 2 * tiles->tile_columns + column / 2;
                struct matrix of = naive_output(tiles, from, end, tile, c);
                y[row * tiles->row + column * tiles->pixel + c] = of.at[row % 2 * 2 + column % 2];
            }
}

/* Alternates bias and relu on and off. */
static struct nn_winograd_end end_of(size_t number, const float *bias) {
    return (struct nn_winograd_end){number % 3 == 1 ? NULL : bias, number % 2 == 0};
}

static void test_winograd_kernels__output(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nn_rng rng = fixture_rng(i);
        struct nn_winograd tiles = tiles_of(&cases[i], kernels->lanes);
        size_t pixels = image_size(&tiles, &cases[i]);
        float *from = fixture_whole(&rng, transformed_size(&tiles));
        float *bias = fixture_whole(&rng, (size_t)tiles.C), *y = fixture_whole(&rng, pixels);
        double *expected = fixture_double_copy(y, pixels);
        struct nn_winograd_end end = end_of(i, bias);
        kernels->winograd_output(&tiles, from, &end, y);
        expect_output(&tiles, from, &end, expected);
        check_all_close(y, expected, (int)pixels, 0, 0);
        free(from);
        free(bias);
        free(y);
        free(expected);
    }
}

/* Computes the maximum of each tile, and the first index in it that has this value before relu. */
static void expect_pooled(const struct nn_winograd *tiles, const float *from,
                          const struct nn_winograd_end *end, double *y, uint8_t *argmax) {
    struct nn_winograd_end plain = {end->bias, 0};
    for (int o = 0; o < tiles->tile_rows * tiles->tile_columns * tiles->C; o++) {
        struct matrix of = naive_output(tiles, from, &plain, o / tiles->C, o % tiles->C);
        argmax[o] = 0;
        for (uint8_t place = 1; place < 4; place++)
            argmax[o] = of.at[place] > of.at[argmax[o]] ? place : argmax[o];
        y[o] = end->relu ? fmax(0, of.at[argmax[o]]) : of.at[argmax[o]];
    }
}

static void test_winograd_kernels__pooled_output_and_argmax(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct nn_rng rng = fixture_rng(i);
        struct nn_winograd tiles = tiles_of(&cases[i], kernels->lanes);
        size_t outputs = (size_t)(tiles.tile_rows * tiles.tile_columns * tiles.C);
        float *from = fixture_whole(&rng, transformed_size(&tiles));
        float *bias = fixture_whole(&rng, (size_t)tiles.C);
        float *y = fixture_whole(&rng, outputs + GUARD);
        double *expected = fixture_double_copy(y, outputs + GUARD);
        uint8_t *argmax = calloc(outputs + 1, 1), *expected_argmax = calloc(outputs + 1, 1);
        struct nn_winograd_end end = end_of(i, bias);
        kernels->winograd_output_pooled(&tiles, from, &end, y, argmax);
        expect_pooled(&tiles, from, &end, expected, expected_argmax);
        check_all_close(y, expected, (int)outputs + GUARD, 0, 0);
        assert_memory_equal(argmax, expected_argmax, outputs + 1);

        memset(y, 0, outputs * sizeof *y);
        kernels->winograd_output_pooled(&tiles, from, &end, y, NULL);
        check_all_close(y, expected, (int)outputs + GUARD, 0, 0);
        free(from);
        free(bias);
        free(y);
        free(expected);
        free(argmax);
        free(expected_argmax);
    }
}

/* Applies the matrix to each of count squares of numbers, whose [columns * columns] are `apart`
 * numbers apart, and adds the results to numbers that lie likewise. */
static void add_each(const struct matrix *matrix, const float *from, size_t apart, size_t count,
                     double *to) {
    for (size_t i = 0; i < count; i++) {
        double square[POSITIONS];
        for (int k = 0; k < matrix->columns * matrix->columns; k++)
            square[k] = (double)from[(size_t)k * apart + i];
        struct matrix of = both_sides(matrix, square);
        for (int k = 0; k < matrix->rows * matrix->rows; k++)
            to[(size_t)k * apart + i] += of.at[k];
    }
}

static void test_winograd_kernels__weight(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    for (size_t vectors = 1; vectors <= 4; vectors++) {
        struct nn_rng rng = fixture_rng(vectors);
        size_t count = vectors * (size_t)kernels->lanes, apart = count + 5 * (vectors - 1);
        size_t all = POSITIONS * apart + GUARD;
        float *weight = fixture_whole(&rng, 9 * apart), *to = fixture_whole(&rng, all);
        double *expected = fixture_double_copy(to, all);
        for (size_t i = 0; i < POSITIONS * apart; i++)
            expected[i] = i % apart < count ? 0 : expected[i];
        kernels->winograd_weight(weight, (ptrdiff_t)apart, count, to);
        add_each(&G, weight, apart, count, expected);
        check_all_close(to, expected, (int)all, 0, 0);
        free(weight);
        free(to);
        free(expected);
    }
}

static void test_winograd_kernels__weight_gradient(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct matrix G_transposed = transposed(&G);
    for (size_t vectors = 1; vectors <= 4; vectors++) {
        struct nn_rng rng = fixture_rng(vectors);
        size_t count = vectors * (size_t)kernels->lanes;
        float *from = fixture_whole(&rng, POSITIONS * count);
        float *dweight = fixture_whole(&rng, 9 * count + GUARD);
        double *gradient = fixture_double_copy(dweight, 9 * count + GUARD);
        kernels->winograd_weight_gradient(from, count, dweight);
        add_each(&G_transposed, from, count, count, gradient);
        check_all_close(dweight, gradient, (int)(9 * count) + GUARD, 0, 0);
        free(from);
        free(dweight);
        free(gradient);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_winograd_kernels__input),
        cmocka_unit_test(test_winograd_kernels__output),
        cmocka_unit_test(test_winograd_kernels__pooled_output_and_argmax),
        cmocka_unit_test(test_winograd_kernels__output_gradient),
        cmocka_unit_test(test_winograd_kernels__weight),
        cmocka_unit_test(test_winograd_kernels__weight_gradient),
    };
    return levels_run(tests, COUNT_OF(tests));
}
