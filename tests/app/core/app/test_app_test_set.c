#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/small_set.h"

static const char data[] = "test_app_test_set-data";

static int open_app(void **state) {
    return driver_setup(state, (struct app_options){.results = "test_app_test_set-results"});
}

static void test_app_test_set__pictures_are_filtered_by_digit(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    driver_wait_for_reading(*state);
    struct test_place place = screens[app->screen]->place(app);
    assert_int_equal(place.index, 0);
    assert_int_equal(place.number, 1);
    assert_int_equal(place.count, 60);
    assert_int_equal(app_label(app), 0);
    driver_do(app, ACTION_STEP, 1);
    assert_int_equal(app_label(app), 1);
    driver_do(app, ACTION_DIGIT, 4);
    place = screens[app->screen]->place(app);
    assert_int_equal(place.index, 4);
    assert_int_equal(place.count, 6);
    driver_do(app, ACTION_STEP, 2);
    place = screens[app->screen]->place(app);
    assert_int_equal(place.index, 24);
    assert_int_equal(place.number, 3);
    driver_do(app, ACTION_STEP, 100);
    assert_int_equal(screens[app->screen]->place(app).index, 54);
    driver_do(app, ACTION_DIGIT, 4);
    assert_int_equal(screens[app->screen]->place(app).count, 60);
    struct test_set_view view = test_set_look(app->tests.set);
    assert_memory_equal(app->prediction.picture.pixels, view.images + 54 * INK_PIXELS, INK_PIXELS);
    assert_int_equal(collection_count(app->drawings.collection), 0);
}

static void test_app_test_set__right_and_wrong_depend_on_the_model(void **state) {
    struct app *app = driver_app(state);
    int counts[3];
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    driver_wait_for_reading(*state);
    for (int filter = TEST_FILTER_ALL; filter <= TEST_FILTER_RIGHT; filter++) {
        driver_do(app, ACTION_TEST_FILTER, filter);
        struct test_place place = screens[app->screen]->place(app);
        counts[filter] = place.count;
        if (place.index >= 0 && filter != TEST_FILTER_ALL)
            assert_int_equal(app->prediction.reading.digit == app_label(app),
                             filter == TEST_FILTER_RIGHT);
    }
    assert_int_equal(counts[TEST_FILTER_WRONG] + counts[TEST_FILTER_RIGHT],
                     counts[TEST_FILTER_ALL]);
    assert_true(counts[TEST_FILTER_WRONG] > 0);
}

static void test_app_test_set__missing_test_pictures_lead_back_to_the_canvas(void **state) {
    struct app *app = driver_app(state);
    setenv("INKLING_DATA_DIR", "no-such-folder", 1);
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    while (app->screen == SCREEN_TEST_SET)
        driver_wait(*state, "the failure to be told");
    assert_true(app->notices.shown.bad);
    assert_non_null(strstr(app->notices.shown.text, "no-such-folder"));
    setenv("INKLING_DATA_DIR", data, 1);
    driver_do(app, ACTION_SCREEN, SCREEN_TEST_SET);
    driver_wait_for_reading(*state);
    assert_int_equal(screens[app->screen]->place(app).count, 60);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    small_set_use(data, 300, 60);
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app_test_set__pictures_are_filtered_by_digit),
        APP_TEST(test_app_test_set__right_and_wrong_depend_on_the_model),
        APP_TEST(test_app_test_set__missing_test_pictures_lead_back_to_the_canvas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
