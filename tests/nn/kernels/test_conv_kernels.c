/* Kernels of convolutions other than matrix products, at every SIMD level of this machine, against
 * plain loops. Values are whole numbers, so that sums are exact and many values are equal. */
#include <stdlib.h>
#include <string.h>

#include "tests/support/fixtures.h"
#include "tests/support/levels.h"

/* Outputs are followed by this many values, which must stay as they were. */
enum { GUARD = 40 };

/* Pools one row of windows, one value at a time. Returns the index of the maximum in its window. */
static int naive_pool(const struct nn_pool_row *row, int ow, int c, float *max) {
    int index = 0;
    for (int i = 0; i < row->kernel * row->kernel; i++) {
        float value = row->rows[i / row->kernel * row->row_stride +
                                (ow * row->kernel + i % row->kernel) * row->pixel_stride + c];
        if (i == 0 || value > *max) {
            *max = value;
            index = i;
        }
    }
    if (row->relu && *max < 0)
        *max = 0;
    return index;
}

static void check_unpooled(const struct nn_pool_row *row) {
    int kernel = row->kernel, C = row->C;
    for (int o = 0; o < row->OW * C; o++)
        for (int place = 0; place < kernel * kernel; place++) {
            ptrdiff_t pixel = o / C * kernel + place % kernel;
            ptrdiff_t at = place / kernel * row->row_stride + pixel * row->pixel_stride + o % C;
            double expected = place == row->argmax[o] ? (double)row->dy[o] : 0;
            check_close_at((double)row->rows[at], expected, 0, 0, o, __FILE__, __LINE__);
        }
}

/* Channels below, at and above the vector widths; pixels adjacent and further apart. */
static void test_conv_kernels__pooled_row_and_its_gradient(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    static const struct {
        int OW, C, kernel, relu, apart;
    } rows[] = {{5, 1, 2, 0, 1},  {5, 7, 2, 1, 1},  {3, 16, 3, 1, 1}, {4, 24, 2, 1, 2},
                {1, 33, 4, 0, 1}, {2, 10, 1, 1, 1}, {3, 64, 2, 0, 3}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int OW = rows[i].OW, C = rows[i].C, kernel = rows[i].kernel;
        ptrdiff_t pixel = (ptrdiff_t)C * rows[i].apart, line = pixel * OW * kernel;
        size_t outputs = (size_t)(OW * C);
        struct nn_rng rng = fixture_rng(i);
        float *window = fixture_whole(&rng, (size_t)(line * kernel));
        float *dy = fixture_whole(&rng, outputs), *y = fixture_whole(&rng, outputs + GUARD);
        double *expected = fixture_double_copy(y, outputs + GUARD);
        uint8_t *argmax = malloc(outputs);
        struct nn_pool_row row = {OW, C, kernel, rows[i].relu, window, line, pixel, y, dy, argmax};
        kernels->pool_row(&row);
        for (int o = 0; o < OW * C; o++) {
            float max = 0;
            assert_int_equal(argmax[o], naive_pool(&row, o / C, o % C, &max));
            expected[o] = (double)max;
        }
        check_all_close(y, expected, OW * C + GUARD, 0, 0);
        memset(y, 0, outputs * sizeof *y);
        row.argmax = NULL;
        kernels->pool_row(&row);
        check_all_close(y, expected, OW * C + GUARD, 0, 0);

        row.argmax = argmax;
        kernels->unpool_row(&row);
        check_unpooled(&row);
        free(window);
        free(dy);
        free(y);
        free(expected);
        free(argmax);
    }
}

/* OC is `vectors` times the lanes plus `rest`; the next output to the right is `step` floats
 * further on, the next one below `down` rows of the patch. */
struct pooled_case {
    int OH, OW, vectors, rest, rows, width, step, down, relu;
};

static const struct pooled_case pooled_cases[] = {
    {3, 4, 1, 0, 3, 3, 1, 1, 1}, {2, 3, 2, 0, 5, 5, 1, 1, 0}, {2, 2, 1, 1, 3, 3, 1, 1, 0},
    {3, 2, 2, 3, 5, 5, 1, 1, 1}, {2, 3, 1, 3, 3, 3, 2, 2, 1}, {2, 2, 3, 1, 5, 5, 3, 3, 0},
    {2, 3, 1, 2, 2, 6, 3, 1, 1}, {1, 1, 1, 0, 1, 1, 1, 1, 0}, {4, 1, 2, 1, 1, 5, 5, 1, 1},
    {1, 5, 1, 3, 4, 4, 1, 2, 0}, {2, 2, 2, 2, 3, 6, 4, 2, 1}, {3, 3, 1, 0, 2, 12, 12, 2, 1},
};

/* Returns where the patch of output `place` in pixel number `pixel`'s window begins. */
static ptrdiff_t patch_at(const struct nn_pooled_conv *conv, int pixel, int place) {
    int oh = pixel / conv->OW * 2 + place / 2, ow = pixel % conv->OW * 2 + place % 2;
    return oh * conv->step_y + ow * conv->step_x;
}

static double naive_output(const struct nn_pooled_conv *conv, int pixel, int place, int c) {
    const float *x = conv->x + patch_at(conv, pixel, place);
    double sum = (double)conv->bias[c];
    for (int i = 0; i < conv->rows * conv->width; i++)
        sum += (double)x[i / conv->width * conv->patch_row + i % conv->width] *
               (double)conv->weight[i * conv->OC + c];
    return sum;
}

static void check_pooled_conv(const struct nn_pooled_conv *conv, double *expected, int count) {
    for (int o = 0; o < conv->OH * conv->OW * conv->OC; o++) {
        int index = 0, pixel = o / conv->OC, c = o % conv->OC;
        expected[o] = naive_output(conv, pixel, 0, c);
        for (int place = 1; place < 4; place++) {
            double value = naive_output(conv, pixel, place, c);
            index = value > expected[o] ? place : index;
            expected[o] = value > expected[o] ? value : expected[o];
        }
        expected[o] = conv->relu && expected[o] < 0 ? 0 : expected[o];
        assert_int_equal(conv->argmax[o], index);
    }
    check_all_close(conv->y, expected, count, 0, 0);
}

static void add_naive_gradient(const struct nn_pooled_conv *conv, double *dweight) {
    for (int o = 0; o < conv->OH * conv->OW * conv->OC; o++) {
        int c = o % conv->OC;
        const float *x = conv->x + patch_at(conv, o / conv->OC, conv->argmax[o]);
        for (int i = 0; i < conv->rows * conv->width; i++)
            dweight[i * conv->OC + c] +=
                (double)conv->dy[o] *
                (double)x[i / conv->width * conv->patch_row + i % conv->width];
    }
}

/* Buffers of one case; y, dweight and argmax are followed by GUARD values. */
static void try_pooled_conv(const struct nn_kernels *kernels, const struct pooled_case *given) {
    struct nn_rng rng = fixture_rng((uint64_t)(given - pooled_cases));
    int OC = given->vectors * kernels->lanes + given->rest, patch = given->rows * given->width;
    int outputs = given->OH * given->OW * OC;
    ptrdiff_t patch_row = (2 * given->OW - 1) * given->step + given->width + 2;
    ptrdiff_t lines = (2 * given->OH - 1) * given->down + given->rows;
    float *x = fixture_whole(&rng, (size_t)(lines * patch_row));
    float *weight = fixture_whole(&rng, (size_t)(patch * OC));
    float *bias = fixture_whole(&rng, (size_t)OC), *dy = fixture_whole(&rng, (size_t)outputs);
    float *y = fixture_whole(&rng, (size_t)(outputs + GUARD));
    float *dweight = fixture_whole(&rng, (size_t)(patch * OC + GUARD));
    double *expected = fixture_double_copy(y, (size_t)(outputs + GUARD));
    double *gradient = fixture_double_copy(dweight, (size_t)(patch * OC + GUARD));
    uint8_t *argmax = malloc((size_t)outputs + 1);
    argmax[outputs] = 99;
    struct nn_pooled_conv conv = {
        .OH = given->OH,
        .OW = given->OW,
        .OC = OC,
        .rows = given->rows,
        .width = given->width,
        .relu = given->relu,
        .patch_row = patch_row,
        .step_x = given->step,
        .step_y = given->down * patch_row,
        .x = x,
        .weight = weight,
        .bias = bias,
        .y = y,
        .argmax = argmax,
        .dy = dy,
        .dweight = dweight,
    };
    kernels->pooled_conv(&conv);
    check_pooled_conv(&conv, expected, outputs + GUARD);
    kernels->pooled_conv_gradient(&conv);
    add_naive_gradient(&conv, gradient);
    check_all_close(dweight, gradient, patch * OC + GUARD, 0, 0);
    assert_int_equal(argmax[outputs], 99);

    memset(y, 0, (size_t)outputs * sizeof *y);
    conv.argmax = NULL;
    kernels->pooled_conv(&conv);
    check_all_close(y, expected, outputs + GUARD, 0, 0);
    free(x);
    free(weight);
    free(bias);
    free(dy);
    free(y);
    free(dweight);
    free(expected);
    free(gradient);
    free(argmax);
}

static void test_conv_kernels__pooled_conv_and_its_gradient(void **state) {
    for (size_t i = 0; i < COUNT_OF(pooled_cases); i++)
        try_pooled_conv(level_of(state), &pooled_cases[i]);
}

enum { PATCHES = 9 };

static void add_naive_patches(double *sum, const float *x, const struct nn_patches *patches) {
    for (int i = 0; i < patches->count; i++)
        for (int r = 0; r < patches->rows; r++)
            for (int k = 0; k < patches->width; k++)
                sum[r * patches->sum_row + k] +=
                    (double)patches->items[i].factor *
                    (double)x[patches->items[i].at + r * patches->patch_row + k];
}

/* Overlapping patches; the rows of the sum are further apart than they are wide. */
static void try_patches(const struct nn_kernels *kernels, int rows, int width, int count) {
    struct nn_rng rng = fixture_rng((uint64_t)(rows * 1000 + width));
    struct nn_patch items[PATCHES];
    for (int i = 0; i < PATCHES; i++)
        items[i] = (struct nn_patch){(int32_t)nn_rng_below(&rng, 50), (float)(i - 3)};
    struct nn_patches patches = {rows, width, width + 5, width + 3, items, count};
    size_t sums = (size_t)(rows * patches.sum_row + GUARD);
    float *x = fixture_whole(&rng, (size_t)(50 + rows * patches.patch_row));
    float *sum = fixture_whole(&rng, sums);
    double *expected = fixture_double_copy(sum, sums);
    kernels->add_patches(sum, x, &patches);
    add_naive_patches(expected, x, &patches);
    check_all_close(sum, expected, (int)sums, 0, 0);
    free(x);
    free(sum);
    free(expected);
}

/* Widths around whole vectors, and around as many vectors as fit in registers. */
static void test_conv_kernels__patches_add_up(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    static const int vectors[] = {1, 2, 4, 5, 6, 7, 8, 12, 13, 19, 33};
    for (int rows = 1; rows <= 7; rows++)
        for (size_t v = 0; v < COUNT_OF(vectors); v++)
            for (int rest = 0; rest < 3; rest++)
                try_patches(kernels, rows, vectors[v] * kernels->lanes + rest,
                            rest == 2 ? 1 : PATCHES);
    try_patches(kernels, 3, kernels->lanes, 0);
}

static void try_transpose(const struct nn_kernels *kernels, int rows, int columns, int accumulate) {
    struct nn_rng rng = fixture_rng((uint64_t)(rows * 100 + columns));
    ptrdiff_t from_row = columns + 3, to_row = rows + 2;
    size_t count = (size_t)(columns * to_row + GUARD);
    float *from = fixture_whole(&rng, (size_t)(rows * from_row));
    float *to = fixture_whole(&rng, count);
    double *expected = fixture_double_copy(to, count);
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            double *at = expected + c * to_row + r, value = (double)from[r * from_row + c];
            *at = accumulate ? *at + value : value;
        }
    kernels->transpose(to, to_row, from, from_row, rows, columns, accumulate);
    check_all_close(to, expected, (int)count, 0, 0);
    free(from);
    free(to);
    free(expected);
}

static void test_conv_kernels__transposition_of_every_size(void **state) {
    static const int sizes[] = {1, 3, 4, 5, 8, 9, 15, 16, 17, 32, 39};
    for (size_t r = 0; r < COUNT_OF(sizes); r++)
        for (size_t c = 0; c < COUNT_OF(sizes); c++)
            for (int accumulate = 0; accumulate <= 1; accumulate++)
                try_transpose(level_of(state), sizes[r], sizes[c], accumulate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conv_kernels__pooled_row_and_its_gradient),
        cmocka_unit_test(test_conv_kernels__pooled_conv_and_its_gradient),
        cmocka_unit_test(test_conv_kernels__patches_add_up),
        cmocka_unit_test(test_conv_kernels__transposition_of_every_size),
    };
    return levels_run(tests, COUNT_OF(tests));
}
