#include "app/core/training/training_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/runs/run_folder.h"
#include "app/core/training/training_data.h"
#include "nn/calibration.h"
#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/small_run.h"
#include "tests/support/small_set.h"

static const char data[] = "training-run-data";

/* Checks that the model's metadata has the network, recipe and seed of small_settings. */
static void check_record(const struct nn_model *model, int lines) {
    static const struct nn_metadata expected[] = {
        {"program", "inkling " INKLING_VERSION},
        {"net", "conv4k5s2-bn-relu-flatten-dropout0.1-dense10"},
        {"recipe", "original"},
        {"augmentation", "none"},
        {"ink_pictures", "0"},
        {"seed", "0"},
        {"classes", "[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]"},
    };
    int count;
    const struct nn_metadata *found = nn_model_metadata(model, &count);
    assert_int_equal(count, lines);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_string_equal(found[i].key, expected[i].key);
        assert_string_equal(found[i].value, expected[i].value);
    }
}

static void test_training_run__learns_and_leaves_its_folder(void **state) {
    struct training_settings settings = small_run_settings(data, "run-whole", 6);
    struct witness witness = {0};
    snprintf(settings.augmentation, sizeof settings.augmentation, "none");
    scratch_remove("run-whole");
    struct training_result *result = small_run_once(&settings, &witness);
    assert_int_equal(witness.steps, 6 * 23); /* 360 of 400 pictures, 16 per step */
    assert_int_equal(result->steps, witness.steps);
    assert_int_equal(witness.epochs, 6);
    assert_int_equal(result->point_count, witness.points);
    assert_true(witness.validations >= 12);
    assert_true(witness.last.val_accuracy > 0.9);
    assert_int_equal(result->test.count, 50);
    assert_true(result->test.accuracy > 0.9);
    assert_int_equal(result->sample_count, 36);
    assert_int_equal(strlen(result->weights_sha256), 64);

    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_model_load(&model, "run-whole/model.safetensors", &err), &err);
    assert_memory_equal(nn_model_values(model), nn_model_values(result->model),
                        nn_model_value_count(model) * sizeof(float));
    check_record(result->model, 8); /* plus the calibration's threshold */
    check_record(model, 10);        /* plus the date and the test accuracy */
    assert_int_equal(access("run-whole/metrics.csv", F_OK), 0);
    assert_int_equal(access("run-whole/checkpoint.safetensors", F_OK), 0);
    run_folder_complete(result);
    assert_int_not_equal(access("run-whole/checkpoint.safetensors", F_OK), 0);

    struct training_settings read;
    check_ok(run_files_settings(&read, "run-whole", &err), &err);
    assert_string_equal(read.net, settings.net);
    assert_string_equal(read.augmentation, "none");
    assert_int_equal(read.epochs, 6);
    assert_int_equal(read.batch_size, 16);
    assert_true(read.learning_rate == settings.learning_rate);
    nn_model_release(model);
    training_result_destroy(result);
}

/* Returns the change of the loss from the first epoch to the second, for a network that hardly
 * learns. */
static double change_of_loss(int ink_pictures) {
    struct training_settings settings = small_run_settings(data, "", 2);
    struct witness witness = {0};
    settings.ink_pictures = ink_pictures;
    settings.learning_rate = 1e-8f;
    strcpy(settings.net, "conv4k5s2-relu-flatten-dense10");
    strcpy(settings.augmentation, "none");
    training_result_destroy(small_run_once(&settings, &witness));
    return fabs(witness.last.train_loss / witness.first_loss - 1);
}

static void test_training_run__each_epoch_has_ink_of_its_own(void **state) {
    assert_true(change_of_loss(0) < 1e-4);
    assert_true(change_of_loss(360) > 1e-3);
}

/* Returns the temperature still to be fitted on the validation pictures and as much ink. */
static double temperature_left(const struct nn_model *model) {
    static float probabilities[80 * 10];
    struct data_set folder;
    struct nn_thread_pool *pool = NULL;
    struct nn_evaluation evaluation;
    struct nn_error err;
    uint8_t *memory = NULL;
    check_ok(data_set_load(&folder, data, DATA_TRAIN, &err), &err);
    check_ok(nn_thread_pool_create(&pool, 1, &err), &err);
    struct nn_dataset pictures = nn_dataset_slice(&folder.train, 360, 40);
    check_ok(training_data_add_validation_ink(&pictures, &memory, pool, &err), &err);
    check_ok(nn_model_evaluate(model, &pictures, pool, &evaluation, probabilities, &err), &err);
    double left = nn_calibration_fit(probabilities, pictures.labels, 80, 10).temperature;
    nn_thread_pool_destroy(pool);
    data_set_destroy(&folder);
    free(memory);
    return left;
}

static void test_training_run__is_calibrated_on_ink_if_trained_on_ink(void **state) {
    struct witness witness = {0};
    struct training_settings settings = small_run_settings(data, "", 4);
    settings.ink_pictures = 40;
    struct training_result *result = small_run_once(&settings, &witness);
    check_close(temperature_left(result->model), 1, 1e-3, 0);
    training_result_destroy(result);
    settings.ink_pictures = 0;
    result = small_run_once(&settings, &witness);
    assert_true(fabs(temperature_left(result->model) - 1) > 0.1);
    training_result_destroy(result);
}

/* Checks a rate as it is written, and read back. */
static void check_rate(float rate, const char *text) {
    struct training_settings settings = small_run_settings(data, "run-rate", 1), read;
    struct run_folder *folder = NULL;
    struct nn_error err;
    void *record = NULL;
    size_t size;
    char line[64];
    settings.learning_rate = rate;
    scratch_remove("run-rate");
    check_ok(run_folder_create(&folder, &settings, &err), &err);
    run_folder_destroy(folder);
    check_ok(nn_file_read(&record, &size, "run-rate/run.json", 1 << 16, &err), &err);
    snprintf(line, sizeof line, "\"learning_rate\": %s,", text);
    assert_non_null(strstr(record, line));
    check_ok(run_files_settings(&read, "run-rate", &err), &err);
    assert_true(read.learning_rate == rate);
    free(record);
}

static void test_training_run__rates_are_written_short_and_read_back_exactly(void **state) {
    check_rate(0.01f, "0.01");
    check_rate(0.0025f, "0.0025");
    check_rate(1.0f / 3, "0.33333334");
    check_rate(0.0127994865f, "0.0127994865"); /* no shorter number gives this float */
    check_rate(100, "100.0");
}

static void test_training_run__never_overwrites_a_run(void **state) {
    struct training_settings settings = small_run_settings(data, "run-cut", 1);
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    const struct training_observer nobody = {0};
    struct nn_error err;
    run_files_put(".", "run-cut", "run.json", "{}");
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_status(training_run_execute(run, &nobody, &result, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "run-cut already has a run"));
    training_run_destroy(run);
}

static void test_training_run__stops_at_its_target(void **state) {
    struct training_settings settings = small_run_settings(data, "", 50);
    struct witness witness = {0};
    settings.target = 0.5;
    struct training_result *result = small_run_once(&settings, &witness);
    assert_true(witness.steps < 50 * 23);
    assert_true(result->points[result->point_count - 1].val_accuracy >= 0.5);
    assert_false(result->stopped);
    training_result_destroy(result);
}

static void test_training_run__divergence_is_reported(void **state) {
    struct training_settings settings = small_run_settings(data, "", 50);
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    const struct training_observer nobody = {0};
    struct nn_error err;
    snprintf(settings.net, sizeof settings.net, "flatten-dense64-dense64-dense10");
    snprintf(settings.recipe, sizeof settings.recipe, "sprint");
    settings.learning_rate = 100;
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    enum nn_status status = training_run_execute(run, &nobody, &result, &err);
    if (status)
        assert_non_null(strstr(err.message, "lower the learning rate"));
    training_result_destroy(result);
    training_run_destroy(run);
}

static void test_training_run__bad_settings_are_named(void **state) {
    static const struct {
        const char *net, *recipe, *augmentation;
        int epochs, batch;
        double target;
        enum nn_status status;
        const char *said;
    } rows[] = {
        {"nosuch", "original", "none", 1, 8, 0, NN_STATUS_BAD_ARGUMENT, "readme, notebook"},
        {"conv3-dense10", "original", "none", 1, 8, 0, NN_STATUS_BAD_SPEC, "layer 1"},
        {"flatten-dense10", "nosuch", "none", 1, 8, 0, NN_STATUS_BAD_ARGUMENT, "sprint"},
        {"flatten-dense10", "original", "nosuch", 1, 8, 0, NN_STATUS_BAD_ARGUMENT, "strong"},
        {"flatten-dense10", "original", "none", 0, 8, 0, NN_STATUS_BAD_ARGUMENT, "Epochs"},
        {"flatten-dense10", "original", "none", 1, 0, 0, NN_STATUS_BAD_ARGUMENT, "Batch size"},
        {"flatten-dense10", "original", "none", 1, 8, 2, NN_STATUS_BAD_ARGUMENT, "Target"},
        {"flatten-dense7", "original", "none", 1, 8, 0, NN_STATUS_MISMATCH, "dense10"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct training_settings settings = small_run_settings(data, "", rows[i].epochs);
        struct training_run *run = NULL;
        struct nn_error err;
        snprintf(settings.net, sizeof settings.net, "%s", rows[i].net);
        snprintf(settings.recipe, sizeof settings.recipe, "%s", rows[i].recipe);
        snprintf(settings.augmentation, sizeof settings.augmentation, "%s", rows[i].augmentation);
        settings.batch_size = rows[i].batch;
        settings.target = rows[i].target;
        check_status(training_run_create(&run, &settings, NULL, &err), rows[i].status, &err);
        if (!strstr(err.message, rows[i].said))
            fail_msg("row %zu says: %s", i, err.message);
    }
}

static void test_training_run__bad_amounts_of_ink_are_named(void **state) {
    static const struct {
        int ink_pictures;
        float none_fraction;
        const char *said;
    } rows[] = {{-1, 0, "Ink pictures"},
                {10000001, 0, "Ink pictures"},
                {10, -0.1f, "Fraction of non-digits"},
                {10, 1.1f, "Fraction of non-digits"},
                {10, NAN, "Fraction of non-digits"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct training_settings settings = small_run_settings(data, "", 1);
        struct training_run *run = NULL;
        struct nn_error err;
        settings.ink_pictures = rows[i].ink_pictures;
        settings.none_fraction = rows[i].none_fraction;
        check_status(training_run_create(&run, &settings, NULL, &err), NN_STATUS_BAD_ARGUMENT,
                     &err);
        assert_non_null(strstr(err.message, rows[i].said));
    }
}

/* Test pictures that no network can read; the program loads none like them. */
static void test_training_run__network_is_kept_if_its_test_fails(void **state) {
    const struct training_settings settings = small_run_settings(data, "run-untested", 1);
    const struct training_observer nobody = {0};
    struct data_set folder;
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    struct nn_model *model = NULL;
    struct nn_error err;
    scratch_remove("run-untested");
    check_ok(data_set_load(&folder, data, DATA_TRAIN | DATA_TEST, &err), &err);
    folder.test.width--;
    check_ok(training_run_create(&run, &settings, &folder, &err), &err);
    check_status(training_run_execute(run, &nobody, &result, &err), NN_STATUS_MISMATCH, &err);
    assert_non_null(strstr(err.message, "run-untested/model.safetensors"));
    check_ok(nn_model_load(&model, "run-untested/model.safetensors", &err), &err);
    nn_model_release(model);
    training_run_destroy(run);
    data_set_destroy(&folder);
}

int main(void) {
    small_set_write(data, 400, 50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_run__learns_and_leaves_its_folder),
        cmocka_unit_test(test_training_run__each_epoch_has_ink_of_its_own),
        cmocka_unit_test(test_training_run__is_calibrated_on_ink_if_trained_on_ink),
        cmocka_unit_test(test_training_run__rates_are_written_short_and_read_back_exactly),
        cmocka_unit_test(test_training_run__never_overwrites_a_run),
        cmocka_unit_test(test_training_run__stops_at_its_target),
        cmocka_unit_test(test_training_run__divergence_is_reported),
        cmocka_unit_test(test_training_run__bad_settings_are_named),
        cmocka_unit_test(test_training_run__bad_amounts_of_ink_are_named),
        cmocka_unit_test(test_training_run__network_is_kept_if_its_test_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
