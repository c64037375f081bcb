#include <math.h>
#include <string.h>

#include "app/ui/chart/plots.h"
#include "tests/support/box_font.h"
#include "tests/support/check.h"

enum { SAMPLES = 8, PIXELS = 28 * 28 };

struct desk {
    struct box_font font;
    struct theme theme;
    struct plots_look look;
    struct image image;
};

static void set_up(struct desk *desk, bool dark, float scale) {
    box_font_init(&desk->font);
    desk->theme = theme_make(dark, scale);
    desk->look = (struct plots_look){&desk->font.font, &desk->theme, class_set_digits()};
}

static int count_of(const struct image *image, color wanted) {
    int count = 0;
    for (int i = 0; i < image->height; i++)
        for (int k = 0; k < image->width; k++)
            count += image->pixels[i * image->stride + k] == wanted;
    return count;
}

static void check_opaque(const struct image *image) {
    for (int i = 0; i < image->width * image->height; i++)
        assert_int_equal(image->pixels[i] >> 24, 255);
}

static const struct training_point POINTS[] = {
    {0.5, 0.9, 0.7, NAN, NAN},
    {1.0, 0.4, 0.9, 0.3, 0.92},
    {1.5, 0.2, 0.94, NAN, NAN},
    {2.0, 0.1, 0.97, 0.15, 0.95},
};

static void test_plots__training_shows_both_series_twice(void **state) {
    for (int dark = 0; dark < 2; dark++) {
        struct desk desk;
        set_up(&desk, dark, 2.0f);
        struct nn_error err;
        check_ok(plots_training(&desk.image, &desk.look, POINTS, 4, &err), &err);
        assert_int_equal(desk.image.width, 2 * PLOTS_TRAINING_WIDTH);
        assert_int_equal(desk.image.height, 2 * PLOTS_TRAINING_HEIGHT);
        check_opaque(&desk.image);
        struct image upper = desk.image;
        upper.height /= 2;
        int training = count_of(&upper, desk.theme.training);
        int validation = count_of(&upper, desk.theme.validation);
        assert_true(training > 200 && validation > 200);
        assert_true(count_of(&desk.image, desk.theme.training) > training + 200);
        assert_true(count_of(&desk.image, desk.theme.validation) > validation + 200);
        image_destroy(&desk.image);
    }
}

static void test_plots__no_points_give_empty_axes(void **state) {
    struct desk desk;
    set_up(&desk, false, 1.0f);
    struct nn_error err;
    check_ok(plots_training(&desk.image, &desk.look, NULL, 0, &err), &err);
    assert_true(count_of(&desk.image, desk.theme.line) > 1000);
    image_destroy(&desk.image);
}

struct samples {
    uint8_t images[SAMPLES * PIXELS], labels[SAMPLES], predictions[SAMPLES];
    struct nn_dataset set;
};

/* Every prediction is correct. */
static void make_samples(struct samples *samples) {
    memset(samples, 0, sizeof *samples);
    for (int i = 0; i < SAMPLES; i++) {
        memset(samples->images + i * PIXELS + 14 * 28, 255, 28);
        samples->labels[i] = samples->predictions[i] = (uint8_t)i;
    }
    samples->set = (struct nn_dataset){samples->images, samples->labels, SAMPLES, 28, 28, 10};
}

static void test_plots__samples_mark_the_wrong_ones(void **state) {
    struct desk desk;
    struct samples samples;
    struct nn_error err;
    set_up(&desk, false, 1.0f);
    make_samples(&samples);
    int marked[3];
    for (int wrong = 0; wrong < 3; wrong++) {
        if (wrong > 0)
            samples.predictions[3 * wrong] = 9;
        check_ok(plots_samples(&desk.image, &desk.look, &samples.set, samples.predictions, &err),
                 &err);
        assert_int_equal(desk.image.width, PLOTS_SAMPLES_WIDTH);
        check_opaque(&desk.image);
        marked[wrong] = count_of(&desk.image, desk.theme.bad);
        image_destroy(&desk.image);
    }
    assert_int_equal(marked[0], 0);
    check_in_range(marked[1], 400, 1000);
    assert_int_equal(marked[2], 2 * marked[1]);
}

static void test_plots__samples_grow_by_rows(void **state) {
    struct desk desk;
    struct samples samples;
    struct nn_error err;
    set_up(&desk, true, 1.0f);
    make_samples(&samples);
    int heights[SAMPLES + 1] = {0};
    for (int count = 5; count <= SAMPLES; count++) {
        samples.set.count = count;
        check_ok(plots_samples(&desk.image, &desk.look, &samples.set, samples.predictions, &err),
                 &err);
        heights[count] = desk.image.height;
        image_destroy(&desk.image);
    }
    assert_int_equal(heights[5], heights[6]);
    assert_true(heights[7] > heights[6] + 84);
    assert_int_equal(heights[8], heights[7]);
}

static void test_plots__samples_must_not_be_empty(void **state) {
    struct desk desk;
    struct samples samples;
    struct nn_error err;
    set_up(&desk, false, 1.0f);
    make_samples(&samples);
    static const int counts[] = {0, -1, 1 << 20};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        samples.set.count = counts[i];
        check_status(
            plots_samples(&desk.image, &desk.look, &samples.set, samples.predictions, &err),
            NN_STATUS_BAD_ARGUMENT, &err);
        assert_null(desk.image.pixels);
    }
}

static void test_plots__confusion_tints_cells_by_their_counts(void **state) {
    struct desk desk;
    set_up(&desk, false, 1.0f);
    struct nn_evaluation evaluation = {.count = 1000, .correct = 990, .accuracy = 0.99};
    for (int i = 0; i < 10; i++)
        evaluation.confusion[i][i] = 100;
    evaluation.confusion[4][4] = 90;
    evaluation.confusion[4][9] = 10;
    struct nn_error err;
    check_ok(plots_confusion(&desk.image, &desk.look, &evaluation, &err), &err);
    assert_int_equal(desk.image.width, PLOTS_BESIDE + 10 * PLOTS_CELL);
    assert_int_equal(desk.image.height, PLOTS_ABOVE + 10 * PLOTS_CELL);
    check_opaque(&desk.image);
    /* Cells of 47 x 47 pixels, less those that the counts cover. */
    check_in_range(count_of(&desk.image, desk.theme.training), 9 * 47 * 40, 9 * 47 * 47);
    color error = color_mix(desk.theme.paper, desk.theme.bad, 0.7f);
    check_in_range(count_of(&desk.image, error), 47 * 40, 47 * 47);
    check_in_range(count_of(&desk.image, desk.theme.paper), 89 * 47 * 47, 89 * 47 * 47);
    image_destroy(&desk.image);
}

static void test_plots__empty_confusion_is_blank(void **state) {
    struct desk desk;
    set_up(&desk, false, 1.0f);
    struct nn_evaluation evaluation = {0};
    struct nn_error err;
    check_ok(plots_confusion(&desk.image, &desk.look, &evaluation, &err), &err);
    assert_int_equal(count_of(&desk.image, desk.theme.paper), 100 * 47 * 47);
    image_destroy(&desk.image);
}

static void test_plots__ink_is_readable_on_any_tint(void **state) {
    for (int dark = 0; dark < 2; dark++) {
        struct theme theme = theme_make(dark, 1.0f);
        color light = dark ? theme.ink : theme.panel, deep = dark ? theme.panel : theme.ink;
        assert_int_equal(theme_ink_on(&theme, 0xFF000000), light);
        assert_int_equal(theme_ink_on(&theme, 0xFF0072B2), light);
        assert_int_equal(theme_ink_on(&theme, 0xFFFFFFFF), deep);
        assert_int_equal(theme_ink_on(&theme, 0xFFE69F00), deep);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plots__training_shows_both_series_twice),
        cmocka_unit_test(test_plots__no_points_give_empty_axes),
        cmocka_unit_test(test_plots__samples_mark_the_wrong_ones),
        cmocka_unit_test(test_plots__samples_grow_by_rows),
        cmocka_unit_test(test_plots__samples_must_not_be_empty),
        cmocka_unit_test(test_plots__confusion_tints_cells_by_their_counts),
        cmocka_unit_test(test_plots__empty_confusion_is_blank),
        cmocka_unit_test(test_plots__ink_is_readable_on_any_tint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
