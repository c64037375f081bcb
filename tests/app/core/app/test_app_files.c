#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"

static int open_app(void **state) {
    return driver_setup(state, (struct app_options){.results = "test_app_files-results"});
}

static void test_app_files__bad_files_are_reported_and_drawing_continues(void **state) {
    struct app *app = driver_app(state);
    struct nn_error err;
    static const char *const names[] = {"app-files-bad.safetensors", "app-files-bad.ndjson",
                                        "app-files-bad.png", "app-files-bad.txt",
                                        "app-files-missing.safetensors"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strstr(names[i], "missing"))
            check_ok(nn_file_write(names[i], "not what it says", 16, &err), &err);
        struct nn_model *before = app->models.live.model;
        driver_do(app, ACTION_NOTICE_CLOSE, 0);
        driver_open_file(app, names[i]);
        assert_true(app->notices.shown.bad && app->notices.shown.until_s > 0);
        if (!strstr(app->notices.shown.text, names[i]))
            fail_msg("\"%s\" does not name %s", app->notices.shown.text, names[i]);
        assert_ptr_equal(app->models.live.model, before);
        remove(names[i]);
    }
    driver_draw_line(app, 0.5f, 0);
    assert_int_equal(app->prediction.reading.digit, 1);
}

static void test_app_files__saved_drawing_opens_again(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.5f, 0);
    driver_do(app, ACTION_SAVE_DRAWING, 0);
    assert_false(app->notices.shown.bad);
    char path[FILES_MAX_PATH];
    assert_int_equal(sscanf(app->notices.shown.text, "Saved %1000s", path), 1);
    driver_do(app, ACTION_CLEAR, 0);
    driver_open_file(app, path);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
    assert_int_equal(app->prediction.reading.digit, 1);
    remove(path);
}

/* The name is taken before the file is written. */
static void test_app_files__save_that_fails_leaves_no_file(void **state) {
    struct app *app = driver_app(state);
    struct rlimit usual;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    const struct rlimit none = {0, usual.rlim_max};
    driver_draw_line(app, 0.5f, 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    driver_do(app, ACTION_SAVE_DRAWING, 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_true(app->notices.shown.bad);
    assert_non_null(strstr(app->notices.shown.text, "drawing-"));
    assert_int_equal(scratch_count("test_app_files-results", "drawing-"), 0);
}

static void test_app_files__builtin_model_has_an_accuracy(void **state) {
    const struct app *app = driver_app(state);
    assert_true(app->models.live.accuracy > 0.99 && app->models.live.accuracy < 1);
}

static void test_app_files__saved_model_opens_again_and_can_be_reverted(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_SAVE_MODEL, 0);
    char path[FILES_MAX_PATH];
    assert_int_equal(sscanf(app->notices.shown.text, "Saved %1000s", path), 1);
    driver_open_file(app, path);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_FILE);
    assert_ptr_not_equal(app->models.live.model, app->models.builtin.model);
    check_close(app->models.live.accuracy, app->models.builtin.accuracy, 1e-6, 0);
    driver_do(app, ACTION_BUILTIN, 0);
    assert_ptr_equal(app->models.live.model, app->models.builtin.model);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    remove(path);
}

static void test_app_files__model_of_another_task_is_refused(void **state) {
    struct app *app = driver_app(state);
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense65", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_save(model, "app-files-many.safetensors", NULL, 0, &err), &err);
    nn_model_release(model);
    driver_open_file(app, "app-files-many.safetensors");
    assert_true(app->notices.shown.bad);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    driver_draw_line(app, 0.5f, 0);
    assert_int_equal(app->prediction.reading.digit, 1);
    remove("app-files-many.safetensors");
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app_files__bad_files_are_reported_and_drawing_continues),
        APP_TEST(test_app_files__saved_drawing_opens_again),
        APP_TEST(test_app_files__save_that_fails_leaves_no_file),
        APP_TEST(test_app_files__builtin_model_has_an_accuracy),
        APP_TEST(test_app_files__saved_model_opens_again_and_can_be_reverted),
        APP_TEST(test_app_files__model_of_another_task_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
