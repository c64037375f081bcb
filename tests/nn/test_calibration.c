#include "nn/calibration.h"

#include <math.h>
#include <string.h>

#include "nn/rng.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

enum { IMAGES = 4000, CLASSES = 5 };

/* Calibrated probabilities, and labels drawn with them. */
struct sample {
    float probabilities[IMAGES][CLASSES];
    uint8_t labels[IMAGES];
};

static double random_fraction(uint64_t *seed) {
    *seed += 0x9e3779b97f4a7c15u;
    return (double)(nn_rng_mix(*seed) >> 11) * 0x1p-53;
}

static void draw(struct sample *sample) {
    uint64_t seed = 1;
    for (int n = 0; n < IMAGES; n++) {
        float logits[CLASSES];
        for (int c = 0; c < CLASSES; c++)
            logits[c] = (float)(6 * random_fraction(&seed));
        nn_softmax(logits, CLASSES, sample->probabilities[n]);
        double place = random_fraction(&seed);
        uint8_t label = 0;
        for (; label < CLASSES - 1; label++) {
            place -= (double)sample->probabilities[n][label];
            if (place < 0)
                break;
        }
        sample->labels[n] = label;
    }
}

/* Makes the probabilities those of an overconfident network (temperature above 1) or an
 * underconfident one. */
static void distort(struct sample *sample, double temperature) {
    for (int n = 0; n < IMAGES; n++) {
        float logits[CLASSES];
        for (int c = 0; c < CLASSES; c++)
            logits[c] = logf(sample->probabilities[n][c]) * (float)temperature;
        nn_softmax(logits, CLASSES, sample->probabilities[n]);
    }
}

static void test_calibration__finds_the_temperature(void **state) {
    static const double temperatures[] = {0.6, 1, 1.7};
    for (int i = 0; i < 3; i++) {
        static struct sample sample;
        draw(&sample);
        distort(&sample, temperatures[i]);
        struct nn_calibration calibration =
            nn_calibration_fit(sample.probabilities[0], sample.labels, IMAGES, CLASSES);
        check_close(calibration.temperature, temperatures[i], 0, 0.05);
    }
}

static void test_calibration__images_without_a_class_are_ignored(void **state) {
    static struct sample sample;
    draw(&sample);
    for (int n = 0; n < IMAGES; n += 2) {
        sample.labels[n] = NN_NO_CLASS;
        for (int c = 0; c < CLASSES; c++)
            sample.probabilities[n][c] = c == 0;
    }
    struct nn_calibration calibration =
        nn_calibration_fit(sample.probabilities[0], sample.labels, IMAGES, CLASSES);
    check_close(calibration.temperature, 1, 0, 0.08);
    memset(sample.labels, NN_NO_CLASS, sizeof sample.labels);
    calibration = nn_calibration_fit(sample.probabilities[0], sample.labels, IMAGES, CLASSES);
    check_close(calibration.temperature, 1, 0, 0);
    check_close(calibration.none_threshold, 0.5, 0, 0);
}

/* Fits a hundred images of four classes; `odd` of them have a confidence of 0.4, the others nearly
 * 1. */
static double threshold_with(int odd) {
    enum { COUNT = 100, FOUR = 4 };
    float probabilities[COUNT][FOUR];
    uint8_t labels[COUNT] = {0};
    for (int n = 0; n < COUNT; n++) {
        float rest = n < odd ? 0.2f : 0.0001f;
        for (int c = 0; c < FOUR; c++)
            probabilities[n][c] = c == 0 ? 1 - 3 * rest : rest;
        /* The confidence matches the accuracy, so that the temperature stays 1. */
        if (n < odd && n % 5 > 1)
            labels[n] = (uint8_t)(n % 3 + 1);
    }
    return nn_calibration_fit(probabilities[0], labels, COUNT, FOUR).none_threshold;
}

static void test_calibration__threshold_keeps_99_of_100(void **state) {
    check_close(threshold_with(1), 0.5, 1e-9, 0);
    assert_true(threshold_with(20) < 0.45);
    assert_true(threshold_with(20) > 0.3);
}

static void test_calibration__zero_probabilities_do_no_harm(void **state) {
    float probabilities[3][2] = {{1, 0}, {0, 1}, {1, 0}};
    static const uint8_t labels[3] = {0, 1, 1};
    struct nn_calibration calibration = nn_calibration_fit(probabilities[0], labels, 3, 2);
    assert_true(calibration.temperature > 1 && calibration.temperature <= 2.01);
}

static void test_calibration__error_is_the_gap_within_bins(void **state) {
    struct nn_reliability reliability = {0};
    check_close(nn_reliability_error(&reliability), 0, 0, 0);
    for (int i = 0; i < 10; i++)
        nn_reliability_add(&reliability, 0.95f, i < 8);
    for (int i = 0; i < 10; i++)
        nn_reliability_add(&reliability, 0.52f, i < 6);
    check_close(nn_reliability_error(&reliability), (10 * 0.15 + 10 * 0.08) / 20, 1e-6, 0);
    nn_reliability_add(&reliability, 1, true); /* the last bin includes its upper end */
    check_close(nn_reliability_error(&reliability), (11 * (0.95 * 10 + 1 - 9) / 11 + 0.8) / 21,
                1e-6, 0);
}

static void test_calibration__model_gives_probabilities_at_its_temperature(void **state) {
    static const char *const specs[] = {"flatten-dense7-relu-dense3", "conv3k2-relu-gap"};
    for (int s = 0; s < 2; s++) {
        struct nn_spec spec = fixture_spec(specs[s], 4, 4, 1);
        struct nn_model *model = NULL;
        struct nn_workspace *workspace = NULL;
        float image[16], before[3], after[3];
        struct nn_error err;
        check_ok(nn_model_create(&model, &spec, 3, &err), &err);
        check_ok(nn_workspace_create(&workspace, &spec, 1, &err), &err);
        for (int i = 0; i < 16; i++)
            image[i] = (float)(i % 5) / 5;
        check_close((double)nn_model_none_threshold(model), 0.5, 0, 0);
        nn_model_forward(model, workspace, image, 1, before);
        const struct nn_calibration calibration = {2.5, 0.25};
        check_ok(nn_model_calibrate(model, &calibration, &err), &err);
        nn_model_forward(model, workspace, image, 1, after);
        for (int c = 0; c < 3; c++)
            check_close((double)after[c], (double)before[c] / 2.5, 1e-6, 1e-5);
        check_close((double)nn_model_none_threshold(model), 0.25, 0, 0);
        nn_workspace_destroy(workspace);
        nn_model_release(model);
    }
}

static void test_calibration__network_without_weights_keeps_its_threshold(void **state) {
    struct nn_spec spec = fixture_spec("flatten", 1, 3, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    const struct nn_calibration calibration = {2, 0.25};
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_calibrate(model, &calibration, &err), &err);
    check_close((double)nn_model_none_threshold(model), 0.25, 0, 0);
    nn_model_release(model);
}

static void test_calibration__useless_threshold_is_a_half(void **state) {
    static const char *const texts[] = {"", "x", "0.2x", "-0.1", "1.5", "nan"};
    struct nn_spec spec = fixture_spec("flatten-dense3", 2, 2, 1);
    for (int i = 0; i < 6; i++) {
        struct nn_model *model = NULL;
        struct nn_error err;
        const struct nn_metadata line = {"none_threshold", texts[i]};
        check_ok(nn_model_create(&model, &spec, 1, &err), &err);
        check_ok(nn_model_annotate(model, &line, 1, &err), &err);
        check_close((double)nn_model_none_threshold(model), 0.5, 0, 0);
        nn_model_release(model);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calibration__finds_the_temperature),
        cmocka_unit_test(test_calibration__images_without_a_class_are_ignored),
        cmocka_unit_test(test_calibration__threshold_keeps_99_of_100),
        cmocka_unit_test(test_calibration__zero_probabilities_do_no_harm),
        cmocka_unit_test(test_calibration__error_is_the_gap_within_bins),
        cmocka_unit_test(test_calibration__model_gives_probabilities_at_its_temperature),
        cmocka_unit_test(test_calibration__network_without_weights_keeps_its_threshold),
        cmocka_unit_test(test_calibration__useless_threshold_is_a_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
