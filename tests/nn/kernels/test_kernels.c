/* Kernels at every SIMD level of this machine, against plain loops in double precision. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/fixtures.h"
#include "tests/support/levels.h"

/* Marks memory that a kernel must not write. */
static const float untouched = 12345.5f;

/* Sizes around the widths of vectors and tiles. */
static const int sizes[] = {1, 2, 3, 7, 8, 10, 16, 17, 24, 31, 33, 48, 65};

enum gemm_end { OVERWRITE, ADD_BIAS, ACCUMULATE };

/* Layouts of A and B: their strides, besides the sizes. */
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
    struct nn_rng rng = fixture_rng(1);
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
    float *a = fixture_noise(&rng, (size_t)a_last + 1),
          *b = fixture_noise(&rng, (size_t)b_last + 1);
    float *bias = fixture_noise(&rng, (size_t)N), *c = fixture_noise(&rng, c_count);
    for (size_t i = 0; i < c_count; i++)
        if ((int)(i / (size_t)g.c_row) >= M || (int)(i % (size_t)g.c_row) >= N)
            c[i] = untouched;
    float *before = fixture_copy(c, c_count);
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
    struct nn_rng rng = fixture_rng(2);
    for (size_t count = 0; count <= 70; count++) {
        float *x = fixture_noise(&rng, count), *dy = fixture_noise(&rng, count);
        float *y = fixture_copy(x, count), *dx = fixture_copy(dy, count);
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

/* Returns the index of the first maximum of channel c in a window. */
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
    struct nn_rng rng = fixture_rng(3);
    size_t in = (size_t)(H * p->W * p->C), out = (size_t)(p->OH * p->OW * p->C);
    float *x = fixture_noise(&rng, in), *dy = fixture_noise(&rng, out);
    float *y = fixture_noise(&rng, out), *dx = fixture_floats(in);
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

static void test_kernels__max_pool_picks_the_first_maximum(void **state) {
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

static void test_kernels__gemm_with_relu_is_gemm_then_relu(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    enum { M = 13, N = 37, K = 5 };
    struct nn_rng rng = fixture_rng(80);
    float *a = fixture_noise(&rng, M * K), *b = fixture_noise(&rng, K * N);
    float *plain = fixture_noise(&rng, M * N), *clipped = fixture_noise(&rng, M * N);
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
    check_in_range(negative, 1, M * N - 1);
    free(a);
    free(b);
    free(plain);
    free(clipped);
}

enum { ROWS = 13 };

static void test_kernels__column_sums_and_products_add(void **state) {
    const struct nn_kernels *kernels = level_of(state);
    struct nn_rng rng = fixture_rng(4);
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        int C = sizes[s];
        float *x = fixture_noise(&rng, (size_t)(ROWS * C)),
              *y = fixture_noise(&rng, (size_t)(ROWS * C));
        float *sums = fixture_noise(&rng, (size_t)C), *products = fixture_copy(sums, (size_t)C);
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
    struct nn_rng rng = fixture_rng(5);
    for (size_t s = 0; s < COUNT_OF(sizes); s++) {
        int C = sizes[s], count = ROWS * C;
        float *a = fixture_noise(&rng, (size_t)count), *b = fixture_noise(&rng, (size_t)count);
        float *factors = fixture_noise(&rng, 3 * (size_t)C);
        float *scaled = fixture_noise(&rng, (size_t)count),
              *blended = fixture_copy(scaled, (size_t)count);
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
    struct nn_rng rng = fixture_rng(6);
    for (size_t count = 0; count <= 70; count++) {
        float *x = fixture_noise(&rng, count), *before = fixture_noise(&rng, count);
        float *sum = fixture_copy(before, count), *average = fixture_copy(before, count);
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

/* One weight and its optimiser state, in doubles. */
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
    struct nn_rng rng = fixture_rng(7);
    for (size_t s = 0; s < COUNT_OF(settings); s++)
        for (size_t count = 0; count <= 70; count++) {
            float *w = fixture_noise(&rng, count), *m = fixture_noise(&rng, count);
            float *v = fixture_noise(&rng, count), *gradient = fixture_noise(&rng, count);
            for (size_t i = 0; i < count; i++)
                v[i] *= v[i];
            float *old_w = fixture_copy(w, count), *old_m = fixture_copy(m, count),
                  *old_v = fixture_copy(v, count);
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
    struct nn_rng rng = fixture_rng(8);
    for (int nesterov = 0; nesterov <= 1; nesterov++)
        for (size_t count = 0; count <= 70; count++) {
            float *w = fixture_noise(&rng, count), *velocity = fixture_noise(&rng, count);
            float *gradient = fixture_noise(&rng, count);
            float *old_w = fixture_copy(w, count), *old_velocity = fixture_copy(velocity, count);
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
    unsetenv("INKLING_SIMD");
    const struct nn_kernels *best = nn_kernels_best();
    assert_non_null(best);
    setenv("INKLING_SIMD", "no-such-level", 1);
    assert_ptr_equal(nn_kernels_best(), best);
    unsetenv("INKLING_SIMD");
    assert_null(nn_kernels_level(-1));
    assert_null(nn_kernels_level(100));
}

/* Each sum converges to 2 from any start, which gives away the number of operations. */
static void test_kernels__multiply_adds_are_counted_correctly(void **state) {
    enum { ROUNDS = 60 };
    float total;
    double operations = level_of(state)->multiply_add(&total, 0.5f, 1, ROUNDS);
    assert_true(operations > 0);
    check_close((double)total, 2 * operations / (2 * ROUNDS), 0, 1e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels__gemm_of_every_size),
        cmocka_unit_test(test_kernels__gemm_of_every_layout),
        cmocka_unit_test(test_kernels__relu_of_every_count),
        cmocka_unit_test(test_kernels__max_pool_picks_the_first_maximum),
        cmocka_unit_test(test_kernels__gemm_with_relu_is_gemm_then_relu),
        cmocka_unit_test(test_kernels__column_sums_and_products_add),
        cmocka_unit_test(test_kernels__scale_shift_and_blend),
        cmocka_unit_test(test_kernels__add_scaled_and_move_towards),
        cmocka_unit_test(test_kernels__adam),
        cmocka_unit_test(test_kernels__momentum),
        cmocka_unit_test(test_kernels__multiply_adds_are_counted_correctly),
        cmocka_unit_test(test_kernels__environment_names_a_level),
        cmocka_unit_test(test_kernels__unknown_level_gives_the_best),
    };
    return levels_run(tests, COUNT_OF(tests));
}
