#include "app/core/runs/run_record.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/runs/run_lock.h"
#include "app/core/runs/run_metrics.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"

static const char folder[] = "run-record";

static int clean(void **state) {
    scratch_remove(folder);
    return 0;
}

static struct run_record *read_run(const char *name) {
    char path[200];
    struct run_record *record = NULL;
    struct nn_error err;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check_ok(run_record_read(&record, path, &err), &err);
    return record;
}

static void test_run_record__has_the_content_of_the_files(void **state) {
    run_files_write(folder, &(struct run_files){"a", "readme", RUN_FILES_FINISHED, 5, 3, 7, 12});
    struct run_record *record = read_run("a");
    assert_string_equal(record->name, "a");
    assert_string_equal(record->summary.settings.run_folder, "run-record/a");
    assert_string_equal(record->summary.settings.net, "readme");
    assert_string_equal(record->summary.started, "2026-01-02T03:04:05+0000");
    assert_int_equal(record->summary.settings.epochs, 3);
    assert_int_equal(record->summary.settings.seed, 7);
    check_close(record->summary.test_accuracy, 0.98, 1e-12, 0);
    check_close(record->epochs_done, 3, 0, 0);
    check_close(record->val_accuracy, 0.907, 1e-6, 0);
    assert_int_equal(record->history.validation.count, 12);
    check_close(record->history.validation.accuracy[0], 0.907 - 0.11, 1e-6, 0);
    check_close(record->history.training.loss[3], 0.25, 1e-6, 0);
    assert_int_equal(record->state, RUN_FINISHED);
    run_record_release(record);
}

static void test_run_record__states_are_distinguished(void **state) {
    static const struct {
        const char *result;
        bool held;
        enum run_state expected;
    } rows[] = {
        {RUN_FILES_FINISHED, false, RUN_FINISHED},
        {RUN_FILES_STOPPED, false, RUN_STOPPED},
        {NULL, false, RUN_STOPPED},
        {NULL, true, RUN_RUNNING},
        {RUN_FILES_STOPPED, true, RUN_RUNNING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int lock = RUN_LOCK_NONE;
        struct nn_error err;
        run_files_write(folder, &(struct run_files){"s", "readme", rows[i].result, 1, 2, 3, 4});
        if (rows[i].held)
            check_ok(run_lock_take(&lock, "run-record/s", &err), &err);
        struct run_record *record = read_run("s");
        if (record->state != rows[i].expected)
            fail_msg("row %zu: state %d", i, record->state);
        run_record_release(record);
        run_lock_give_back(lock);
    }
}

static void test_run_record__what_can_be_done_depends_on_the_files(void **state) {
    static const struct {
        const char *result, *file; /* file is one that exists */
        bool has_model, can_resume;
    } rows[] = {
        {RUN_FILES_FINISHED, "model.safetensors", true, false},
        {RUN_FILES_FINISHED, "checkpoint.safetensors", false, false},
        {RUN_FILES_STOPPED, "model.safetensors", true, false},
        {RUN_FILES_STOPPED, "checkpoint.safetensors", false, true},
        {NULL, "model.safetensors", false, true}, /* the file may not be whole yet */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        scratch_remove(folder);
        run_files_write(folder, &(struct run_files){"f", "readme", rows[i].result, 1, 2, 3, 4});
        run_files_put(folder, "f", rows[i].file, "");
        struct run_record *record = read_run("f");
        if (record->has_model != rows[i].has_model || record->can_resume != rows[i].can_resume)
            fail_msg("row %zu: model %d, resume %d", i, record->has_model, record->can_resume);
        run_record_release(record);
    }
}

/* Its model and test result are those of the stop, after 40 steps; lines are ten steps apart. */
static void test_run_record__stopped_run_that_was_resumed_is_marked(void **state) {
    for (int points = 3; points < 7; points++) {
        run_files_write(folder,
                        &(struct run_files){"w", "readme", RUN_FILES_STOPPED, 1, 2, 3, points});
        struct run_record *record = read_run("w");
        assert_true(record->went_on == (points > 4));
        run_record_release(record);
    }
}

static void test_run_record__only_one_process_can_open_a_run(void **state) {
    struct training_settings settings;
    struct run_folder *first = NULL, *second = NULL;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "sprint", &err), &err);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s/one", folder);
    check_ok(run_folder_create(&first, &settings, &err), &err);
    check_status(run_folder_open(&second, settings.run_folder, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "run-record/one"));
    run_folder_destroy(first);
    check_ok(run_folder_open(&second, settings.run_folder, &err), &err);
    run_folder_destroy(second);
}

static void check_ways(const char *path, const char *optimizer, const char *schedule) {
    struct training_settings read;
    struct nn_error err;
    check_ok(run_files_settings(&read, path, &err), &err);
    assert_string_equal(read.optimizer, optimizer);
    assert_string_equal(read.schedule, schedule);
}

/* Runs of earlier versions, which lack these settings, used the recipe's values of that time. */
static void test_run_record__optimiser_and_schedule_are_read_back(void **state) {
    struct training_settings settings;
    struct run_folder *made = NULL;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "best", &err), &err);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s/ways", folder);
    strcpy(settings.optimizer, "sgd");
    strcpy(settings.schedule, "constant");
    check_ok(run_folder_create(&made, &settings, &err), &err);
    run_folder_destroy(made);
    check_ways(settings.run_folder, "sgd", "constant");
    run_files_write(folder, &(struct run_files){"old", "readme", NULL, 1, 2, 3, 4});
    check_ways("run-record/old", "adam", "one-cycle");
}

/* The lines before the first invalid one count. */
static void test_run_record__damaged_metrics_give_the_points_before(void **state) {
    static const struct {
        const char *text;
        int points;
    } rows[] = {
        {"", 0},
        {"step,epoch\n1,2\n", 0},
        {RUN_METRICS_HEADER, 0},
        {RUN_METRICS_HEADER "10,0.5,1,0.5,,,1\n", 1},
        {RUN_METRICS_HEADER "10,0.5,1,0.5,,,1\n20,1,0.5,0.6,,,", 1},
        {RUN_METRICS_HEADER "10,0.5,1,0.5,,,1\n20,1,0.5,0.6,,\n30,1.5,1,0.5,,,3\n", 1},
        {RUN_METRICS_HEADER "10,0.5,1,0.5,,,1\nrubbish\n30,1.5,1,0.5,,,3\n", 1},
        {RUN_METRICS_HEADER "10,inf,1,0.5,,,1\n", 0},
        {RUN_METRICS_HEADER "10,0.5,1,0.5,,,1\r\n", 0},
    };
    run_files_write(folder, &(struct run_files){"m", "readme", NULL, 1, 2, 3, 0});
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run_files_put(folder, "m", "metrics.csv", rows[i].text);
        struct run_record *record = read_run("m");
        if (record->history.training.count != rows[i].points)
            fail_msg("row %zu: %d points", i, record->history.training.count);
        assert_true(isnan(record->val_accuracy));
        run_record_release(record);
    }
}

#define SETTINGS(net, epochs)                                                                      \
    "{\"started\": \"2026\", \"settings\": {\"net\": \"" net "\", \"recipe\": \"r\","              \
    "\"augmentation\": \"none\", \"data_folder\": \"\", \"batch_size\": 8, "                       \
    "\"learning_rate\": 0.1, \"epochs\": " epochs "}}"

static void test_run_record__foreign_folders_are_refused(void **state) {
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "{}",
        "null",
        "{\"settings\": 3}",
        "{\"settings\": {\"net\": \"x\"}}",
        SETTINGS("x", "0"),
        SETTINGS("x", "-3"),
        SETTINGS("x", "10001"),
        SETTINGS("x", "\"2\""),
        SETTINGS("x\\u001b[31m", "2"),
        SETTINGS("x\\u0000y", "2"),
        SETTINGS("\xff", "2"),
    };
    struct run_record *record = NULL;
    struct nn_error err;
    run_files_put(folder, "f", "run.json", SETTINGS("x", "2"));
    run_record_release(read_run("f"));
    run_files_put(folder, "f", "run.json", "\xef\xbb\xbf" SETTINGS("x", "2"));
    run_record_release(read_run("f")); /* an editor's byte order mark */
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        run_files_put(folder, "f", "run.json", texts[i]);
        if (run_record_read(&record, "run-record/f", &err) != NN_STATUS_BAD_FILE)
            fail_msg("text %zu is accepted", i);
    }
    check_status(run_record_read(&record, "run-record/none", &err), NN_STATUS_IO, &err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_run_record__has_the_content_of_the_files, clean,
                                        clean),
        cmocka_unit_test_setup_teardown(test_run_record__states_are_distinguished, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_record__what_can_be_done_depends_on_the_files,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(test_run_record__stopped_run_that_was_resumed_is_marked,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(test_run_record__only_one_process_can_open_a_run, clean,
                                        clean),
        cmocka_unit_test_setup_teardown(test_run_record__optimiser_and_schedule_are_read_back,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(test_run_record__damaged_metrics_give_the_points_before,
                                        clean, clean),
        cmocka_unit_test_setup_teardown(test_run_record__foreign_folders_are_refused, clean, clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
