#include "nn/loss.h"

#include <math.h>
#include <string.h>

#include "nn/dataset.h"
#include "nn/model.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"
#include "tests/support/reference.h"

enum { IMAGES = 6, CLASSES = 7, VALUES = IMAGES * CLASSES };
static const uint8_t labels[IMAGES] = {0, 6, 3, NN_NO_CLASS, 1, 5};

static void fill(float *logits, float deviation) {
    struct nn_rng rng = nn_rng_stream(1, NN_RNG_WEIGHTS, 0);
    fixture_normal(&rng, deviation, logits, VALUES);
}

static void test_loss__softmax_agrees_with_reference(void **state) {
    float logits[VALUES], probabilities[CLASSES];
    double exact[VALUES], expected[CLASSES];
    fill(logits, 3);
    fixture_doubles(logits, VALUES, exact);
    for (int n = 0; n < IMAGES; n++) {
        reference_softmax(exact + n * CLASSES, CLASSES, expected);
        nn_softmax(logits + n * CLASSES, CLASSES, probabilities);
        check_all_close(probabilities, expected, CLASSES, 0, 1e-6);
        nn_softmax(logits + n * CLASSES, CLASSES, logits + n * CLASSES); /* in place */
        assert_memory_equal(logits + n * CLASSES, probabilities, sizeof probabilities);
    }
}

static void test_loss__softmax_does_not_overflow(void **state) {
    static const float logits[][3] = {{1e30f, 1e30f, -1e30f}, {-3e38f, -3e38f, -3.4e38f}};
    for (size_t i = 0; i < COUNT_OF(logits); i++) {
        float probabilities[3];
        nn_softmax(logits[i], 3, probabilities);
        check_close((double)probabilities[0], 0.5, 1e-6, 0);
        check_close((double)probabilities[1], 0.5, 1e-6, 0);
        check_close((double)probabilities[2], 0, 0, 0);
    }
}

static void test_loss__cross_entropy_agrees_with_reference(void **state) {
    static const float smoothings[] = {0, 0.1f, 0.5f};
    for (size_t s = 0; s < COUNT_OF(smoothings); s++) {
        float logits[VALUES];
        double exact[VALUES];
        fill(logits, 3);
        fixture_doubles(logits, VALUES, exact);
        struct nn_loss loss =
            nn_cross_entropy(logits, labels, IMAGES, CLASSES, smoothings[s], 1, NULL);
        double smoothing = (double)smoothings[s];
        check_close(loss.sum, reference_cross_entropy(exact, labels, IMAGES, CLASSES, smoothing), 0,
                    1e-6);
    }
}

static void test_loss__gradient_equals_differences(void **state) {
    float logits[VALUES];
    double exact[VALUES], expected[VALUES];
    fill(logits, 2);
    fixture_doubles(logits, VALUES, exact);
    for (int i = 0; i < VALUES; i++) {
        double sides[2], kept = exact[i];
        for (int side = 0; side < 2; side++) {
            exact[i] = kept + (side ? 1e-6 : -1e-6);
            sides[side] = reference_cross_entropy(exact, labels, IMAGES, CLASSES, (double)0.2f);
        }
        exact[i] = kept;
        expected[i] = 0.25 * (sides[1] - sides[0]) / 2e-6;
    }
    nn_cross_entropy(logits, labels, IMAGES, CLASSES, 0.2f, 0.25f, logits); /* in place */
    check_all_close(logits, expected, VALUES, 1e-7, 1e-6);
}

static void test_loss__correct_answers_are_counted(void **state) {
    const float logits[3][2] = {{1, 2}, {2, 1}, {3, 3}};
    const uint8_t answers[3] = {1, 1, 0};
    struct nn_loss loss = nn_cross_entropy(logits[0], answers, 3, 2, 0, 1, NULL);
    assert_int_equal(loss.correct, 2);
    assert_int_equal(loss.classed, 3);
}

static void test_loss__image_without_a_class_has_a_uniform_target(void **state) {
    const uint8_t none[2] = {NN_NO_CLASS, NN_NO_CLASS};
    float logits[2][4] = {{3, 3, 3, 3}, {9, 0, 0, 0}};
    struct nn_loss loss = nn_cross_entropy(logits[0], none, 2, 4, 0.1f, 1, logits[0]);
    assert_int_equal(loss.correct, 0);
    assert_int_equal(loss.classed, 0);
    const double expected[4] = {0, 0, 0, 0};
    check_all_close(logits[0], expected, 4, 1e-7, 0);
    check_close((double)logits[1][0], 0.75, 0.01, 0);
    check_close((double)logits[1][3], -0.25, 0.01, 0);
}

static void test_loss__argmax_is_the_first_maximum(void **state) {
    const float values[] = {-5, 2, 7, 7, 1};
    assert_int_equal(nn_argmax(values, 5), 2);
    assert_int_equal(nn_argmax(values, 2), 1);
    assert_int_equal(nn_argmax(values, 1), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loss__softmax_agrees_with_reference),
        cmocka_unit_test(test_loss__softmax_does_not_overflow),
        cmocka_unit_test(test_loss__cross_entropy_agrees_with_reference),
        cmocka_unit_test(test_loss__gradient_equals_differences),
        cmocka_unit_test(test_loss__correct_answers_are_counted),
        cmocka_unit_test(test_loss__image_without_a_class_has_a_uniform_target),
        cmocka_unit_test(test_loss__argmax_is_the_first_maximum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
