#include "app/core/training/fine_tune.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/data/data_set.h"
#include "nn/calibration.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "lesson-data";
static const char net[] = "conv4k5s2-relu-flatten-dense10";

static const struct training_observer nobody = {0};

static struct nn_model *trained_model(float rate) {
    struct training_settings settings;
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "original", &err), &err);
    snprintf(settings.net, sizeof settings.net, "%s", net);
    snprintf(settings.data_folder, sizeof settings.data_folder, "%s", data);
    settings.epochs = 2;
    settings.learning_rate = rate;
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_execute(run, &nobody, &result, &err), &err);
    struct nn_model *model = nn_model_retain(result->model);
    training_result_destroy(result);
    training_run_destroy(run);
    return model;
}

static struct data_set pictures(void) {
    struct data_set folder = {0};
    struct nn_error err;
    check_ok(data_set_load(&folder, data, DATA_TRAIN, &err), &err);
    return folder;
}

/* Slanting lines, which the small set's pictures do not have: up is 3, down is 8. */
static struct collection *part_of_hand(int first, int count) {
    struct collection *collection = NULL;
    struct nn_error err;
    int index;
    check_ok(collection_create(&collection, class_set_digits(), &err), &err);
    for (int i = first; i < first + count; i++) {
        float slant = 0.4f + 0.003f * (float)i, from = i % 2 ? slant : -slant;
        const struct point points[] = {{0.5f - from, 0.1f}, {0.5f + from, 0.9f}};
        const struct stroke stroke = {0.06f, 2, points}, *strokes[] = {&stroke};
        const struct strokes drawn = {1, strokes};
        check_ok(collection_put(collection, &drawn, i % 2 ? 8 : 3, 0, &index, &err), &err);
    }
    return collection;
}

static struct collection *hand(int count) {
    return part_of_hand(0, count);
}

static struct fine_tune *prepared(struct nn_model *model, int drawings) {
    struct collection *collection = hand(drawings);
    struct fine_tune *fine_tune = NULL;
    struct nn_error err;
    check_ok(fine_tune_create(&fine_tune, model, collection, &err), &err);
    collection_destroy(collection);
    return fine_tune;
}

static struct fine_tune_result *run(const struct fine_tune *fine_tune,
                                    const struct nn_dataset *mnist, int threads) {
    struct fine_tune_result *result = NULL;
    struct nn_error err;
    check_ok(fine_tune_run(fine_tune, mnist, threads, &nobody, &result, &err), &err);
    assert_non_null(result);
    return result;
}

static void test_fine_tune__learns_drawings_and_forgets_nothing(void **state) {
    const struct nn_calibration calibration = {.temperature = 1, .none_threshold = 0.25};
    struct nn_model *model = trained_model(1e-3f);
    struct nn_error err;
    check_ok(nn_model_calibrate(model, &calibration, &err), &err);
    struct data_set mnist = pictures();
    struct fine_tune *fine_tune = prepared(model, 40);
    struct fine_tune_result *result = run(fine_tune, &mnist.train, 2);
    assert_non_null(result->model);
    assert_int_equal(result->learnt.count + result->held_out.count, 40);
    check_in_range(result->held_out.count, 3, 20);
    assert_true(result->learnt.before < result->learnt.count);
    assert_int_equal(result->learnt.after, result->learnt.count);
    assert_true(result->held_out.before < result->held_out.count);
    assert_int_equal(result->held_out.after, result->held_out.count);
    assert_true(result->validation_after >= result->validation_before - FINE_TUNE_TOLERANCE);
    check_close((double)nn_model_none_threshold(result->model), 0.25, 1e-6, 0);
    fine_tune_result_destroy(result);
    fine_tune_destroy(fine_tune);
    data_set_destroy(&mnist);
    nn_model_release(model);
}

static void test_fine_tune__gives_the_same_weights_with_any_number_of_threads(void **state) {
    struct nn_model *model = trained_model(1e-3f);
    struct data_set mnist = pictures();
    struct fine_tune *fine_tune = prepared(model, 12);
    struct fine_tune_result *one = run(fine_tune, &mnist.train, 1);
    struct fine_tune_result *three = run(fine_tune, &mnist.train, 3);
    assert_memory_equal(nn_model_values(one->model), nn_model_values(three->model),
                        nn_model_value_count(model) * sizeof(float));
    fine_tune_result_destroy(one);
    fine_tune_result_destroy(three);
    fine_tune_destroy(fine_tune);
    data_set_destroy(&mnist);
    nn_model_release(model);
}

/* The training pictures have other labels than the validation pictures, so that training makes
 * validation worse. */
static void test_fine_tune__discards_a_model_that_reads_mnist_worse(void **state) {
    struct nn_model *model = trained_model(3e-4f);
    struct data_set mnist = pictures();
    uint8_t *labels = mnist.parts[0].labels;
    assert_ptr_equal(labels, mnist.train.labels);
    for (int i = 0; i < mnist.train.count * 9 / 10; i++)
        labels[i] = (uint8_t)((labels[i] + 5) % 10);
    struct fine_tune *fine_tune = prepared(model, 12);
    struct fine_tune_result *result = run(fine_tune, &mnist.train, 2);
    assert_null(result->model);
    assert_true(result->validation_after < result->validation_before - FINE_TUNE_TOLERANCE);
    fine_tune_result_destroy(result);
    fine_tune_destroy(fine_tune);
    data_set_destroy(&mnist);
    nn_model_release(model);
}

static bool stop_after_some(void *context, const struct training_progress *progress) {
    int *steps = context;
    assert_true(progress->fraction > 0 && progress->fraction <= 1);
    return ++*steps < 10;
}

static void test_fine_tune__stops_when_asked(void **state) {
    struct nn_model *model = trained_model(1e-3f);
    struct data_set mnist = pictures();
    struct fine_tune *fine_tune = prepared(model, 12);
    struct fine_tune_result *result = NULL;
    struct nn_error err;
    int steps = 0;
    const struct training_observer observer = {.context = &steps, .step = stop_after_some};
    check_ok(fine_tune_run(fine_tune, &mnist.train, 1, &observer, &result, &err), &err);
    assert_null(result);
    assert_int_equal(steps, 10);
    fine_tune_destroy(fine_tune);
    data_set_destroy(&mnist);
    nn_model_release(model);
}

static void test_fine_tune__needs_some_drawings(void **state) {
    struct nn_model *model = trained_model(1e-3f);
    struct collection *collection = hand(FINE_TUNE_MIN - 1);
    struct fine_tune *fine_tune = NULL;
    struct nn_error err;
    check_status(fine_tune_create(&fine_tune, model, collection, &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    assert_non_null(strstr(err.message, "1 more drawing:"));
    collection_destroy(collection);
    nn_model_release(model);
}

static int count_held_out(const struct collection *collection) {
    int count = 0;
    for (int i = 0; i < collection_count(collection); i++)
        count += collection_at(collection, i)->held_out;
    return count;
}

/* "2 more drawings" must be enough, whichever of them are held out. */
static void test_fine_tune__counts_drawings_as_the_user_does(void **state) {
    int held_out = 0;
    for (int first = 0; held_out == 0; first++)
        for (int count = 0; count <= FINE_TUNE_MIN; count++) {
            struct collection *collection = part_of_hand(first, count);
            held_out = count_held_out(collection);
            assert_int_equal(fine_tune_missing(collection), FINE_TUNE_MIN - count);
            collection_destroy(collection);
        }
}

int main(void) {
    small_set_write(data, 600, 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fine_tune__learns_drawings_and_forgets_nothing),
        cmocka_unit_test(test_fine_tune__gives_the_same_weights_with_any_number_of_threads),
        cmocka_unit_test(test_fine_tune__discards_a_model_that_reads_mnist_worse),
        cmocka_unit_test(test_fine_tune__stops_when_asked),
        cmocka_unit_test(test_fine_tune__needs_some_drawings),
        cmocka_unit_test(test_fine_tune__counts_drawings_as_the_user_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
