/* Pictures resampled and redrawn with another pen, at every SIMD level of this machine, against
 * plain loops in double precision. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "tests/support/fixtures.h"
#include "tests/support/levels.h"

/* Outputs are followed by this many values, which must stay as they were. */
enum { GUARD = 40, BORDER = NN_PEN_BORDER, NODES = NN_WARP_NODES };

static uint8_t *random_pixels(struct nn_rng *rng, int height, int width) {
    uint8_t *pixels = malloc((size_t)(height * width));
    assert_non_null(pixels);
    for (int i = 0; i < height * width; i++)
        pixels[i] = (uint8_t)nn_rng_below(rng, 256);
    return pixels;
}

/* Returns the picture as floats inside a border of zeros. */
static float *padded_floats(const uint8_t *pixels, int height, int width) {
    int row = width + BORDER;
    float *padded = fixture_floats((size_t)((height + BORDER) * row));
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++)
            padded[(i + 1) * row + j + 1] = (float)pixels[i * width + j] / 255;
    return padded;
}

/* Returns the picture's pixel at row i and column j, 0 to 1; 0 outside. */
static double pixel_at(const uint8_t *pixels, int height, int width, int i, int j) {
    bool inside = i >= 0 && i < height && j >= 0 && j < width;
    return inside ? pixels[i * width + j] / 255.0 : 0;
}

/* Interpolates between the values at floor(x) and at the next whole number. */
static double mix(double here, double next, double x) {
    return here + (x - floor(x)) * (next - here);
}

static double sampled(const uint8_t *pixels, const struct nn_warp *warp, double x, double y) {
    int height = warp->height, width = warp->width, i = (int)floor(y), j = (int)floor(x);
    double upper =
        mix(pixel_at(pixels, height, width, i, j), pixel_at(pixels, height, width, i, j + 1), x);
    double lower = mix(pixel_at(pixels, height, width, i + 1, j),
                       pixel_at(pixels, height, width, i + 1, j + 1), x);
    return mix(upper, lower, y);
}

/* Returns the index of the node at or before `at`; beyond the end, that of the last node. */
static int node(double at) {
    return at < NODES - 1 ? (int)at : NODES - 1;
}

/* Returns the displacement of pixel (i, j): the nodes are evenly spaced from the first pixel to the
 * last. */
static double displacement(const struct nn_warp *warp, const float nodes[NODES][NODES], int i,
                           int j) {
    double down = warp->height > 1 ? (double)i * (NODES - 1) / (warp->height - 1) : 0;
    double across = warp->width > 1 ? (double)j * (NODES - 1) / (warp->width - 1) : 0;
    const float *upper = nodes[node(down)], *lower = nodes[node(down + 1)];
    int left = node(across), right = node(across + 1);
    return mix(mix((double)upper[left], (double)upper[right], across),
               mix((double)lower[left], (double)lower[right], across), down);
}

static double warped(const uint8_t *pixels, const struct nn_warp *warp, int i, int j) {
    double centre_x = (warp->width - 1) / 2.0, centre_y = (warp->height - 1) / 2.0;
    double x = j - centre_x - (double)warp->shift_x, y = i - centre_y - (double)warp->shift_y;
    double from_x = (double)warp->xx * x + (double)warp->xy * y + centre_x;
    double from_y = (double)warp->yx * x + (double)warp->yy * y + centre_y;
    if (warp->elastic) {
        from_x += displacement(warp, warp->node_x, i, j);
        from_y += displacement(warp, warp->node_y, i, j);
    }
    return sampled(pixels, warp, from_x, from_y);
}

static void try_warp(const struct nn_kernels *kernels, const struct nn_warp *warp) {
    struct nn_rng rng = fixture_rng(2);
    int height = warp->height, width = warp->width, to_row = width + 4;
    size_t count = (size_t)(height * to_row + GUARD);
    uint8_t *pixels = random_pixels(&rng, height, width);
    float *to = fixture_noise(&rng, count);
    double *expected = fixture_double_copy(to, count);
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++)
            expected[i * to_row + j] = warped(pixels, warp, i, j);
    kernels->warp(to, to_row, pixels, warp);
    check_all_close(to, expected, (int)count, 2e-5, 0);
    free(pixels);
    free(to);
    free(expected);
}

static const struct {
    int height, width;
} sizes[] = {{1, 1}, {1, 9}, {7, 5}, {28, 28}, {17, 33}, {NN_WARP_MAX_SIDE, NN_WARP_MAX_SIDE}};

static void warp_every_size(const struct nn_kernels *kernels, struct nn_warp warp) {
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        warp.height = sizes[i].height;
        warp.width = sizes[i].width;
        try_warp(kernels, &warp);
    }
}

static void test_warp_kernels__affine_maps(void **state) {
    static const struct nn_warp warps[] = {
        {.xx = 1, .yy = 1},
        {.xx = 1, .yy = 1, .shift_x = 2, .shift_y = -1},
        {.xx = 1, .yy = 1, .shift_x = -0.3f, .shift_y = 0.6f},
        {.xx = 1, .yy = 1, .shift_x = 100, .shift_y = -200},
        {.xx = 0.9f, .xy = 0.3f, .yx = -0.2f, .yy = 1.3f, .shift_x = 0.7f, .shift_y = 1.9f},
        {.xx = -0.4f, .xy = 2.1f, .yx = 1.6f, .yy = 0.3f},
    };
    for (size_t i = 0; i < COUNT_OF(warps); i++)
        warp_every_size(level_of(state), warps[i]);
}

static void test_warp_kernels__elastic(void **state) {
    struct nn_rng rng = fixture_rng(3);
    struct nn_warp warp = {.xx = 1.1f, .xy = 0.2f, .yx = -0.1f, .yy = 0.9f, .elastic = 1};
    fixture_normal(&rng, 1.5f, &warp.node_x[0][0], NODES * NODES);
    fixture_normal(&rng, 1.5f, &warp.node_y[0][0], NODES * NODES);
    warp_every_size(level_of(state), warp);
}

/* Returns the maximum or the minimum of a pixel and its four neighbours. */
static double extreme(const uint8_t *pixels, int height, int width, int i, int j, bool largest) {
    static const int beside[][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    double max = pixel_at(pixels, height, width, i, j);
    for (size_t k = 0; k < COUNT_OF(beside); k++) {
        double value = pixel_at(pixels, height, width, i + beside[k][0], j + beside[k][1]);
        max = largest ? fmax(max, value) : fmin(max, value);
    }
    return max;
}

static void try_pen(const struct nn_kernels *kernels, int height, int width, float amount) {
    struct nn_rng rng = fixture_rng(4);
    size_t count = (size_t)(height * width + GUARD);
    uint8_t *pixels = random_pixels(&rng, height, width);
    float *padded = padded_floats(pixels, height, width), *to = fixture_noise(&rng, count);
    double *expected = fixture_double_copy(to, count), fraction = fabs((double)amount);
    for (int o = 0; o < height * width; o++) {
        int i = o / width, j = o % width;
        expected[o] = (1 - fraction) * pixel_at(pixels, height, width, i, j) +
                      fraction * extreme(pixels, height, width, i, j, amount > 0);
    }
    kernels->change_pen(to, padded, height, width, amount);
    check_all_close(to, expected, (int)count, 1e-6, 0);
    free(pixels);
    free(padded);
    free(to);
    free(expected);
}

static void test_warp_kernels__pen_dilates_and_erodes(void **state) {
    static const float amounts[] = {-1, -0.4f, 0, 0.3f, 1};
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t a = 0; a < COUNT_OF(amounts); a++)
            try_pen(level_of(state), sizes[i].height, sizes[i].width, amounts[a]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warp_kernels__affine_maps),
        cmocka_unit_test(test_warp_kernels__elastic),
        cmocka_unit_test(test_warp_kernels__pen_dilates_and_erodes),
    };
    return levels_run(tests, COUNT_OF(tests));
}
