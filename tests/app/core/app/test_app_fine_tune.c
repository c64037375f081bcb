#include <string.h>

#include "app/core/training/fine_tune.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/small_set.h"

static const char data[] = "test_app_fine_tune-data";

static int open_app(void **state) {
    return driver_setup(state, (struct app_options){.results = "test_app_fine_tune-results"});
}

static void test_app_fine_tune__too_few_drawings_are_reported(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 2, 1);
    driver_do(app, ACTION_LEARN, 0);
    assert_false(app_is_training(app));
    assert_true(app->notices.shown.bad);
    assert_non_null(strstr(app->notices.shown.text, "more drawing"));
}

static void test_app_fine_tune__stopping_at_once_changes_nothing(void **state) {
    struct app *app = driver_app(state);
    driver_open_small_model(app, NULL, NULL);
    driver_label_lines(app, 16, 6);
    const struct nn_model *before = app->models.live.model;
    driver_do(app, ACTION_LEARN, 0);
    driver_do(app, ACTION_TRAINING_STOP, 0);
    driver_wait_for_training(*state);
    assert_int_equal(app->trainer.state, TRAINING_IDLE);
    assert_ptr_equal(app->models.live.model, before);
    assert_true(app->trainer.progress.fraction == 0);
    assert_non_null(strstr(app->notices.shown.text, "unchanged"));
}

static void test_app_fine_tune__learned_hand_is_used_and_can_be_reverted(void **state) {
    struct app *app = driver_app(state);
    char sentence[TRAINER_SENTENCE];
    driver_open_small_model(app, NULL, NULL);
    driver_label_lines(app, 16, 6);
    struct nn_model *before = app->models.live.model;
    driver_do(app, ACTION_LEARN, 0);
    assert_true(app_is_training(app));
    assert_true(app->trainer.fine_tuning);
    driver_wait_for_training(*state);
    assert_int_equal(app->trainer.state, TRAINING_FINISHED);
    assert_non_null(app->trainer.fine_tune);
    assert_ptr_equal(app->models.live.model, app->trainer.fine_tune->model);
    assert_int_equal(app->prediction.reading.digit, 6);
    assert_int_equal(app->trainer.fine_tune->learnt.after, app->trainer.fine_tune->learnt.count);
    app_fine_tune_text(app, sentence);
    assert_string_equal(app->notices.shown.text, sentence);
    assert_non_null(strstr(sentence, "before"));
    assert_false(app_take_effects(app, APP_EFFECT_RUN_PICTURES));
    assert_non_null(strstr(sentence, "Keep it or revert"));
    struct nn_model *live = app->models.live.model; /* if it were kept */
    trainer_session_fine_tune_text(&app->trainer, live, live, true, sentence);
    assert_non_null(strstr(sentence, "It is kept."));
    trainer_session_fine_tune_text(&app->trainer, live, live, false, sentence);
    assert_non_null(strstr(sentence, "It is in use until Inkling ends."));
    driver_do(app, ACTION_REVERT, 0);
    assert_ptr_equal(app->models.live.model, before);
    app_fine_tune_text(app, sentence);
    assert_null(strstr(sentence, "revert"));
    driver_do(app, ACTION_BUILTIN, 0);
    assert_ptr_equal(app->models.live.model, app->models.builtin.model);
}

static void test_app_fine_tune__stopped_fine_tuning_changes_nothing(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 16, 6);
    struct nn_model *before = app->models.live.model;
    driver_do(app, ACTION_LEARN, 0);
    driver_do(app, ACTION_TRAINING_STOP, 0);
    driver_wait_for_training(*state);
    assert_int_equal(app->trainer.state, TRAINING_IDLE);
    assert_ptr_equal(app->models.live.model, before);
    assert_null(app->trainer.fine_tune);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    small_set_use(data, 300, 60);
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app_fine_tune__too_few_drawings_are_reported),
        APP_TEST(test_app_fine_tune__stopping_at_once_changes_nothing),
        APP_TEST(test_app_fine_tune__learned_hand_is_used_and_can_be_reverted),
        APP_TEST(test_app_fine_tune__stopped_fine_tuning_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
