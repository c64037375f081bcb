#include "app/core/training_run.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/run_folder.h"
#include "app/core/training_data.h"
#include "nn/calibration.h"
#include "nn/file.h"
#include "nn/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"

static const char data[] = "training-run-data";

/* Removes a run folder with its files. */
static void remove_folder(const char *path) {
    DIR *folder = opendir(path);
    if (!folder)
        return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char file[1300];
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        unlink(file);
    }
    closedir(folder);
    rmdir(path);
}

static struct training_settings small_settings(const char *run_folder, int epochs) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "original", &err), &err);
    snprintf(settings.net, sizeof settings.net, "conv4k5s2-bn-relu-flatten-dropout0.1-dense10");
    snprintf(settings.data_folder, sizeof settings.data_folder, "%s", data);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", run_folder);
    snprintf(settings.augmentation, sizeof settings.augmentation, "light");
    settings.epochs = epochs;
    settings.batch_size = 16;
    settings.learning_rate = 0.01f;
    settings.threads = 2;
    return settings;
}

/* What an observer saw; leaves or stops the run after so many steps, unless that is 0. */
struct witness {
    int steps, points, validations, epochs, abandon_after, stop_after;
    bool abandon_in_check; /* not before the check of the next step, when a checkpoint is due too */
    int polls;             /* whether to abandon, since the last step */
    double first_loss;     /* of training, in the first epoch */
    struct training_epoch last;
};

static bool on_step(void *context, const struct training_progress *progress) {
    struct witness *witness = context;
    witness->steps++;
    assert_true(progress->share > 0 && progress->share <= 1);
    int most = witness->abandon_after + witness->stop_after;
    witness->polls = 0;
    if (witness->abandon_in_check && witness->steps == most)
        sleep(3);
    return most == 0 || witness->steps < most + witness->abandon_in_check;
}

static bool abandoned(void *context) {
    struct witness *witness = context;
    witness->polls++;
    if (witness->abandon_in_check && witness->polls == 1)
        return false; /* the step itself is made */
    return witness->abandon_after > 0 && witness->steps >= witness->abandon_after;
}

static void on_point(void *context, const struct training_point *point) {
    struct witness *witness = context;
    witness->points++;
    witness->validations += !isnan(point->val_accuracy);
}

static void on_epoch(void *context, const struct training_epoch *epoch) {
    struct witness *witness = context;
    if (witness->epochs++ == 0)
        witness->first_loss = epoch->train_loss;
    witness->last = *epoch;
}

static struct training_result *execute(struct training_run *run, struct witness *witness) {
    const struct training_observer observer = {
        .context = witness,
        .step = on_step,
        .point = on_point,
        .epoch = on_epoch,
        .abandoned = abandoned,
    };
    struct training_result *result = NULL;
    struct nn_error err;
    check_ok(training_run_execute(run, &observer, &result, &err), &err);
    return result;
}

static struct training_result *run_once(const struct training_settings *settings,
                                        struct witness *witness) {
    struct training_run *run = NULL;
    struct nn_error err;
    check_ok(training_run_create(&run, settings, NULL, &err), &err);
    struct training_result *result = execute(run, witness);
    training_run_destroy(run);
    return result;
}

/* Net, recipe and seed of small_settings go with the model. */
static void check_record(const struct nn_model *model, int lines) {
    static const struct nn_metadata expected[] = {
        {"program", "inkling " INKLING_VERSION},
        {"net", "conv4k5s2-bn-relu-flatten-dropout0.1-dense10"},
        {"recipe", "original"},
        {"augmentation", "none"},
        {"ink_pictures", "0"},
        {"seed", "0"},
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
    (void)state;
    struct training_settings settings = small_settings("run-whole", 6);
    struct witness witness = {0};
    snprintf(settings.augmentation, sizeof settings.augmentation, "none");
    remove_folder("run-whole");
    struct training_result *result = run_once(&settings, &witness);
    assert_int_equal(witness.steps, 6 * 23); /* 360 of 400 pictures, 16 a step */
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
    check_record(result->model, 7); /* and the threshold of its calibration */
    check_record(model, 9);         /* and the date and the test accuracy */
    assert_int_equal(access("run-whole/metrics.csv", F_OK), 0);
    assert_int_equal(access("run-whole/checkpoint.safetensors", F_OK), 0);
    run_folder_complete(result);
    assert_int_not_equal(access("run-whole/checkpoint.safetensors", F_OK), 0);

    struct training_settings read;
    check_ok(run_folder_read_settings(&read, "run-whole", &err), &err);
    assert_string_equal(read.net, settings.net);
    assert_string_equal(read.augmentation, "none");
    assert_int_equal(read.epochs, 6);
    assert_int_equal(read.batch_size, 16);
    assert_true(read.learning_rate == settings.learning_rate);
    nn_model_release(model);
    training_result_destroy(result);
}

static void test_training_run__resumed_run_ends_with_the_same_bits(void **state) {
    (void)state;
    struct training_settings settings = small_settings("run-cut", 4);
    struct witness whole = {0}, before = {.abandon_after = 60}, after = {0};
    struct nn_error err;
    settings.ink_pictures = 24; /* beside 360 pictures: 24 steps of 16 an epoch */
    settings.none_share = 0.5f;
    remove_folder("run-cut");
    struct training_result *uninterrupted = run_once(&settings, &whole);
    remove_folder("run-cut");

    assert_null(run_once(&settings, &before)); /* in the third epoch */
    assert_int_equal(access("run-cut/model.safetensors", F_OK), -1);
    struct training_run *run = NULL;
    struct training_settings read;
    check_ok(run_folder_read_settings(&read, "run-cut", &err), &err);
    assert_int_equal(read.ink_pictures, 24);
    check_close((double)read.none_share, 0.5, 1e-6, 0);
    read.threads = 1;
    check_ok(training_run_create(&run, &read, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = execute(run, &after);
    training_run_destroy(run);
    assert_non_null(resumed);
    assert_int_equal(after.epochs, 2);
    assert_int_equal(resumed->steps, 4 * 24);
    assert_int_equal(resumed->steps, uninterrupted->steps);
    assert_string_equal(resumed->weights_sha256, uninterrupted->weights_sha256);
    assert_false(resumed->stopped);
    assert_int_equal(resumed->point_count, uninterrupted->point_count);
    for (int i = 0; i < resumed->point_count; i++) {
        check_close(resumed->points[i].epoch, uninterrupted->points[i].epoch, 0, 1e-5);
        check_close(resumed->points[i].train_loss, uninterrupted->points[i].train_loss, 0, 1e-5);
        assert_int_equal(isnan(resumed->points[i].val_loss),
                         isnan(uninterrupted->points[i].val_loss));
    }
    training_result_destroy(resumed);
    training_result_destroy(uninterrupted);
}

/* By how much the loss of the second epoch differs from the first's, in a net that hardly moves. */
static double change_of_loss(int ink_pictures) {
    struct training_settings settings = small_settings("", 2);
    struct witness witness = {0};
    settings.ink_pictures = ink_pictures;
    settings.learning_rate = 1e-8f;
    strcpy(settings.net, "conv4k5s2-relu-flatten-dense10");
    strcpy(settings.augmentation, "none");
    training_result_destroy(run_once(&settings, &witness));
    return fabs(witness.last.train_loss / witness.first_loss - 1);
}

static void test_training_run__each_epoch_has_ink_of_its_own(void **state) {
    (void)state;
    assert_true(change_of_loss(0) < 1e-4);
    assert_true(change_of_loss(360) > 1e-3);
}

/* The temperature that would still have to be fitted on the validation pictures and as much ink. */
static double temperature_left(const struct nn_model *model) {
    static float probabilities[80 * 10];
    struct idx_folder folder;
    struct nn_thread_pool *pool = NULL;
    struct nn_evaluation evaluation;
    struct nn_error err;
    uint8_t *memory = NULL;
    check_ok(idx_folder_load(&folder, data, IDX_TRAIN, &err), &err);
    check_ok(nn_thread_pool_create(&pool, 1, &err), &err);
    struct nn_dataset pictures = nn_dataset_slice(&folder.train, 360, 40);
    check_ok(training_data_add_validation_ink(&pictures, &memory, pool, &err), &err);
    check_ok(nn_model_evaluate(model, &pictures, pool, &evaluation, probabilities, &err), &err);
    double left = nn_calibration_fit(probabilities, pictures.labels, 80, 10).temperature;
    nn_thread_pool_destroy(pool);
    idx_folder_destroy(&folder);
    free(memory);
    return left;
}

static void test_training_run__is_calibrated_on_ink_if_it_learnt_ink(void **state) {
    (void)state;
    struct witness witness = {0};
    struct training_settings settings = small_settings("", 4);
    settings.ink_pictures = 40;
    struct training_result *result = run_once(&settings, &witness);
    check_close(temperature_left(result->model), 1, 1e-3, 0);
    training_result_destroy(result);
    settings.ink_pictures = 0;
    result = run_once(&settings, &witness);
    assert_true(fabs(temperature_left(result->model) - 1) > 0.1);
    training_result_destroy(result);
}

/* Its checkpoint would be of a moment at which the check's point is neither made nor to be made. */
static void test_training_run__abandoned_in_a_check_keeps_no_checkpoint_of_it(void **state) {
    (void)state;
    struct nn_error err;
    struct training_settings settings = small_settings("run-in-check", 2);
    struct witness before = {.abandon_after = 22, .abandon_in_check = true}, after = {0};
    struct training_run *run = NULL;
    remove_folder("run-in-check");
    assert_null(run_once(&settings, &before));
    assert_int_equal(before.epochs, 0);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    training_result_destroy(execute(run, &after));
    training_run_destroy(run);
    assert_int_equal(after.epochs, 2);
}

static void test_training_run__metrics_have_each_step_once_after_resuming(void **state) {
    (void)state;
    void *text = NULL;
    size_t size;
    struct nn_error err;
    check_ok(nn_file_read(&text, &size, "run-cut/metrics.csv", 100000, &err), &err);
    long last = 0;
    int lines = 0;
    for (char *line = strchr(text, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
        long step = strtol(line + 1, NULL, 10);
        assert_true(step > last);
        last = step;
        lines++;
    }
    assert_int_equal(last, 4 * 24);
    assert_true(lines >= 8);
    free(text);
}

static void test_training_run__stopped_run_can_go_on(void **state) {
    (void)state;
    struct training_settings settings = small_settings("run-stopped", 2);
    struct witness before = {.stop_after = 30}, after = {0}, whole = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    remove_folder("run-stopped");
    struct training_result *stopped = run_once(&settings, &before);
    assert_true(stopped->stopped);
    assert_int_equal(stopped->steps, 30);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = execute(run, &after);
    training_run_destroy(run);
    assert_false(resumed->stopped);
    assert_int_equal(after.steps, 2 * 23 - 30);
    assert_true(resumed->train_seconds >= stopped->train_seconds);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", "");
    struct training_result *uninterrupted = run_once(&settings, &whole);
    assert_string_equal(resumed->weights_sha256, uninterrupted->weights_sha256);
    /* What was measured before the stop in mid-epoch counts in the points and epochs after it. */
    check_close(after.last.train_loss, whole.last.train_loss, 0, 0);
    check_close(after.last.train_accuracy, whole.last.train_accuracy, 0, 0);
    assert_int_equal(resumed->point_count, uninterrupted->point_count);
    for (int i = 0; i < resumed->point_count; i++) {
        const struct training_point *point = &resumed->points[i];
        check_close(point->train_loss, uninterrupted->points[i].train_loss, 0, 1e-5);
        check_close(point->train_accuracy, uninterrupted->points[i].train_accuracy, 0, 1e-5);
    }

    run_folder_complete(resumed);
    check_ok(training_run_create(&run, &resumed->settings, NULL, &err), &err);
    check_status(training_run_resume(run, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "no checkpoint"));
    training_run_destroy(run);
    training_result_destroy(stopped);
    training_result_destroy(resumed);
    training_result_destroy(uninterrupted);
}

/* All at once they would be more than the window takes. */
static void test_training_run__of_very_many_points_some_are_told_again(void **state) {
    (void)state;
    const struct training_settings settings = small_settings("run-points", 2);
    struct witness before = {.stop_after = 30}, after = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    remove_folder("run-points");
    training_result_destroy(run_once(&settings, &before));
    FILE *metrics = fopen("run-points/metrics.csv", "a");
    assert_non_null(metrics);
    for (int i = 0; i < 9000; i++)
        fputs("30,1.3,0.5,0.5,,,1\n", metrics);
    fclose(metrics);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    training_result_destroy(execute(run, &after));
    training_run_destroy(run);
    assert_in_range(after.points, 1000, 2100);
}

/* Its record has a result, which does not make it a finished one. */
static void test_training_run__stopped_run_needs_its_checkpoint(void **state) {
    (void)state;
    const struct training_settings settings = small_settings("run-robbed", 2);
    struct witness witness = {.stop_after = 30};
    struct training_run *run = NULL;
    struct nn_error err;
    remove_folder("run-robbed");
    training_result_destroy(run_once(&settings, &witness));
    assert_int_equal(unlink("run-robbed/checkpoint.safetensors"), 0);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_status(training_run_resume(run, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "checkpoint.safetensors is missing"));
    training_run_destroy(run);
}

static void test_training_run__goes_on_from_nothing_but_its_record(void **state) {
    (void)state;
    struct training_settings settings = small_settings("run-early", 2);
    struct witness before = {.abandon_after = 5}, after = {0}, whole = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    remove_folder("run-early");
    assert_null(run_once(&settings, &before));
    assert_int_equal(access("run-early/checkpoint.safetensors", F_OK), -1);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = execute(run, &after);
    training_run_destroy(run);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", "");
    struct training_result *uninterrupted = run_once(&settings, &whole);
    assert_int_equal(after.steps, whole.steps);
    assert_string_equal(resumed->weights_sha256, uninterrupted->weights_sha256);
    training_result_destroy(resumed);
    training_result_destroy(uninterrupted);
}

/* A rate as it is on the disk, and read back. */
static void check_rate(float rate, const char *text) {
    struct training_settings settings = small_settings("run-rate", 1), read;
    struct run_folder *folder = NULL;
    struct nn_error err;
    void *record = NULL;
    size_t size;
    char line[64];
    settings.learning_rate = rate;
    remove_folder("run-rate");
    check_ok(run_folder_create(&folder, &settings, &err), &err);
    run_folder_destroy(folder);
    check_ok(nn_file_read(&record, &size, "run-rate/run.json", 1 << 16, &err), &err);
    snprintf(line, sizeof line, "\"learning_rate\": %s,", text);
    assert_non_null(strstr(record, line));
    check_ok(run_folder_read_settings(&read, "run-rate", &err), &err);
    assert_true(read.learning_rate == rate);
    free(record);
}

static void test_training_run__rates_are_written_short_and_come_back_exact(void **state) {
    (void)state;
    check_rate(0.01f, "0.01");
    check_rate(0.0025f, "0.0025");
    check_rate(1.0f / 3, "0.33333334");
    check_rate(0.0127994865f, "0.0127994865"); /* no shorter one is this float */
    check_rate(100, "100.0");
}

static void test_training_run__never_writes_over_a_run(void **state) {
    (void)state;
    struct training_settings settings = small_settings("run-cut", 1);
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    const struct training_observer nobody = {0};
    struct nn_error err;
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_status(training_run_execute(run, &nobody, &result, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "run-cut holds a run already"));
    training_run_destroy(run);
}

static void test_training_run__stops_at_its_target(void **state) {
    (void)state;
    struct training_settings settings = small_settings("", 50);
    struct witness witness = {0};
    settings.target = 0.5;
    struct training_result *result = run_once(&settings, &witness);
    assert_true(witness.steps < 50 * 23);
    assert_true(result->points[result->point_count - 1].val_accuracy >= 0.5);
    assert_false(result->stopped);
    training_result_destroy(result);
}

static void test_training_run__divergence_is_said(void **state) {
    (void)state;
    struct training_settings settings = small_settings("", 50);
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
    (void)state;
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
        {"flatten-dense10", "original", "none", 0, 8, 0, NN_STATUS_BAD_ARGUMENT, "epochs"},
        {"flatten-dense10", "original", "none", 1, 0, 0, NN_STATUS_BAD_ARGUMENT, "batch"},
        {"flatten-dense10", "original", "none", 1, 8, 2, NN_STATUS_BAD_ARGUMENT, "target"},
        {"flatten-dense7", "original", "none", 1, 8, 0, NN_STATUS_MISMATCH, "dense10"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct training_settings settings = small_settings("", rows[i].epochs);
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
    (void)state;
    static const struct {
        int ink_pictures;
        float none_share;
        const char *said;
    } rows[] = {{-1, 0, "pictures of ink"},
                {TRAINING_MAX_INK + 1, 0, "pictures of ink"},
                {10, -0.1f, "share"},
                {10, 1.1f, "share"},
                {10, NAN, "share"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct training_settings settings = small_settings("", 1);
        struct training_run *run = NULL;
        struct nn_error err;
        settings.ink_pictures = rows[i].ink_pictures;
        settings.none_share = rows[i].none_share;
        check_status(training_run_create(&run, &settings, NULL, &err), NN_STATUS_BAD_ARGUMENT,
                     &err);
        assert_non_null(strstr(err.message, rows[i].said));
    }
}

int main(void) {
    small_set_write(data, 400, 50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_run__learns_and_leaves_its_folder),
        cmocka_unit_test(test_training_run__resumed_run_ends_with_the_same_bits),
        cmocka_unit_test(test_training_run__each_epoch_has_ink_of_its_own),
        cmocka_unit_test(test_training_run__is_calibrated_on_ink_if_it_learnt_ink),
        cmocka_unit_test(test_training_run__abandoned_in_a_check_keeps_no_checkpoint_of_it),
        cmocka_unit_test(test_training_run__metrics_have_each_step_once_after_resuming),
        cmocka_unit_test(test_training_run__stopped_run_can_go_on),
        cmocka_unit_test(test_training_run__of_very_many_points_some_are_told_again),
        cmocka_unit_test(test_training_run__stopped_run_needs_its_checkpoint),
        cmocka_unit_test(test_training_run__goes_on_from_nothing_but_its_record),
        cmocka_unit_test(test_training_run__rates_are_written_short_and_come_back_exact),
        cmocka_unit_test(test_training_run__never_writes_over_a_run),
        cmocka_unit_test(test_training_run__stops_at_its_target),
        cmocka_unit_test(test_training_run__divergence_is_said),
        cmocka_unit_test(test_training_run__bad_settings_are_named),
        cmocka_unit_test(test_training_run__bad_amounts_of_ink_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
