/* Every level of kernels that this machine has, against plain loops in double precision. */
#include "nn/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

/* Stands where a kernel must not write. */
static const float untouched = 12345.5f;

static const struct nn_kernels *level_of(void **state) {
    return *state;
}

/* count random values, and NaN in the slack: it may be read but not used. */
static float *random_floats(struct nn_rng *rng, size_t count) {
    float *values = malloc((count + NN_SLACK) * sizeof *values);
    assert_non_null(values);
    fixture_normal(rng, 1, values, count);
    for (size_t i = count; i < count + NN_SLACK; i++)
        values[i] = NAN;
    return values;
}

static struct nn_rng rng_of(uint64_t seed) {
    return nn_rng_stream(seed, NN_RNG_WEIGHTS, 0);
}

static float *copy_of(const float *values, size_t count) {
    float *copy = malloc((count + NN_SLACK) * sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, values, (count + NN_SLACK) * sizeof *copy);
    return copy;
}

/* Sizes around the widths of vectors and tiles. */
static const int sizes[] = {1, 2, 3, 7, 8, 10, 16, 17, 24, 31, 33, 48, 65};

enum gemm_end { OVERWRITE, ADD_BIAS, ACCUMULATE };

/* How A and B lie: strides beside the sizes. */
struct layout {
    const char *name;
    int segments, K;
    ptrdiff_t a_row, a_step, a_segment, b_extra, b_segment_extra;
};

static const struct layout layouts[] = {
    {"matrix", 1, 9, 9, 1, 0, 0, 0},
    {"one product", 1, 1, 1, 1, 0, 0, 0},
    {"transposed A", 1, 6, 1, 70, 0, 0, 0},
    {"overlapping rows, as a convolution reads an image", 3, 15, 5, 1, 400, 0, 0},
    {"stride 2", 3, 9, 6, 1, 400, 0, 0},
    {"rows of B apart", 2, 4, 8, 2, 600, 5, 11},
    {"weight gradient of stride 2", 4, 5, 1, 70, 800, 0, 3},
};

static double gemm_value(const struct nn_gemm *g, int m, int n, double start) {
    double sum = start;
    for (int s = 0; s < g->segments; s++)
        for (int k = 0; k < g->K; k++)
            sum += (double)g->a[m * g->a_row + s * g->a_segment + k * g->a_step] *
                   (double)g->b[s * g->b_segment + k * g->b_row + n];
    return sum;
}

static void check_c(const struct nn_gemm *g, const float *before, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int m = (int)((ptrdiff_t)i / g->c_row), n = (int)((ptrdiff_t)i % g->c_row);
        if (m >= g->M || n >= g->N) {
            assert_true(g->c[i] == untouched);
            continue;
        }
        double start = g->accumulate ? (double)before[i] : g->bias ? (double)g->bias[n] : 0;
        check_close_at((double)g->c[i], gemm_value(g, m, n, start), 2e-5, 1e-5, (int)i, __FILE__,
                       __LINE__);
    }
}

static void try_gemm(const struct nn_kernels *kernels, const struct layout *layout, int M, int N,
                     enum gemm_end end) {
    struct nn_rng rng = rng_of(1);
    int segments = layout->segments, K = layout->K;
    struct nn_gemm g = {
        .M = M,
        .N = N,
        .K = K,
        .segments = segments,
        .a_row = layout->a_row,
        .a_step = layout->a_step,
        .a_segment = layout->a_segment,
        .b_row = N + layout->b_extra,
        .c_row = N + 3,
        .accumulate = end == ACCUMULATE,
    };
    g.b_segment = K * g.b_row + layout->b_segment_extra;
    ptrdiff_t a_last = (M - 1) * g.a_row + (segments - 1) * g.a_segment + (K - 1) * g.a_step;
    ptrdiff_t b_last = (segments - 1) * g.b_segment + (K - 1) * g.b_row + N - 1;
    size_t c_count = (size_t)((M + 1) * g.c_row);
    float *a = random_floats(&rng, (size_t)a_last + 1),
          *b = random_floats(&rng, (size_t)b_last + 1);
    float *bias = random_floats(&rng, (size_t)N), *c = random_floats(&rng, c_count);
    for (size_t i = 0; i < c_count; i++)
        if ((int)(i / (size_t)g.c_row) >= M || (int)(i % (size_t)g.c_row) >= N)
            c[i] = untouched;
    float *before = copy_of(c, c_count);
    g.a = a;
    g.b = b;
    g.c = c;
    g.bias = end == ADD_BIAS ? bias : NULL;
    kernels->gemm(&g);
    check_c(&g, before, c_count);
    free(a);
    free(b);
    free(bias);
    free(c);
    free(before);
}

static void test_kernels__gemm_of_every_size(void **state) {
    for (int M = 1; M <= 27; M++)
        for (size_t i = 0; i < COUNT_OF(sizes); i++)
            try_gemm(level_of(state), &layouts[0], M, sizes[i], (enum gemm_end)(M % 3));
}

static void test_kernels__gemm_of_every_layout(void **state) {
    static const int rows[] = {1, 3, 5, 12, 26};
    for (size_t l = 0; l < COUNT_OF(layouts); l++)
        for (size_t m = 0; m < COUNT_OF(rows); m++)
            for (size_t n = 0; n < COUNT_OF(sizes); n += 2)
                for (int end = OVERWRITE; end <= ACCUMULATE; end++)
                    try_gemm(level_of(state), &layouts[l], rows[m], sizes[n], (enum gemm_end)end);
}

static void test_kernels__relu_of_every_count(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct nn_rng rng = rng_of(2);
    for (size_t count = 0; count <= 70; count++) {
        float *x = random_floats(&rng, count), *dy = random_floats(&rng, count);
        float *y = copy_of(x, count), *dx = copy_of(dy, count);
        y[count] = dx[count] = untouched;
        kernels->relu(y, x, count);
        kernels->relu_backward(dx, dy, y, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(y[i] == (x[i] > 0 ? x[i] : 0));
            assert_true(dx[i] == (x[i] > 0 ? dy[i] : 0));
        }
        assert_true(y[count] == untouched && dx[count] == untouched);
        kernels->relu(x, x, count); /* in place */
        assert_memory_equal(x, y, count * sizeof *x);
        kernels->relu_backward(dy, dy, y, count);
        assert_memory_equal(dx, dy, count * sizeof *x);
        free(x);
        free(dy);
        free(y);
        free(dx);
    }
}

static const struct {
    int H, W, kernel, stride;
} poolings[] = {{6, 6, 2, 2}, {7, 5, 2, 2}, {7, 9, 3, 2}, {5, 5, 2, 1},
                {8, 7, 2, 3}, {4, 4, 4, 4}, {3, 4, 1, 1}};

/* Index of the first largest value of channel c of a window. */
static size_t place_of_largest(const float *x, const struct nn_pooling *p, int oh, int ow, int c) {
    size_t best = 0;
    for (int k = 0; k < p->kernel * p->kernel; k++) {
        int h = oh * p->stride + k / p->kernel, w = ow * p->stride + k % p->kernel;
        size_t at = (size_t)((h * p->W + w) * p->C + c);
        if (k == 0 || x[at] > x[best])
            best = at;
    }
    return best;
}

static void try_pooling(const struct nn_kernels *kernels, const struct nn_pooling *p, int H) {
    struct nn_rng rng = rng_of(3);
    size_t in = (size_t)(H * p->W * p->C), out = (size_t)(p->OH * p->OW * p->C);
    float *x = random_floats(&rng, in), *dy = random_floats(&rng, out);
    float *y = random_floats(&rng, out), *dx = fixture_floats(in);
    double *expected = calloc(in, sizeof *expected);
    for (size_t i = 0; i < in; i++) /* coarse values, so that windows hold equal ones */
        x[i] = floorf(3 * x[i]);
    y[out] = dx[in] = untouched;
    kernels->max_pool(y, x, p);
    kernels->max_pool_backward(dx, dy, x, y, p);
    for (size_t i = 0; i < out; i++) {
        int c = (int)i % p->C, ow = (int)i / p->C % p->OW, oh = (int)i / p->C / p->OW;
        size_t at = place_of_largest(x, p, oh, ow, c);
        assert_true(y[i] == x[at]);
        expected[at] += (double)dy[i];
    }
    check_all_close(dx, expected, (int)in, 1e-6, 1e-6);
    assert_true(y[out] == untouched && dx[in] == untouched);
    free(x);
    free(dy);
    free(y);
    free(dx);
    free(expected);
}

static void test_kernels__max_pool_takes_the_first_largest(void **state) {
    for (size_t i = 0; i < COUNT_OF(poolings); i++)
        for (size_t c = 0; c < COUNT_OF(sizes); c++) {
            struct nn_pooling p = {
                .W = poolings[i].W,
                .C = sizes[c],
                .OH = (poolings[i].H - poolings[i].kernel) / poolings[i].stride + 1,
                .OW = (poolings[i].W - poolings[i].kernel) / poolings[i].stride + 1,
                .kernel = poolings[i].kernel,
                .stride = poolings[i].stride,
            };
            try_pooling(level_of(state), &p, poolings[i].H);
        }
}

/* Pooling of one row of windows, one value at a time. Returns the winner's place in the window. */
static int naive_pool(const struct nn_pool_row *row, int ow, int c, float *most) {
    int winner = 0;
    for (int i = 0; i < row->kernel * row->kernel; i++) {
        float value = row->rows[i / row->kernel * row->row_stride +
                                (ow * row->kernel + i % row->kernel) * row->pixel_stride + c];
        if (i == 0 || value > *most) {
            *most = value;
            winner = i;
        }
    }
    if (row->relu && *most < 0)
        *most = 0;
    return winner;
}

/* Channels below, at and above the widths of vectors; pixels side by side and further apart. */
static void test_kernels__pooled_row_and_back(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    static const struct {
        int OW, C, kernel, relu, apart;
    } rows[] = {{5, 1, 2, 0, 1},  {5, 7, 2, 1, 1},  {3, 16, 3, 1, 1}, {4, 24, 2, 1, 2},
                {1, 33, 4, 0, 1}, {2, 10, 1, 1, 1}, {3, 64, 2, 0, 3}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int OW = rows[i].OW, C = rows[i].C, kernel = rows[i].kernel;
        ptrdiff_t pixel = (ptrdiff_t)C * rows[i].apart, line = pixel * OW * kernel;
        size_t outputs = (size_t)(OW * C), inputs = (size_t)(line * kernel);
        struct nn_rng rng = rng_of(70 + i);
        float *window = random_floats(&rng, inputs), *dy = random_floats(&rng, outputs);
        float *y = copy_of(dy, outputs);
        uint8_t *winners = malloc(outputs);
        struct nn_pool_row row = {OW, C, kernel, rows[i].relu, window, line, pixel, y, dy, winners};
        window[0] = window[line - pixel]; /* equal values: the first wins */
        kernels->pool_row(&row);
        for (int o = 0; o < OW * C; o++) {
            float most = 0;
            assert_int_equal(winners[o], naive_pool(&row, o / C, o % C, &most));
            check_close((double)y[o], (double)most, 0, 0);
        }
        row.winners = NULL;
        float *again = copy_of(dy, outputs);
        row.y = again;
        kernels->pool_row(&row);
        assert_memory_equal(again, y, outputs * sizeof *y);

        row.winners = winners;
        kernels->unpool_row(&row);
        for (int o = 0; o < OW * C; o++)
            for (int place = 0; place < kernel * kernel; place++) {
                ptrdiff_t at =
                    place / kernel * line + (o / C * kernel + place % kernel) * pixel + o % C;
                double expected = place == winners[o] ? (double)dy[o] : 0;
                check_close((double)window[at], expected, 0, 0);
            }
        free(window);
        free(dy);
        free(y);
        free(again);
        free(winners);
    }
}

static void test_kernels__gemm_with_relu_is_gemm_then_relu(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    enum { M = 13, N = 37, K = 5 };
    struct nn_rng rng = rng_of(80);
    float *a = random_floats(&rng, M * K), *b = random_floats(&rng, K * N);
    float *plain = random_floats(&rng, M * N), *clipped = random_floats(&rng, M * N);
    struct nn_gemm gemm = {.M = M,
                           .N = N,
                           .K = K,
                           .segments = 1,
                           .a = a,
                           .a_row = K,
                           .a_step = 1,
                           .b = b,
                           .b_row = N,
                           .c = plain,
                           .c_row = N};
    kernels->gemm(&gemm);
    gemm.c = clipped;
    gemm.relu = 1;
    kernels->gemm(&gemm);
    int negative = 0;
    for (int i = 0; i < M * N; i++) {
        negative += plain[i] < 0;
        check_close((double)clipped[i], plain[i] > 0 ? (double)plain[i] : 0, 0, 0);
    }
    assert_in_range(negative, 1, M * N - 1);
    free(a);
    free(b);
    free(plain);
    free(clipped);
}

enum { ROWS = 13 };

static void test_kernels__column_sums_and_products_add(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct nn_rng rng = rng_of(4);
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        int C = sizes[s];
        float *x = random_floats(&rng, (size_t)(ROWS * C)),
              *y = random_floats(&rng, (size_t)(ROWS * C));
        float *sums = random_floats(&rng, (size_t)C), *products = copy_of(sums, (size_t)C);
        double expected_sums[65], expected_products[65];
        for (int c = 0; c < C; c++) {
            expected_sums[c] = expected_products[c] = (double)sums[c];
            for (int r = 0; r < ROWS; r++) {
                expected_sums[c] += (double)x[r * C + c];
                expected_products[c] += (double)x[r * C + c] * (double)y[r * C + c];
            }
        }
        sums[C] = products[C] = untouched;
        kernels->column_sums(sums, x, ROWS, C);
        kernels->column_products(products, x, y, ROWS, C);
        check_all_close(sums, expected_sums, C, 1e-5, 1e-6);
        check_all_close(products, expected_products, C, 1e-5, 1e-6);
        assert_true(sums[C] == untouched && products[C] == untouched);
        free(x);
        free(y);
        free(sums);
        free(products);
    }
}

static void test_kernels__scale_shift_and_blend(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct nn_rng rng = rng_of(5);
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        int C = sizes[s], count = ROWS * C;
        float *a = random_floats(&rng, (size_t)count), *b = random_floats(&rng, (size_t)count);
        float *factors = random_floats(&rng, 3 * (size_t)C);
        float *scaled = random_floats(&rng, (size_t)count),
              *blended = copy_of(scaled, (size_t)count);
        scaled[count] = blended[count] = untouched;
        kernels->scale_shift(scaled, a, factors, factors + C, ROWS, C);
        kernels->blend(blended, a, b, factors, ROWS, C);
        for (int i = 0; i < count; i++) {
            double x = (double)a[i], f0 = (double)factors[i % C];
            double f1 = (double)factors[C + i % C], f2 = (double)factors[2 * C + i % C];
            check_close((double)scaled[i], x * f0 + f1, 1e-6, 1e-6);
            check_close((double)blended[i], x * f0 + (double)b[i] * f1 + f2, 1e-6, 1e-6);
        }
        assert_true(scaled[count] == untouched && blended[count] == untouched);
        kernels->blend(b, a, b, factors, ROWS, C); /* in place */
        kernels->scale_shift(a, a, factors, factors + C, ROWS, C);
        for (int i = 0; i < count; i++) {
            check_close((double)b[i], (double)blended[i], 1e-6, 1e-6);
            check_close((double)a[i], (double)scaled[i], 1e-6, 1e-6);
        }
        free(a);
        free(b);
        free(factors);
        free(scaled);
        free(blended);
    }
}

static void test_kernels__add_scaled_and_move_towards(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct nn_rng rng = rng_of(6);
    for (size_t count = 0; count <= 70; count++) {
        float *x = random_floats(&rng, count), *before = random_floats(&rng, count);
        float *sum = copy_of(before, count), *average = copy_of(before, count);
        sum[count] = average[count] = untouched;
        kernels->add_scaled(sum, x, 0.7f, count);
        kernels->move_towards(average, x, 0.3f, count);
        for (size_t i = 0; i < count; i++) {
            double from = (double)before[i], to = (double)x[i];
            check_close((double)sum[i], from + to * (double)0.7f, 1e-6, 1e-6);
            check_close((double)average[i], from + (to - from) * (double)0.3f, 1e-6, 1e-6);
        }
        assert_true(sum[count] == untouched && average[count] == untouched);
        free(x);
        free(before);
        free(sum);
        free(average);
    }
}

/* One weight and its state, in doubles. */
struct weight {
    double w, m, v;
};

static struct weight adam_step(struct weight at, double gradient, const struct nn_adam *a) {
    double g = gradient + (double)a->decay * at.w;
    at.m = (double)a->beta1 * at.m + (1 - (double)a->beta1) * g;
    at.v = (double)a->beta2 * at.v + (1 - (double)a->beta2) * g * g;
    double m = at.m / (double)a->correction1, v = at.v / (double)a->correction2;
    at.w = at.w - (double)a->rate * (double)a->decoupled_decay * at.w -
           (double)a->rate * m / (sqrt(v) + (double)a->epsilon);
    return at;
}

static void test_kernels__adam(void **state) {
    static const struct nn_adam settings[] = {
        {0.01f, 0.9f, 0.999f, 1e-7f, 0, 0, 0.1f, 0.001f},
        {0.1f, 0.8f, 0.95f, 1e-3f, 0.2f, 0, 0.5f, 0.3f},
        {0.1f, 0.8f, 0.95f, 1e-3f, 0, 0.5f, 0.5f, 0.3f},
    };
    struct nn_rng rng = rng_of(7);
    for (size_t s = 0; s < COUNT_OF(settings); s++)
        for (size_t count = 0; count <= 70; count++) {
            float *w = random_floats(&rng, count), *m = random_floats(&rng, count);
            float *v = random_floats(&rng, count), *gradient = random_floats(&rng, count);
            for (size_t i = 0; i < count; i++)
                v[i] *= v[i];
            float *old_w = copy_of(w, count), *old_m = copy_of(m, count),
                  *old_v = copy_of(v, count);
            w[count] = m[count] = v[count] = untouched;
            level_of(state)->adam(w, m, v, gradient, count, &settings[s]);
            for (size_t i = 0; i < count; i++) {
                struct weight at = {(double)old_w[i], (double)old_m[i], (double)old_v[i]};
                at = adam_step(at, (double)gradient[i], &settings[s]);
                check_close((double)w[i], at.w, 2e-6, 2e-6);
                check_close((double)m[i], at.m, 1e-6, 1e-6);
                check_close((double)v[i], at.v, 1e-6, 1e-6);
            }
            assert_true(w[count] == untouched && m[count] == untouched && v[count] == untouched);
            free(w);
            free(m);
            free(v);
            free(gradient);
            free(old_w);
            free(old_m);
            free(old_v);
        }
}

static void test_kernels__momentum(void **state) {
    struct nn_rng rng = rng_of(8);
    for (int nesterov = 0; nesterov <= 1; nesterov++)
        for (size_t count = 0; count <= 70; count++) {
            float *w = random_floats(&rng, count), *velocity = random_floats(&rng, count);
            float *gradient = random_floats(&rng, count);
            float *old_w = copy_of(w, count), *old_velocity = copy_of(velocity, count);
            w[count] = velocity[count] = untouched;
            level_of(state)->momentum(w, velocity, gradient, count, 0.1f, 0.9f, 0.01f, nesterov);
            for (size_t i = 0; i < count; i++) {
                double g = (double)gradient[i] + (double)0.01f * (double)old_w[i];
                double v = (double)0.9f * (double)old_velocity[i] + g;
                double direction = nesterov ? g + (double)0.9f * v : v;
                check_close((double)velocity[i], v, 1e-6, 1e-6);
                check_close((double)w[i], (double)old_w[i] - (double)0.1f * direction, 1e-6, 1e-6);
            }
            assert_true(w[count] == untouched && velocity[count] == untouched);
            free(w);
            free(velocity);
            free(gradient);
            free(old_w);
            free(old_velocity);
        }
}

static void test_kernels__environment_names_a_level(void **state) {
    const struct nn_kernels *level = level_of(state);
    setenv("INKLING_SIMD", level->name, 1);
    assert_ptr_equal(nn_kernels_best(), level);
    unsetenv("INKLING_SIMD");
}

static void test_kernels__unknown_level_gives_the_best(void **state) {
    (void)state;
    unsetenv("INKLING_SIMD");
    const struct nn_kernels *best = nn_kernels_best();
    assert_non_null(best);
    setenv("INKLING_SIMD", "no-such-level", 1);
    assert_ptr_equal(nn_kernels_best(), best);
    unsetenv("INKLING_SIMD");
    assert_null(nn_kernels_level(-1));
    assert_null(nn_kernels_level(100));
}

/* Each sum goes to 2, wherever it began, and so says how many operations there were. */
static void test_kernels__multiply_adds_are_as_many_as_said(void **state) {
    enum { ROUNDS = 60 };
    float total;
    double operations = level_of(state)->multiply_add(&total, 0.5f, 1, ROUNDS);
    assert_true(operations > 0);
    check_close((double)total, 2 * operations / (2 * ROUNDS), 0, 1e-6);
}

#define level_test(function)                                                                       \
    { #function, function, NULL, NULL, (void *)level }

static int run_level(const struct nn_kernels *level) {
    const struct CMUnitTest tests[] = {
        level_test(test_kernels__gemm_of_every_size),
        level_test(test_kernels__gemm_of_every_layout),
        level_test(test_kernels__relu_of_every_count),
        level_test(test_kernels__max_pool_takes_the_first_largest),
        level_test(test_kernels__pooled_row_and_back),
        level_test(test_kernels__gemm_with_relu_is_gemm_then_relu),
        level_test(test_kernels__column_sums_and_products_add),
        level_test(test_kernels__scale_shift_and_blend),
        level_test(test_kernels__add_scaled_and_move_towards),
        level_test(test_kernels__adam),
        level_test(test_kernels__momentum),
        level_test(test_kernels__multiply_adds_are_as_many_as_said),
        level_test(test_kernels__environment_names_a_level),
        level_test(test_kernels__unknown_level_gives_the_best),
    };
    return cmocka_run_group_tests_name(level->name, tests, NULL, NULL);
}

int main(void) {
    int failures = 0;
    for (int i = 0; nn_kernels_level(i); i++)
        failures += run_level(nn_kernels_level(i));
    return failures != 0;
}
