#include "app/core/runs/run_folder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/runs/run_lock.h"
#include "app/core/runs/run_metrics.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"

static const char runs[] = "run-folder", run[] = "run-folder/run";

static int clean(void **state) {
    scratch_remove(runs);
    return 0;
}

static struct training_settings some_settings(void) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "best", &err), &err);
    settings.seed = 9007199254740991;
    settings.threads = 3;
    settings.learning_rate = 0.0123457f;
    settings.target = 0.987;
    settings.none_fraction = 0.3f;
    snprintf(settings.data_folder, sizeof settings.data_folder, "some/\u00fcbung");
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", run);
    return settings;
}

static struct run_folder *create(void) {
    struct training_settings settings = some_settings();
    struct run_folder *folder = NULL;
    struct nn_error err;
    check_ok(run_folder_create(&folder, &settings, &err), &err);
    return folder;
}

static struct run_folder *open_at(long steps) {
    struct run_folder *folder = NULL;
    struct nn_error err;
    check_ok(run_folder_open(&folder, run, &err), &err);
    check_ok(run_folder_go_back(folder, steps, &err), &err);
    return folder;
}

static void add(struct run_folder *folder, long step, double val_accuracy) {
    const struct training_point point = {(double)step / 100, 1, 0.5, NAN, val_accuracy};
    struct nn_error err;
    check_ok(run_folder_add(folder, step, 0.5, &point, &err), &err);
}

/* Creates a run with metrics at steps 10, 20 and 30. */
static void make_run(void) {
    struct run_folder *folder = create();
    for (int step = 10; step <= 30; step += 10)
        add(folder, step, 0.9);
    run_folder_destroy(folder);
}

static void check_text(const char *name, const char *expected) {
    char path[100];
    void *text = NULL;
    size_t size;
    struct nn_error err;
    snprintf(path, sizeof path, "%s/%s", run, name);
    check_ok(nn_file_read(&text, &size, path, 10000, &err), &err);
    assert_string_equal(text, expected);
    free(text);
}

static void check_points(const struct run_folder *folder, int expected) {
    struct training_point *points = NULL;
    int count = -1;
    struct nn_error err;
    check_ok(run_folder_points(folder, &points, &count, &err), &err);
    assert_int_equal(count, expected);
    for (int i = 0; i < count; i++)
        check_close(points[i].epoch, 0.1 * (i + 1), 1e-9, 0);
    free(points);
}

static void test_run_folder__settings_are_read_back(void **state) {
    const struct training_settings given = some_settings();
    struct training_settings read;
    struct run_summary summary;
    struct nn_error err;
    run_folder_destroy(create());
    check_ok(run_files_settings(&read, run, &err), &err);
    assert_string_equal(read.net, given.net);
    assert_string_equal(read.recipe, given.recipe);
    assert_string_equal(read.augmentation, given.augmentation);
    assert_string_equal(read.optimizer, given.optimizer);
    assert_string_equal(read.schedule, given.schedule);
    assert_int_equal(read.epochs, given.epochs);
    assert_int_equal(read.batch_size, given.batch_size);
    assert_true(read.learning_rate == given.learning_rate);
    assert_true(read.seed == given.seed);
    assert_int_equal(read.threads, given.threads);
    assert_true(read.target == given.target);
    assert_int_equal(read.ink_pictures, given.ink_pictures);
    assert_true(read.none_fraction == given.none_fraction);
    assert_string_equal(read.data_folder, given.data_folder);
    assert_string_equal(read.run_folder, run);
    check_ok(run_folder_read_summary(&summary, run, &err), &err);
    assert_false(summary.ended || summary.stopped);
    assert_true(isnan(summary.test_accuracy) && isnan(summary.train_seconds));
    assert_int_equal(strlen(summary.started), strlen("2026-01-31T23:59:59+0100"));
}

static void test_run_folder__names_may_be_any_bytes(void **state) {
    struct training_settings settings = some_settings(), read;
    struct run_folder *folder = NULL;
    struct nn_error err;
    strcpy(settings.data_folder, "/d\xffta%41\n\xc3");
    strcpy(settings.run_folder, "run-folder/r\xffun\n");
    check_ok(run_folder_create(&folder, &settings, &err), &err);
    run_folder_destroy(folder);
    check_ok(run_files_settings(&read, settings.run_folder, &err), &err);
    assert_string_equal(read.data_folder, settings.data_folder);
    assert_string_equal(read.run_folder, settings.run_folder);
}

static void test_run_folder__existing_run_is_not_overwritten(void **state) {
    const struct training_settings settings = some_settings();
    struct run_folder *folder = NULL;
    struct nn_error err;
    run_files_put(runs, "run", "run.json", "mine");
    check_status(run_folder_create(&folder, &settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, run));
    assert_null(folder);
    check_text("run.json", "mine");
    assert_false(run_lock_is_taken(run));
}

static void test_run_folder__other_files_are_not_overwritten(void **state) {
    static const char *const names[] = {"notes.txt", "metrics.csv", "checkpoint.safetensors",
                                        "poem.unfinished-draft2", "run.json.unfinished-draft2"};
    const struct training_settings settings = some_settings();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct run_folder *folder = NULL;
        struct nn_error err;
        run_files_put(runs, "run", names[i], "mine");
        check_status(run_folder_create(&folder, &settings, &err), NN_STATUS_BAD_ARGUMENT, &err);
        assert_non_null(strstr(err.message, run));
        assert_non_null(strstr(err.message, names[i]));
        check_text(names[i], "mine");
        assert_int_equal(scratch_count(run, ""), 1);
        scratch_remove(runs);
    }
}

static void test_run_folder__what_a_killed_run_left_unfinished_is_removed(void **state) {
    run_files_put(runs, "run", "run.json.inkling.unfinished-AbCd12", "{");
    run_folder_destroy(create());
    assert_int_equal(scratch_count(run, ""), 1);
}

static void test_run_folder__folder_that_cannot_be_made_is_an_error(void **state) {
    struct training_settings settings = some_settings();
    struct run_folder *folder = NULL;
    struct nn_error err;
    run_files_put(runs, "run", "file", "");
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s/file", run);
    check_status(run_folder_create(&folder, &settings, &err), NN_STATUS_IO, &err);
    assert_null(folder);
}

static void test_run_folder__is_locked_until_it_is_destroyed(void **state) {
    const struct training_settings settings = some_settings();
    struct run_folder *first = create(), *second = NULL;
    struct nn_error err;
    assert_true(run_lock_is_taken(run));
    check_status(run_folder_open(&second, run, &err), NN_STATUS_IO, &err);
    check_status(run_folder_create(&second, &settings, &err), NN_STATUS_IO, &err);
    assert_null(second);
    run_folder_destroy(first);
    assert_false(run_lock_is_taken(run));
    second = open_at(0);
    assert_true(run_lock_is_taken(run));
    run_folder_destroy(second);
    run_folder_destroy(NULL);
}

static void test_run_folder__other_folders_are_refused(void **state) {
    static const struct {
        const char *json;
        enum nn_status status;
    } rows[] = {{NULL, NN_STATUS_IO}, {"", NN_STATUS_BAD_FILE}, {"{}", NN_STATUS_BAD_FILE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run_folder *folder = NULL;
        struct nn_error err;
        run_files_put(runs, "run", rows[i].json ? "run.json" : "other",
                      rows[i].json ? rows[i].json : "");
        check_status(run_folder_open(&folder, run, &err), rows[i].status, &err);
        assert_null(folder);
        assert_false(run_lock_is_taken(run));
    }
}

static void test_run_folder__metrics_are_written_with_a_validation(void **state) {
    struct run_folder *folder = create();
    add(folder, 10, NAN);
    assert_int_equal(access("run-folder/run/metrics.csv", F_OK), -1);
    check_points(folder, 1);
    add(folder, 20, 0.9);
    check_text("metrics.csv", RUN_METRICS_HEADER "10,0.1,1,0.5,,,0.5\n20,0.2,1,0.5,,0.9,0.5\n");
    add(folder, 30, NAN);
    check_text("metrics.csv", RUN_METRICS_HEADER "10,0.1,1,0.5,,,0.5\n20,0.2,1,0.5,,0.9,0.5\n");
    check_points(folder, 3);
    run_folder_destroy(folder);
}

static void test_run_folder__rewinding_drops_later_lines(void **state) {
    static const struct {
        long steps;
        int points;
    } rows[] = {{1000, 3}, {30, 3}, {29, 2}, {20, 2}, {10, 1}, {9, 0}, {0, 0}};
    make_run();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run_folder *folder = open_at(rows[i].steps);
        check_points(folder, rows[i].points);
        run_folder_destroy(folder);
    }
}

static void test_run_folder__resumed_run_replaces_the_lines_it_dropped(void **state) {
    make_run();
    struct run_folder *folder = open_at(10);
    add(folder, 20, 0.95);
    check_text("metrics.csv", RUN_METRICS_HEADER "10,0.1,1,0.5,,0.9,0.5\n20,0.2,1,0.5,,0.95,0.5\n");
    check_points(folder, 2);
    run_folder_destroy(folder);
}

static void test_run_folder__without_metrics_only_step_0_can_be_restored(void **state) {
    struct run_folder *folder = NULL;
    struct nn_error err;
    make_run();
    unlink("run-folder/run/metrics.csv");
    check_ok(run_folder_open(&folder, run, &err), &err);
    check_status(run_folder_go_back(folder, 10, &err), NN_STATUS_IO, &err);
    check_ok(run_folder_go_back(folder, 0, &err), &err);
    check_points(folder, 0);
    run_folder_destroy(folder);
}

static void test_run_folder__damaged_metrics_are_refused_in_kept_lines(void **state) {
    static const struct {
        const char *name, *text;
        long steps;
        enum nn_status go_back, points;
        const char *told;
    } rows[] = {
        {"empty", "", 20, NN_STATUS_BAD_FILE, 0, "columns"},
        {"other columns", "step,loss\n10,1\n", 20, NN_STATUS_BAD_FILE, 0, "columns"},
        {"cut short behind", RUN_METRICS_HEADER "10,1,,,,,1\n20,2,,,,,1\n30,3,", 20, 0, 0, NULL},
        {"cut short", RUN_METRICS_HEADER "10,1,,,,,1\n20,2,,,,,1\n30,3,", 30, 0, NN_STATUS_BAD_FILE,
         "line 4 "},
        {"cut short by its end", RUN_METRICS_HEADER "10,1,,,,,1", 30, 0, NN_STATUS_BAD_FILE,
         "line 2 "},
        {"a line between", RUN_METRICS_HEADER "10,1,,,,,1\n# mine\n20,2,,,,,1\n", 30, 0,
         NN_STATUS_BAD_FILE, "line 3 "},
        {"a field too many", RUN_METRICS_HEADER "10,1,,,,,,1\n", 30, 0, NN_STATUS_BAD_FILE,
         "line 2 "},
    };
    make_run();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct run_folder *folder = NULL;
        struct training_point *points = NULL;
        int count;
        struct nn_error err;
        print_message("%s\n", rows[i].name);
        run_files_put(runs, "run", "metrics.csv", rows[i].text);
        check_ok(run_folder_open(&folder, run, &err), &err);
        enum nn_status status = run_folder_go_back(folder, rows[i].steps, &err);
        check_status(status, rows[i].go_back, &err);
        if (!status)
            check_status(run_folder_points(folder, &points, &count, &err), rows[i].points, &err);
        assert_true(!rows[i].told || strstr(err.message, rows[i].told));
        free(points);
        run_folder_destroy(folder);
    }
}

static struct training_result some_result(bool stopped) {
    struct training_result result = {
        .settings = some_settings(),
        .test.accuracy = 0.75,
        .steps = 30,
        .stopped = stopped,
        .train_seconds = 1.5,
        .weights_sha256 = "abc",
    };
    struct nn_spec spec;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense10", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&result.model, &spec, 1, &err), &err);
    return result;
}

static void test_run_folder__finished_run_has_its_result(void **state) {
    for (int stopped = 0; stopped < 2; stopped++) {
        struct training_result result = some_result(stopped);
        struct run_folder *folder = create();
        struct run_summary summary;
        struct nn_error err;
        char path[FILES_MAX_PATH];
        check_ok(run_folder_finish(folder, &result, &err), &err);
        check_ok(run_folder_read_summary(&summary, run, &err), &err);
        assert_true(summary.ended && summary.stopped == (bool)stopped);
        assert_int_equal(summary.steps, 30);
        check_close(summary.test_accuracy, 0.75, 1e-12, 0);
        check_close(summary.train_seconds, 1.5, 1e-12, 0);
        check_ok(path_join(path, run, RUN_FOLDER_MODEL, &err), &err);
        assert_int_equal(access(path, R_OK), 0);
        run_folder_destroy(folder);
        nn_model_release(result.model);
        scratch_remove(runs);
    }
}

static void link_to_mine(const char *name) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    run_files_put(runs, "mine", "file", RUN_METRICS_HEADER);
    check_ok(path_join(path, run, name, &err), &err);
    unlink(path);
    assert_int_equal(symlink("../mine/file", path), 0);
}

static void check_mine(void) {
    check_text("../mine/file", RUN_METRICS_HEADER);
}

static void test_run_folder__links_are_not_written_through(void **state) {
    static const char *const names[] = {"run.json", "metrics.csv", "model.safetensors"};
    struct training_result result = some_result(false);
    struct run_folder *folder = create();
    struct nn_error err;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        link_to_mine(names[i]);
    add(folder, 10, 0.9);
    check_mine();
    check_ok(run_folder_finish(folder, &result, &err), &err);
    check_mine();
    run_folder_destroy(folder);
    nn_model_release(result.model);
}

static void test_run_folder__links_are_not_read(void **state) {
    struct run_summary summary;
    struct nn_error err;
    make_run();
    link_to_mine("metrics.csv");
    struct run_folder *folder = NULL;
    check_ok(run_folder_open(&folder, run, &err), &err);
    check_status(run_folder_go_back(folder, 10, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "metrics.csv is a link"));
    run_folder_destroy(folder);
    link_to_mine("run.json");
    check_status(run_folder_read_summary(&summary, run, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "run.json is a link"));
}

static void test_run_folder__checkpoint_of_a_stopped_run_stays(void **state) {
    for (int stopped = 1; stopped >= 0; stopped--) {
        struct training_result result = some_result(stopped);
        run_files_put(runs, "run", "checkpoint.safetensors", "");
        run_folder_complete(&result);
        assert_int_equal(access("run-folder/run/checkpoint.safetensors", F_OK), stopped ? 0 : -1);
        nn_model_release(result.model);
    }
}

/* A run in progress whose folder is no longer where it was writes nothing there, nor elsewhere. */
static void test_run_folder__removed_or_replaced_one_is_not_written(void **state) {
    static const char *const said[] = {"was removed: the run ends", "was replaced by another"};
    for (int replaced = 0; replaced < 2; replaced++) {
        const struct training_point point = {1, 1, 0.5, 0.5, 0.9};
        struct nn_error err;
        clean(state);
        struct run_folder *folder = create();
        assert_true(run_folder_can_resume(folder));
        assert_int_equal(rename(run, "run-folder/elsewhere"), 0);
        if (replaced)
            run_files_put(runs, "run", RUN_FOLDER_RECORD, "another's");
        assert_false(run_folder_can_resume(folder));
        check_status(run_folder_add(folder, 10, 0.5, &point, &err), NN_STATUS_IO, &err);
        if (!strstr(err.message, said[replaced]))
            fail_msg("%s", err.message);
        assert_int_equal(scratch_count(run, ""), replaced);
        assert_int_equal(scratch_count("run-folder/elsewhere", ""), 1);
        run_folder_destroy(folder);
    }
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(test_run_folder__##name, clean, clean)

static void test_run_folder__only_an_empty_folder_is_discarded(void **state) {
    struct nn_error err;
    assert_int_equal(mkdir(runs, 0777), 0);
    check_ok(nn_file_write("run-folder/run.json", "{}", 2, &err), &err);
    run_folder_discard_if_empty(runs);
    assert_int_equal(access("run-folder/run.json", F_OK), 0);
    assert_int_equal(unlink("run-folder/run.json"), 0);
    run_folder_discard_if_empty(runs);
    assert_int_not_equal(access(runs, F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(settings_are_read_back),
        FOLDER_TEST(only_an_empty_folder_is_discarded),
        FOLDER_TEST(names_may_be_any_bytes),
        FOLDER_TEST(existing_run_is_not_overwritten),
        FOLDER_TEST(removed_or_replaced_one_is_not_written),
        FOLDER_TEST(other_files_are_not_overwritten),
        FOLDER_TEST(what_a_killed_run_left_unfinished_is_removed),
        FOLDER_TEST(folder_that_cannot_be_made_is_an_error),
        FOLDER_TEST(is_locked_until_it_is_destroyed),
        FOLDER_TEST(other_folders_are_refused),
        FOLDER_TEST(metrics_are_written_with_a_validation),
        FOLDER_TEST(rewinding_drops_later_lines),
        FOLDER_TEST(resumed_run_replaces_the_lines_it_dropped),
        FOLDER_TEST(without_metrics_only_step_0_can_be_restored),
        FOLDER_TEST(damaged_metrics_are_refused_in_kept_lines),
        FOLDER_TEST(finished_run_has_its_result),
        FOLDER_TEST(links_are_not_written_through),
        FOLDER_TEST(links_are_not_read),
        FOLDER_TEST(checkpoint_of_a_stopped_run_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
