/* Runs that were interrupted or stopped, and are resumed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/runs/run_folder.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/small_run.h"
#include "tests/support/small_set.h"

static const char data[] = "training-resume-data";

static void test_training_resume__resumed_run_ends_with_the_same_bits(void **state) {
    struct training_settings settings = small_run_settings(data, "run-cut", 4);
    struct witness whole = {0}, before = {.abandon_after = 60}, after = {0};
    struct nn_error err;
    settings.ink_pictures = 24; /* with 360 pictures: 24 steps of 16 per epoch */
    settings.none_fraction = 0.5f;
    scratch_remove("run-cut");
    struct training_result *uninterrupted = small_run_once(&settings, &whole);
    scratch_remove("run-cut");

    assert_null(small_run_once(&settings, &before)); /* stops in the third epoch */
    assert_int_equal(access("run-cut/model.safetensors", F_OK), -1);
    struct training_run *run = NULL;
    struct training_settings read;
    check_ok(run_files_settings(&read, "run-cut", &err), &err);
    assert_int_equal(read.ink_pictures, 24);
    check_close((double)read.none_fraction, 0.5, 1e-6, 0);
    read.threads = 1;
    check_ok(training_run_create(&run, &read, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = small_run_execute(run, &after);
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

/* Its checkpoint would fall between a validation check and the point that the check records. */
static void test_training_resume__abandoned_in_a_check_keeps_no_checkpoint_of_it(void **state) {
    struct nn_error err;
    struct training_settings settings = small_run_settings(data, "run-in-check", 2);
    struct witness before = {.abandon_after = 22, .abandon_in_check = true}, after = {0};
    struct training_run *run = NULL;
    scratch_remove("run-in-check");
    assert_null(small_run_once(&settings, &before));
    assert_int_equal(before.epochs, 0);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    training_result_destroy(small_run_execute(run, &after));
    training_run_destroy(run);
    assert_int_equal(after.epochs, 2);
}

static void test_training_resume__metrics_have_each_step_once_after_resuming(void **state) {
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

/* The witness stops the run after 30 steps. */
static void check_stopped(struct witness before) {
    struct training_settings settings = small_run_settings(data, "run-stopped", 2);
    struct witness after = {0}, whole = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-stopped");
    struct training_result *stopped = small_run_once(&settings, &before);
    assert_true(stopped->stopped);
    assert_int_equal(stopped->steps, 30);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = small_run_execute(run, &after);
    training_run_destroy(run);
    assert_false(resumed->stopped);
    assert_int_equal(after.steps, 2 * 23 - 30);
    assert_true(resumed->train_seconds >= stopped->train_seconds);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", "");
    struct training_result *uninterrupted = small_run_once(&settings, &whole);
    assert_string_equal(resumed->weights_sha256, uninterrupted->weights_sha256);
    /* Measurements from before the stop in mid-epoch count in the points and epochs after it. */
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

static void test_training_resume__stopped_run_can_be_resumed(void **state) {
    check_stopped((struct witness){.stop_after = 30});
    check_stopped((struct witness){.stop_in = 31});
}

static void test_training_resume__run_without_a_step_has_no_result(void **state) {
    struct training_settings settings = small_run_settings(data, "run-unbegun", 1);
    struct witness before = {.stop_in = 1}, after = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-unbegun");
    assert_null(small_run_once(&settings, &before));
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    training_result_destroy(small_run_execute(run, &after));
    training_run_destroy(run);
    assert_int_equal(after.epochs, 1);
}

/* All points at once would exceed the window's capacity. */
static void test_training_resume__reports_only_some_of_very_many_points_again(void **state) {
    const struct training_settings settings = small_run_settings(data, "run-points", 2);
    struct witness before = {.stop_after = 30}, after = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-points");
    training_result_destroy(small_run_once(&settings, &before));
    FILE *metrics = fopen("run-points/metrics.csv", "a");
    assert_non_null(metrics);
    for (int i = 0; i < 9000; i++)
        fputs("30,1.3,0.5,0.5,,,1\n", metrics);
    fclose(metrics);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    training_result_destroy(small_run_execute(run, &after));
    training_run_destroy(run);
    check_in_range(after.points, 1000, 2100);
}

/* Its record has a result, but that does not make it finished. */
static void test_training_resume__stopped_run_needs_its_checkpoint(void **state) {
    const struct training_settings settings = small_run_settings(data, "run-robbed", 2);
    struct witness witness = {.stop_after = 30};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-robbed");
    training_result_destroy(small_run_once(&settings, &witness));
    assert_int_equal(unlink("run-robbed/checkpoint.safetensors"), 0);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_status(training_run_resume(run, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "checkpoint.safetensors is missing"));
    training_run_destroy(run);
}

static void test_training_resume__resumes_from_a_record_alone(void **state) {
    struct training_settings settings = small_run_settings(data, "run-early", 2);
    struct witness before = {.abandon_after = 5}, after = {0}, whole = {0};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-early");
    assert_null(small_run_once(&settings, &before));
    assert_int_equal(access("run-early/checkpoint.safetensors", F_OK), -1);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_ok(training_run_resume(run, &err), &err);
    struct training_result *resumed = small_run_execute(run, &after);
    training_run_destroy(run);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", "");
    struct training_result *uninterrupted = small_run_once(&settings, &whole);
    assert_int_equal(after.steps, whole.steps);
    assert_string_equal(resumed->weights_sha256, uninterrupted->weights_sha256);
    training_result_destroy(resumed);
    training_result_destroy(uninterrupted);
}

/* As many pictures, of which one has another pixel. */
static void test_training_resume__other_pictures_are_refused(void **state) {
    static const char other[] = "training-resume-other";
    const struct training_settings settings = small_run_settings(other, "run-other", 2);
    struct witness witness = {.stop_after = 30};
    struct training_run *run = NULL;
    struct nn_error err;
    scratch_remove("run-other");
    small_set_write(other, 400, 50);
    training_result_destroy(small_run_once(&settings, &witness));
    FILE *images = fopen("training-resume-other/train-images-idx3-ubyte", "r+");
    assert_non_null(images);
    fseek(images, 16 + 100 * 784, SEEK_SET);
    fputc(255, images);
    fclose(images);
    check_ok(training_run_create(&run, &settings, NULL, &err), &err);
    check_status(training_run_resume(run, &err), NN_STATUS_MISMATCH, &err);
    assert_non_null(strstr(err.message, other));
    training_run_destroy(run);
}

int main(void) {
    small_set_write(data, 400, 50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_training_resume__resumed_run_ends_with_the_same_bits),
        cmocka_unit_test(test_training_resume__abandoned_in_a_check_keeps_no_checkpoint_of_it),
        cmocka_unit_test(test_training_resume__metrics_have_each_step_once_after_resuming),
        cmocka_unit_test(test_training_resume__stopped_run_can_be_resumed),
        cmocka_unit_test(test_training_resume__reports_only_some_of_very_many_points_again),
        cmocka_unit_test(test_training_resume__run_without_a_step_has_no_result),
        cmocka_unit_test(test_training_resume__stopped_run_needs_its_checkpoint),
        cmocka_unit_test(test_training_resume__resumes_from_a_record_alone),
        cmocka_unit_test(test_training_resume__other_pictures_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
