#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/formats/safetensors.h"
#include "nn/kernels.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"

static const char folder[] = "app-runs";
enum { RUNS = 10 };

static void write_run(int number) {
    char name[16];
    snprintf(name, sizeof name, "r%02d", number);
    run_files_write(folder,
                    &(struct run_files){name, "readme", number % 2 ? RUN_FILES_FINISHED : NULL,
                                        number, 3, number, 12});
}

static int open_runs(void **state) {
    scratch_remove(folder);
    for (int i = 0; i < RUNS; i++)
        write_run(i);
    driver_setup(state, (struct app_options){.results = folder});
    driver_do(driver_app(state), ACTION_SCREEN, SCREEN_RUNS);
    driver_wait(*state, "the list of runs");
    return 0;
}

static int close_runs(void **state) {
    driver_teardown(state);
    scratch_remove(folder);
    return 0;
}

static void test_app_runs__newest_is_selected_and_plotted_at_first(void **state) {
    struct app *app = driver_app(state);
    assert_int_equal(run_list_count(app->runs.list), RUNS);
    assert_int_equal(run_browser_selected(&app->runs), 0);
    assert_string_equal(run_list_at(app->runs.list, 0)->name, "r09");
    assert_int_equal(run_browser_slot(&app->runs, 0), 0);
    assert_int_equal(run_browser_slot(&app->runs, 1), -1);
}

static void test_app_runs__plotted_run_keeps_its_slot(void **state) {
    struct app *app = driver_app(state);
    for (int i = 1; i < 4; i++)
        driver_do(app, ACTION_DRAW_RUN, i);
    driver_do(app, ACTION_DRAW_RUN, 1);
    assert_int_equal(run_browser_slot(&app->runs, 1), -1);
    assert_int_equal(run_browser_slot(&app->runs, 3), 3);
    driver_do(app, ACTION_DRAW_RUN, 7);
    assert_int_equal(run_browser_slot(&app->runs, 7), 1);
    assert_int_equal(run_browser_drawn(&app->runs, 1), 7);
}

static void test_app_runs__plots_are_limited_by_the_slots(void **state) {
    struct app *app = driver_app(state);
    for (int i = 1; i < RUN_SLOTS; i++)
        driver_do(app, ACTION_DRAW_RUN, i);
    assert_false(driver_can(app, ACTION_DRAW_RUN, RUN_SLOTS));
    assert_true(driver_can(app, ACTION_DRAW_RUN, 2));
    assert_false(driver_can(app, ACTION_DRAW_RUN, -1));
    assert_false(driver_can(app, ACTION_DRAW_RUN, RUNS));
    driver_do(app, ACTION_DRAW_RUN, 2);
    assert_true(driver_can(app, ACTION_DRAW_RUN, RUN_SLOTS));
}

static void test_app_runs__selection_stays_with_its_run_when_others_appear(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_STEP, 2);
    driver_do(app, ACTION_DRAW_RUN, 3);
    assert_string_equal(app->runs.selected, "r07");
    write_run(20);
    while (run_list_count(app->runs.list) == RUNS)
        driver_wait(*state, "the new run in the list");
    assert_int_equal(run_browser_selected(&app->runs), 3);
    assert_int_equal(run_browser_slot(&app->runs, 4), 1);
    assert_int_equal(run_browser_slot(&app->runs, 1), 0);
}

static void test_app_runs__browsing_stops_at_both_ends(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_STEP, -3);
    assert_int_equal(run_browser_selected(&app->runs), 0);
    driver_do(app, ACTION_STEP, 100);
    assert_int_equal(run_browser_selected(&app->runs), RUNS - 1);
    driver_do(app, ACTION_PICK, 4);
    assert_int_equal(run_browser_selected(&app->runs), 4);
}

static void test_app_runs__values_wrap_around(void **state) {
    struct app *app = driver_app(state);
    for (int i = 1; i <= RUN_VALUES; i++) {
        driver_do(app, ACTION_RUN_VALUE, 0);
        assert_int_equal(app->runs.value, i % RUN_VALUES);
    }
}

static void test_app_runs__model_of_a_run_is_used_and_reverted(void **state) {
    struct app *app = driver_app(state);
    struct nn_error err;
    assert_false(driver_can(app, ACTION_USE_RUN, 0)); /* its model is missing */
    check_ok(
        nn_model_save(app->models.builtin.model, "app-runs/r09/model.safetensors", NULL, 0, &err),
        &err);
    driver_wait(*state, "the model in the list");
    driver_do(app, ACTION_USE_RUN, 0);
    assert_false(app->notices.shown.bad);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_FILE);
    assert_string_equal(app->models.live.name, "r09");
    driver_do(app, ACTION_BUILTIN, 0);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
    driver_do(app, ACTION_STEP, 1); /* this one has not finished */
    assert_false(driver_can(app, ACTION_USE_RUN, 0));
}

static void train_and_stop(struct driver *trained) {
    driver_train_for_long(trained);
    driver_do(trained->app, ACTION_TRAINING_STOP, 0);
    assert_false(driver_can(trained->app, ACTION_TRAINING_STOP, 0)); /* it is already stopping */
    driver_wait_for_training(trained);
}

/* Returns the index of the run that the app trained last, once the list shows its current state. */
static int own_run(struct driver *trained) {
    const struct app *app = trained->app;
    const char *name = strrchr(app->trainer.run.run_folder, '/') + 1;
    while (1) {
        for (int i = 0; i < run_list_count(app->runs.list); i++) {
            const struct run_record *run = run_list_at(app->runs.list, i);
            if (strcmp(run->name, name) == 0 && run->state == RUN_STOPPED)
                return i;
        }
        driver_wait(trained, "the stopped run in the list");
    }
}

static void test_app_runs__stopped_run_can_be_resumed(void **state) {
    struct app *app = driver_app(state);
    train_and_stop(*state);
    int points = app->trainer.result->point_count;
    long steps = app->trainer.result->steps;
    assert_false(driver_can(app, ACTION_RESUME_RUN, 0)); /* r09 is finished */
    int own = own_run(*state);
    /* MNIST is searched for again, wherever the run is resumed. */
    assert_string_equal(run_list_at(app->runs.list, own)->summary.settings.data_folder, "");
    driver_do(app, ACTION_PICK, own);
    assert_true(driver_can(app, ACTION_RESUME_RUN, 0));
    driver_set(app, TRAINING_CHOICE_EPOCHS, "7"); /* a setting for another run */
    driver_do(app, ACTION_RESUME_RUN, 0);
    assert_true(app_is_training(app));
    assert_false(driver_can(app, ACTION_RESUME_RUN, 0));
    assert_int_equal(app->trainer.run.epochs, 10000);
    assert_int_equal(app->trainer.settings.epochs, 7);
    while (app->trainer.state != TRAINING_RUNNING ||
           app->trainer.history.training.count <= points) {
        assert_int_not_equal(app->trainer.state, TRAINING_FAILED);
        driver_wait(*state, "points of the resumed run");
    }
    driver_do(app, ACTION_TRAINING_STOP, 0);
    driver_wait_for_training(*state);
    assert_false(app->notices.shown.bad);
    assert_true(app->trainer.result->steps > steps);
    assert_true(app->trainer.result->point_count > points);
}

static void test_app_runs__resuming_with_other_kernels_is_told(void **state) {
    struct app *app = driver_app(state);
    setenv("INKLING_SIMD", "baseline", 1);
    train_and_stop(*state);
    driver_do(app, ACTION_PICK, own_run(*state));
    unsetenv("INKLING_SIMD");
    bool others = strcmp(nn_kernels_best()->name, "baseline") != 0;
    driver_do(app, ACTION_RESUME_RUN, 0);
    assert_true(app_is_training(app));
    const char *said = app->notices.shown.text;
    assert_true(others == (strstr(said, "This run began with the kernels for baseline") != NULL));
    driver_do(app, ACTION_TRAINING_STOP, 0);
    driver_wait_for_training(*state);
}

static void test_app_runs__refused_actions_say_why(void **state) {
    struct app *app = driver_app(state);
    run_files_write(folder, &(struct run_files){"r10", "readme", RUN_FILES_STOPPED, 10, 3, 10, 12});
    driver_wait(*state, "the stopped run in the list");
    const struct {
        int run;
        enum action_kind kind;
        const char *words;
    } rows[] = {
        {0, ACTION_RESUME_RUN, "checkpoint.safetensors is not in its folder"},
        {0, ACTION_USE_RUN, "model.safetensors, is not in its folder"},
        {1, ACTION_RESUME_RUN, "is finished"},   /* r09 */
        {2, ACTION_USE_RUN, "can be continued"}, /* r08 was interrupted */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        driver_do(app, ACTION_PICK, rows[i].run);
        driver_do(app, rows[i].kind, 0);
        if (!strstr(app->notices.shown.text, rows[i].words))
            fail_msg("row %zu: %s", i, app->notices.shown.text);
    }
}

static void test_app_runs__actions_are_refused_on_other_screens(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    assert_false(driver_can(app, ACTION_DRAW_RUN, 0));
    assert_false(driver_can(app, ACTION_USE_RUN, 0));
    assert_false(driver_can(app, ACTION_RUN_VALUE, 0));
    assert_false(driver_can(app, ACTION_STEP, 1));
}

#define RUNS_TEST(name) cmocka_unit_test_setup_teardown(name, open_runs, close_runs)

int main(void) {
    small_set_use("app-runs-data", 300, 40);
    const struct CMUnitTest tests[] = {
        RUNS_TEST(test_app_runs__newest_is_selected_and_plotted_at_first),
        RUNS_TEST(test_app_runs__plotted_run_keeps_its_slot),
        RUNS_TEST(test_app_runs__plots_are_limited_by_the_slots),
        RUNS_TEST(test_app_runs__selection_stays_with_its_run_when_others_appear),
        RUNS_TEST(test_app_runs__browsing_stops_at_both_ends),
        RUNS_TEST(test_app_runs__values_wrap_around),
        RUNS_TEST(test_app_runs__model_of_a_run_is_used_and_reverted),
        RUNS_TEST(test_app_runs__stopped_run_can_be_resumed),
        RUNS_TEST(test_app_runs__resuming_with_other_kernels_is_told),
        RUNS_TEST(test_app_runs__refused_actions_say_why),
        RUNS_TEST(test_app_runs__actions_are_refused_on_other_screens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
