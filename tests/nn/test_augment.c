#include "nn/augment.h"

#include <math.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { SIDE = 28, PIXELS = SIDE * SIDE, DRAWS = 60 };
static const double centre = (SIDE - 1) / 2.0;

/* Paints 255 where |x| <= half_width and |y| <= half_height, measured from the centre. */
static void paint_bar(uint8_t *pixels, double half_width, double half_height) {
    for (int i = 0; i < PIXELS; i++) {
        int ink = fabs(i % SIDE - centre) <= half_width && fabs(i / SIDE - centre) <= half_height;
        pixels[i] = ink ? 255 : 0;
    }
}

/* Total ink, its centre and its spread. */
struct moments {
    double ink, x, y, xx, xy, yy;
};

static struct moments moments_of(const float *image) {
    struct moments m = {0};
    for (int i = 0; i < PIXELS; i++) {
        m.ink += (double)image[i];
        m.x += (double)image[i] * (i % SIDE - centre);
        m.y += (double)image[i] * (i / SIDE - centre);
    }
    m.x /= m.ink;
    m.y /= m.ink;
    for (int i = 0; i < PIXELS; i++) {
        double x = i % SIDE - centre - m.x, y = i / SIDE - centre - m.y;
        m.xx += (double)image[i] * x * x / m.ink;
        m.xy += (double)image[i] * x * y / m.ink;
        m.yy += (double)image[i] * y * y / m.ink;
    }
    return m;
}

static struct moments draw(const struct nn_augmentation *augmentation, uint64_t number,
                           const uint8_t *pixels) {
    float image[PIXELS];
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, number);
    nn_augment(nn_kernels_best(), augmentation, &rng, pixels, SIDE, SIDE, image);
    return moments_of(image);
}

struct range {
    double min, max;
};

static void widen(struct range *range, double value) {
    range->min = fmin(range->min, value);
    range->max = fmax(range->max, value);
}

/* Checks that DRAWS draws stay within the bounds and come close to both of them. */
static void check_range(struct range range, double min, double max, double slack) {
    double fraction = 0.3 * (max - min);
    if (range.min < min - slack || range.min > min + fraction || range.max > max + slack ||
        range.max < max - fraction)
        fail_msg("%g to %g does not fill %g to %g", range.min, range.max, min, max);
}

static void test_augment__none_leaves_the_pixels_unchanged(void **state) {
    const struct nn_augmentation none = {0};
    uint8_t pixels[256];
    float image[256];
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, 0);
    for (int i = 0; i < 256; i++)
        pixels[i] = (uint8_t)i;
    nn_augment(nn_kernels_best(), &none, &rng, pixels, 8, 32, image);
    for (int i = 0; i < 256; i++)
        check_close_at((double)image[i], i / 255.0, 0, 1e-6, i, __FILE__, __LINE__);
    assert_true(image[255] == 1);
}

static const struct nn_augmentation everything = {
    .shift_px = 4,
    .rotation_deg = 30,
    .scale = 0.4f,
    .shear = 0.5f,
    .elastic_px = 2,
    .pen_px = 1,
};

static void test_augment__values_stay_between_0_and_1(void **state) {
    struct nn_rng noise = nn_rng_stream(2, NN_RNG_AUGMENT, 0);
    for (uint64_t n = 0; n < 200; n++) {
        uint8_t pixels[PIXELS];
        float image[PIXELS];
        struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, n);
        for (int i = 0; i < PIXELS; i++)
            pixels[i] = n % 2 ? 255 : (uint8_t)nn_rng_below(&noise, 256);
        nn_augment(nn_kernels_best(), &everything, &rng, pixels, SIDE, SIDE, image);
        for (int i = 0; i < PIXELS; i++)
            assert_true(image[i] >= 0 && image[i] <= 1);
    }
}

static void test_augment__any_shape_of_picture_works(void **state) {
    static const int sides[][2] = {{1, 1}, {1, 9},  {9, 1},
                                   {2, 2}, {5, 11}, {NN_WARP_MAX_SIDE, NN_WARP_MAX_SIDE}};
    for (size_t s = 0; s < COUNT_OF(sides); s++) {
        static uint8_t pixels[NN_WARP_MAX_SIDE * NN_WARP_MAX_SIDE];
        float image[NN_WARP_MAX_SIDE * NN_WARP_MAX_SIDE];
        struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, 0);
        memset(pixels, 200, sizeof pixels);
        nn_augment(nn_kernels_best(), &everything, &rng, pixels, sides[s][0], sides[s][1], image);
        for (int i = 0; i < sides[s][0] * sides[s][1]; i++)
            assert_true(image[i] >= 0 && image[i] <= 1);
    }
}

static void test_augment__result_depends_on_the_stream_alone(void **state) {
    uint8_t pixels[PIXELS];
    float images[3][PIXELS];
    static const uint64_t numbers[] = {5, 5, 6};
    paint_bar(pixels, 8, 3);
    for (int i = 0; i < 3; i++) {
        struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, numbers[i]);
        nn_augment(nn_kernels_best(), &everything, &rng, pixels, SIDE, SIDE, images[i]);
    }
    assert_memory_equal(images[0], images[1], sizeof images[0]);
    assert_memory_not_equal(images[0], images[2], sizeof images[0]);
}

static void test_augment__shift_moves_the_centre(void **state) {
    const struct nn_augmentation shift = {.shift_px = 3};
    struct range x = {0}, y = {0};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 4, 4);
    for (uint64_t n = 0; n < DRAWS; n++) {
        struct moments m = draw(&shift, n, pixels);
        check_close(m.ink, 64, 0.01, 0);
        widen(&x, m.x);
        widen(&y, m.y);
    }
    check_range(x, -3, 3, 0.01);
    check_range(y, -3, 3, 0.01);
}

static void test_augment__rotation_turns(void **state) {
    const struct nn_augmentation rotation = {.rotation_deg = 20};
    struct range angle = {0};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 10, 2);
    for (uint64_t n = 0; n < DRAWS; n++) {
        struct moments m = draw(&rotation, n, pixels);
        check_close(m.x, 0, 0.1, 0);
        check_close(m.y, 0, 0.1, 0);
        check_close(m.ink, 80, 3, 0);
        widen(&angle, atan2(2 * m.xy, m.xx - m.yy) / 2 * (180 / 3.14159265));
    }
    check_range(angle, -20, 20, 1);
}

static void test_augment__scale_grows_and_shrinks_each_side(void **state) {
    const struct nn_augmentation scale = {.scale = 0.3f};
    struct range width = {1, 1}, height = {1, 1};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 7, 5);
    const struct nn_augmentation none = {0};
    struct moments before = draw(&none, 0, pixels);
    for (uint64_t n = 0; n < DRAWS; n++) {
        struct moments m = draw(&scale, n, pixels);
        widen(&width, sqrt(m.xx / before.xx));
        widen(&height, sqrt(m.yy / before.yy));
    }
    check_range(width, 0.7, 1.3, 0.04);
    check_range(height, 0.7, 1.3, 0.04);
}

static void test_augment__shear_leans(void **state) {
    const struct nn_augmentation shear = {.shear = 0.4f};
    struct range slope = {0};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 1, 9);
    for (uint64_t n = 0; n < DRAWS; n++) {
        struct moments m = draw(&shear, n, pixels);
        widen(&slope, m.xy / m.yy);
    }
    check_range(slope, -0.4, 0.4, 0.02);
}

/* Both preserve area, so that only sampling the picture changes the ink. */
static void test_augment__rotation_with_shear_keeps_the_ink(void **state) {
    const struct nn_augmentation both = {.rotation_deg = 20, .shear = 0.4f};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 5, 5);
    for (uint64_t n = 0; n < DRAWS; n++)
        check_close(draw(&both, n, pixels).ink, 100, 3, 0);
}

/* A spot moves with the displacement at its place, which is normal with a deviation below 1: it is
 * 1 at the nodes, and between them a mean of several nodes. */
static void test_augment__elastic_moves_each_way(void **state) {
    const struct nn_augmentation elastic = {.elastic_px = 1};
    struct range x = {0}, y = {0}, ink = {16, 16};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 2, 2);
    for (uint64_t n = 0; n < DRAWS; n++) {
        struct moments m = draw(&elastic, n, pixels);
        widen(&x, m.x);
        widen(&y, m.y);
        widen(&ink, m.ink);
    }
    check_range(x, -2, 2, 1.5);
    check_range(y, -2, 2, 1.5);
    assert_true(ink.min > 4 && ink.min < 14 && ink.max > 18 && ink.max < 50);
}

/* The centre's displacement is the mean of four nodes, each with a deviation of 1: its mean is 0
 * and its deviation a half. The bounds are four standard errors of this many draws. */
static void test_augment__elastic_displacements_are_centred(void **state) {
    enum { MANY = 400 };
    const struct nn_augmentation elastic = {.elastic_px = 1};
    double sum = 0, squares = 0;
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 1, 1);
    for (uint64_t n = 0; n < MANY; n++) {
        double x = draw(&elastic, n, pixels).x;
        sum += x;
        squares += x * x;
    }
    check_close(sum / MANY, 0, 0.1, 0);
    check_close(sqrt(squares / MANY), 0.5, 0.07, 0);
}

static void test_augment__pen_gets_thicker_and_thinner(void **state) {
    const struct nn_augmentation pen = {.pen_px = 1};
    struct range ink = {40, 40};
    uint8_t pixels[PIXELS];
    paint_bar(pixels, 5,
              2); /* 10 x 4 pixels: 28 neighbours touch it, and 24 of its own are at its edge */
    for (uint64_t n = 0; n < DRAWS; n++)
        widen(&ink, draw(&pen, n, pixels).ink);
    check_range(ink, 40 - 24, 40 + 28, 0.01);
}

/* Returns the largest distance between pixels that a draw over even grey has changed, 0 if there
 * are none. Every change must be towards `ink`. */
static double changed_span(const struct nn_augmentation *augmentation, uint64_t number, float ink) {
    uint8_t pixels[PIXELS];
    float image[PIXELS];
    int changed[PIXELS], count = 0;
    double span = 0;
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_AUGMENT, number);
    memset(pixels, 102, sizeof pixels);
    nn_augment(nn_kernels_best(), augmentation, &rng, pixels, SIDE, SIDE, image);
    for (int i = 0; i < PIXELS; i++)
        if (fabsf(image[i] - 0.4f) > 1e-5f) {
            assert_true(fabsf(image[i] - ink) < fabsf(0.4f - ink));
            changed[count++] = i;
        }
    for (int a = 0; a < count; a++)
        for (int b = a; b < count; b++)
            /* cppcheck-suppress uninitvar ; count of them are set */
            span = fmax(span, 1 + hypot(changed[a] % SIDE - changed[b] % SIDE,
                                        changed[a] / SIDE - changed[b] / SIDE));
    return span;
}

static void check_spots(const struct nn_augmentation *augmentation, double radius_px, float ink) {
    enum { SPOT_DRAWS = 200 };
    int spots = 0;
    double largest = 0;
    for (uint64_t i = 0; i < SPOT_DRAWS; i++) {
        double span = changed_span(augmentation, i, ink);
        spots += span > 0;
        largest = fmax(largest, span);
    }
    check_in_range(spots, SPOT_DRAWS * 4 / 10, SPOT_DRAWS * 6 / 10);
    check_range((struct range){0, largest}, 0, 2 * radius_px + 2, 0.5);
}

static void test_augment__gaps_and_smears_are_spots_in_every_other_picture(void **state) {
    check_spots(&(struct nn_augmentation){.gap_px = 3}, 3, 0);
    check_spots(&(struct nn_augmentation){.smear_px = 3}, 3, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_augment__none_leaves_the_pixels_unchanged),
        cmocka_unit_test(test_augment__gaps_and_smears_are_spots_in_every_other_picture),
        cmocka_unit_test(test_augment__values_stay_between_0_and_1),
        cmocka_unit_test(test_augment__any_shape_of_picture_works),
        cmocka_unit_test(test_augment__result_depends_on_the_stream_alone),
        cmocka_unit_test(test_augment__shift_moves_the_centre),
        cmocka_unit_test(test_augment__rotation_turns),
        cmocka_unit_test(test_augment__scale_grows_and_shrinks_each_side),
        cmocka_unit_test(test_augment__shear_leans),
        cmocka_unit_test(test_augment__rotation_with_shear_keeps_the_ink),
        cmocka_unit_test(test_augment__elastic_moves_each_way),
        cmocka_unit_test(test_augment__elastic_displacements_are_centred),
        cmocka_unit_test(test_augment__pen_gets_thicker_and_thinner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
