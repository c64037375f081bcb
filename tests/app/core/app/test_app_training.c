#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"

static const char data[] = "app-training-data";

static int open_app(void **state) {
    setenv("INKLING_DATA_DIR", data, 1);
    return driver_setup(state, (struct app_options){.results = "test_app_training-results"});
}

static void set_small_run(struct app *app, const char *epochs) {
    driver_set(app, TRAINING_CHOICE_RECIPE, "original");
    driver_set(app, TRAINING_CHOICE_NET, "flatten-dense10");
    driver_set(app, TRAINING_CHOICE_EPOCHS, epochs);
}

static void use_data(const char *folder) {
    setenv("INKLING_DATA_DIR", folder, 1);
}

static void test_app_training__recipe_sets_the_other_settings(void **state) {
    struct app *app = driver_app(state);
    driver_set(app, TRAINING_CHOICE_EPOCHS, "17");
    driver_set(app, TRAINING_CHOICE_BATCH_SIZE, "19");
    assert_int_equal(app->trainer.settings.epochs, 17);
    assert_int_equal(app->trainer.settings.batch_size, 19);
    driver_set(app, TRAINING_CHOICE_RECIPE, "original");
    struct training_settings expected;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&expected, "original", &err), &err);
    assert_int_equal(app->trainer.settings.epochs, expected.epochs);
    assert_int_equal(app->trainer.settings.batch_size, expected.batch_size);
    assert_string_equal(app->trainer.settings.net, expected.net);
}

static void test_app_training__trained_model_is_used_until_reverted(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "2");
    driver_do(app, ACTION_TRAINING_START, 0);
    assert_true(app_is_training(app));
    assert_false(driver_can(app, ACTION_TRAINING_START, 0));
    assert_false(driver_can(app, ACTION_SETTING, 0));
    driver_wait_for_training(*state);
    assert_int_equal(app->trainer.state, TRAINING_FINISHED);
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_TRAINED);
    assert_true(app->trainer.history.validation.count > 0);
    assert_true(app_take_effects(app, APP_EFFECT_RUN_PICTURES));
    assert_non_null(app->trainer.result);
    check_close(app->models.live.accuracy, app->trainer.result->test.accuracy, 0, 0);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, app->models.builtin.model);
}

static void test_app_training__later_training_reverts_to_the_kept_model(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "1");
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    driver_do(app, ACTION_KEEP, 0);
    struct nn_model *kept = app->models.live.model;
    assert_false(driver_can(app, ACTION_REVERT, 0));
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, kept);
}

static void test_app_training__revert_waits_for_a_model_to_revert_from(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "1");
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    struct nn_model *tried = app->models.live.model;
    use_data("no-such-folder");
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    assert_ptr_equal(app->models.live.model, tried);
    assert_ptr_equal(app->models.before.model, app->models.builtin.model);
    use_data(data);
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, tried);
}

/* The run's folder is moved away during training. */
static void test_app_training__model_of_a_failed_training_is_not_used(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "10000");
    driver_do(app, ACTION_TRAINING_START, 0);
    while (app->models.live.origin != MODEL_ORIGIN_TRAINED)
        driver_wait(*state, "the first weights of the training");
    scratch_remove("app-taken");
    assert_int_equal(rename(app->trainer.run.run_folder, "app-taken"), 0);
    driver_wait_for_training(*state);
    scratch_remove("app-taken");
    assert_int_equal(app->trainer.state, TRAINING_FAILED);
    assert_true(app->notices.shown.bad);
    assert_ptr_equal(app->models.live.model, app->models.builtin.model);
}

static void test_app_training__failed_training_is_reported(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "1");
    use_data("no-such-folder");
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_wait_for_training(*state);
    assert_int_equal(app->trainer.state, TRAINING_FAILED);
    assert_true(app->notices.shown.bad);
    assert_non_null(strstr(app->notices.shown.text, "no-such-folder"));
    assert_int_equal(app->models.live.origin, MODEL_ORIGIN_BUILTIN);
}

static void test_app_training__quitting_in_mid_training_is_clean(void **state) {
    struct app *app = driver_app(state);
    set_small_run(app, "10000");
    driver_do(app, ACTION_TRAINING_START, 0);
    driver_do(app, ACTION_QUIT, 0);
    assert_true(app_take_effects(app, APP_EFFECT_QUIT));
    assert_false(app_take_effects(app, APP_EFFECT_QUIT));
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    small_set_write(data, 300, 60);
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app_training__recipe_sets_the_other_settings),
        APP_TEST(test_app_training__trained_model_is_used_until_reverted),
        APP_TEST(test_app_training__later_training_reverts_to_the_kept_model),
        APP_TEST(test_app_training__revert_waits_for_a_model_to_revert_from),
        APP_TEST(test_app_training__model_of_a_failed_training_is_not_used),
        APP_TEST(test_app_training__failed_training_is_reported),
        APP_TEST(test_app_training__quitting_in_mid_training_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
