
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/small_set.h"

static const char data[] = "mistakes-data";
enum { PICTURES = 60 };

static void wait_for_pass(struct driver *measured, int pass) {
    app_collect(measured->app, measured->app->notices.now_s);
    while (measured->app->tests.pass < pass)
        driver_wait(measured, "the mistakes to be counted");
}

/* Shows the built-in model's mistakes on pictures of bars, which it was not trained on. */
static int open_mistakes(void **state) {
    driver_setup(state, (struct app_options){.results = "mistakes-results"});
    driver_do(driver_app(state), ACTION_SCREEN, SCREEN_MISTAKES);
    wait_for_pass(*state, 1);
    return 0;
}

static void test_app_mistakes__model_in_use_is_measured(void **state) {
    struct app *app = driver_app(state);
    const struct mistakes *measured = &app->tests.mistakes;
    assert_int_equal(measured->count, PICTURES);
    assert_int_equal(measured->shown_count, measured->wrong);
    assert_true(measured->wrong > PICTURES / 2);
    assert_string_equal(app->tests.mistakes_of, "built-in network");
    check_close(test_browser_progress(&app->tests), 1, 0, 0);
    assert_false(driver_can(app, ACTION_MEASURE, 0));
}

static void test_app_mistakes__cell_is_selected_and_deselected(void **state) {
    struct app *app = driver_app(state);
    const struct mistakes *measured = &app->tests.mistakes;
    struct mistakes_picture worst = measured->shown[0];
    int cell = mistakes_cell_number((struct mistakes_cell){worst.label, worst.reading});
    assert_false(driver_can(app, ACTION_CELL, -1));
    driver_do(app, ACTION_CELL, cell);
    assert_int_equal(measured->shown_count, measured->confusion[worst.label][worst.reading]);
    assert_int_equal(measured->shown[0].index, worst.index);
    driver_do(app, ACTION_CELL, cell); /* a second time, which clears the selection */
    assert_int_equal(measured->shown_count, measured->wrong);
    driver_do(app, ACTION_CELL, cell);
    driver_do(app, ACTION_CELL, -1);
    assert_int_equal(measured->shown_count, measured->wrong);
}

static void check_at(struct app *app, int at) {
    const struct mistakes_picture *picture = &app->tests.mistakes.shown[at];
    struct test_place place = screens[app->screen]->place(app);
    app_refresh(app);
    assert_int_equal(app->screen, SCREEN_MISTAKE);
    assert_int_equal(app_label(app), picture->label);
    assert_int_equal(app->prediction.reading.digit, picture->reading);
    check_close((double)app->prediction.reading.confidence, (double)picture->confidence, 1e-4, 0);
    assert_int_equal(place.index, picture->index);
    assert_int_equal(place.number, at + 1);
    assert_int_equal(place.count, app->tests.mistakes.shown_count);
}

static void test_app_mistakes__picture_opens_with_its_reading(void **state) {
    struct app *app = driver_app(state);
    int count = app->tests.mistakes.shown_count;
    driver_do(app, ACTION_MISTAKE, 3);
    app_collect(app, app->notices.now_s);
    check_at(app, 3);
    driver_do(app, ACTION_STEP, 1);
    check_at(app, 4);
    driver_do(app, ACTION_STEP, -100);
    check_at(app, 0);
    driver_do(app, ACTION_STEP, 1000);
    check_at(app, count - 1);
    driver_do(app, ACTION_SCREEN, SCREEN_MISTAKES);
    assert_int_equal(app->screen, SCREEN_MISTAKES);
    assert_int_equal(app->tests.mistake, count - 1);
}

/* The filter and the digit selection belong to the browser: an opened mistake stays open. */
static void test_app_mistakes__opened_picture_is_not_filtered_away(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_MISTAKE, 0);
    assert_false(driver_can(app, ACTION_DIGIT, 1));
    assert_false(driver_can(app, ACTION_TEST_FILTER, TEST_FILTER_RIGHT));
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    assert_true(driver_can(app, ACTION_TEST_FILTER, TEST_FILTER_RIGHT));
    assert_int_equal(screens[app->screen]->place(app).count, PICTURES);
}

static void test_app_mistakes__missing_pictures_cannot_be_opened(void **state) {
    struct app *app = driver_app(state);
    assert_false(driver_can(app, ACTION_MISTAKE, -1));
    assert_false(driver_can(app, ACTION_MISTAKE, app->tests.mistakes.shown_count));
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    assert_false(driver_can(app, ACTION_MISTAKE, 0));
    assert_false(driver_can(app, ACTION_CELL, 12));
}

static void train_until_paused(struct driver *trained) {
    driver_train_for_long(trained);
    while (trained->app->trainer.state != TRAINING_PAUSED) {
        driver_do(trained->app, ACTION_TRAINING_PAUSE, 1);
        app_collect(trained->app, trained->app->notices.now_s);
    }
}

static void test_app_mistakes__model_in_training_is_measured_when_asked(void **state) {
    struct app *app = driver_app(state);
    train_until_paused(*state);
    for (int i = 0; i < 5; i++)
        app_collect(app, app->notices.now_s);
    assert_int_equal(app->tests.pass, 1);
    assert_string_equal(app->tests.mistakes_of, "built-in network");
    assert_true(driver_can(app, ACTION_MEASURE, 0));
    int pass = 1;
    while (driver_can(app, ACTION_MEASURE, 0)) {
        driver_do(app, ACTION_MEASURE, 0);
        assert_false(driver_can(app, ACTION_MEASURE, 0));
        wait_for_pass(*state, ++pass);
    }
    assert_true(pass <= 3); /* the step in progress at the pause may publish one more model */
    assert_string_equal(app->tests.mistakes_of, app->models.live.name);
    assert_ptr_equal(test_set_model(app->tests.set), app->models.live.model);
}

static void test_app_mistakes__model_is_measured_when_training_is_finished(void **state) {
    struct app *app = driver_app(state);
    train_until_paused(*state);
    driver_do(app, ACTION_TRAINING_STOP, 0);
    driver_wait_for_training(*state);
    wait_for_pass(*state, 2);
    assert_ptr_equal(test_set_model(app->tests.set), app->models.live.model);
}

#define MISTAKES_TEST(name) cmocka_unit_test_setup_teardown(name, open_mistakes, driver_teardown)

int main(void) {
    small_set_use(data, 300, PICTURES);
    const struct CMUnitTest tests[] = {
        MISTAKES_TEST(test_app_mistakes__model_in_use_is_measured),
        MISTAKES_TEST(test_app_mistakes__cell_is_selected_and_deselected),
        MISTAKES_TEST(test_app_mistakes__picture_opens_with_its_reading),
        MISTAKES_TEST(test_app_mistakes__opened_picture_is_not_filtered_away),
        MISTAKES_TEST(test_app_mistakes__missing_pictures_cannot_be_opened),
        MISTAKES_TEST(test_app_mistakes__model_in_training_is_measured_when_asked),
        MISTAKES_TEST(test_app_mistakes__model_is_measured_when_training_is_finished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
