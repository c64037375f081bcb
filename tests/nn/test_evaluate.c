#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/model.h"
#include "nn/model_private.h"
#include "tests/support/check.h"
#include "tests/support/fixtures.h"

static struct nn_evaluation evaluate(const struct nn_model *model, const struct nn_dataset *data,
                                     int threads, float *probabilities) {
    struct nn_evaluation evaluation;
    struct nn_error err;
    struct nn_thread_pool *pool = fixture_pool(threads);
    check_ok(nn_model_evaluate(model, data, pool, &evaluation, probabilities, &err), &err);
    nn_thread_pool_destroy(pool);
    return evaluation;
}

/* Returns a model of 1 x 3 pictures whose logits are the pixels, 0 to 1, times a scale. */
static struct nn_model *pixel_model(float scale) {
    struct nn_spec spec = fixture_spec("flatten-dense3", 1, 3, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_allocate(&model, &spec, &err), &err);
    const struct nn_tensor *weight = nn_parameters_find(&model->parameters, 1, NN_TENSOR_WEIGHT);
    for (size_t i = 0; i < 3; i++)
        model->values[weight->offset + 4 * i] = scale;
    return model;
}

/* Pictures with one bright pixel are read as its position with confidence 0.8, since logits ln 8,
 * 0, 0 give 8 / 10. Blank ones are read as 0 with confidence 1 / 3. */
static void test_evaluate__agrees_with_an_example_by_hand(void **state) {
    enum { BRIGHT = 10, BLANK = 5, IMAGES = BRIGHT + BLANK };
    static const uint8_t places[BRIGHT] = {0, 1, 2, 0, 1, 2, 0, 0, 1, 2};
    static const uint8_t labels[IMAGES] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 1, 2, 2};
    uint8_t images[IMAGES][3] = {{0}};
    float probabilities[IMAGES][3];
    for (int i = 0; i < BRIGHT; i++)
        images[i][places[i]] = 255;
    struct nn_dataset data = {images[0], labels, IMAGES, 1, 3, 3};
    struct nn_model *model = pixel_model(logf(8));
    struct nn_evaluation result = evaluate(model, &data, 1, probabilities[0]);
    static const int confusion[3][3] = {{5, 0, 1}, {2, 2, 0}, {2, 1, 2}};
    assert_int_equal(result.count, IMAGES);
    assert_int_equal(result.correct, 9); /* 7 of the bright ones, 2 of the blank ones */
    check_close(result.accuracy, 9 / 15.0, 1e-12, 0);
    check_close(result.loss, (7 * -log(0.8) + 3 * -log(0.1) + 5 * log(3)) / IMAGES, 0, 1e-6);
    check_close(result.ece, (fabs(7 - 8.0) + fabs(2 - 5 / 3.0)) / IMAGES, 0, 1e-6);
    for (int t = 0; t < 3; t++)
        for (int p = 0; p < 3; p++)
            assert_int_equal(result.confusion[t][p], confusion[t][p]);
    check_close((double)probabilities[1][1], 0.8, 0, 1e-6);
    check_close((double)probabilities[1][0], 0.1, 0, 1e-6);
    check_close((double)probabilities[BRIGHT][2], 1 / 3.0, 0, 1e-6);
    nn_model_release(model);
}

static void test_evaluate__ignores_images_without_a_class(void **state) {
    static const uint8_t images[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 0, 0}};
    static const uint8_t labels[4] = {0, NN_NO_CLASS, 1, NN_NO_CLASS};
    struct nn_dataset data = {images[0], labels, 4, 1, 3, 3},
                      none = {images[3], &labels[3], 1, 1, 3, 3};
    struct nn_model *model = pixel_model(logf(8));
    struct nn_evaluation result = evaluate(model, &data, 1, NULL);
    assert_int_equal(result.count, 2);
    assert_int_equal(result.correct, 1);
    check_close(result.accuracy, 0.5, 1e-12, 0);
    check_close(result.loss, (-log(0.8) - log(0.1)) / 2, 0, 1e-6);
    check_close(result.ece, 0.8 - 0.5, 1e-6, 0);
    result = evaluate(model, &none, 1, NULL);
    assert_int_equal(result.count, 0);
    check_close(result.accuracy + result.loss + result.ece, 0, 0, 0);
    nn_model_release(model);
}

static void test_evaluate__is_the_same_with_any_number_of_threads(void **state) {
    struct fixture_pictures pictures;
    fixture_pictures_init(&pictures);
    struct nn_spec spec =
        fixture_spec("conv5k3-bn-relu-pool2-flatten-dense3", FIXTURE_SIDE, FIXTURE_SIDE, 1);
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    float first[FIXTURE_PICTURES * 3], other[FIXTURE_PICTURES * 3];
    struct nn_evaluation expected = evaluate(model, &pictures.data, 1, first);
    for (int threads = 2; threads <= 3; threads++) {
        struct nn_evaluation result = evaluate(model, &pictures.data, threads, other);
        assert_memory_equal(first, other, sizeof first);
        assert_memory_equal(result.confusion, expected.confusion, sizeof result.confusion);
        assert_true(result.loss == expected.loss && result.ece == expected.ece);
        assert_int_equal(result.correct, expected.correct);
        assert_true(evaluate(model, &pictures.data, threads, NULL).loss == expected.loss);
    }
    nn_model_release(model);
}

static void test_evaluate__weights_that_overflowed_do_no_harm(void **state) {
    static const float scales[] = {NAN, INFINITY};
    uint8_t images[2][3] = {{255, 0, 0}, {0, 0, 0}}, labels[2] = {0, 1};
    struct nn_dataset data = {images[0], labels, 2, 1, 3, 3};
    for (size_t i = 0; i < COUNT_OF(scales); i++) {
        struct nn_model *model = pixel_model(scales[i]);
        struct nn_evaluation result = evaluate(model, &data, 1, NULL);
        assert_int_equal(result.count, 2);
        nn_model_release(model);
    }
}

static void test_evaluate__mismatched_data_are_refused(void **state) {
    static const struct {
        struct nn_dataset data;
        const char *words;
    } rows[] = {
        {{NULL, NULL, 0, 1, 3, 3}, "no pictures"},
        {{NULL, NULL, 5, 3, 1, 3}, "are 3 x 1"},
        {{NULL, NULL, 5, 1, 3, 4}, "3 outputs for 4 classes"},
        {{NULL, NULL, 5, 1, 4, 3}, "are 1 x 4"},
        {{NULL, NULL, 5, 1, 3, 2}, "end it with dense2"},
    };
    struct nn_model *model = pixel_model(1);
    struct nn_thread_pool *pool = fixture_pool(1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct nn_evaluation evaluation;
        struct nn_error err;
        check_status(nn_model_evaluate(model, &rows[i].data, pool, &evaluation, NULL, &err),
                     NN_STATUS_MISMATCH, &err);
        assert_non_null(strstr(err.message, rows[i].words));
    }
    nn_model_release(model);
    nn_thread_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evaluate__agrees_with_an_example_by_hand),
        cmocka_unit_test(test_evaluate__ignores_images_without_a_class),
        cmocka_unit_test(test_evaluate__is_the_same_with_any_number_of_threads),
        cmocka_unit_test(test_evaluate__weights_that_overflowed_do_no_harm),
        cmocka_unit_test(test_evaluate__mismatched_data_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
