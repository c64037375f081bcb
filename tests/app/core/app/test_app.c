#include <string.h>

#include "tests/support/check.h"
#include "tests/support/driver.h"

static int open_app(void **state) {
    return driver_setup(state, (struct app_options){.results = "test_app-results"});
}

static void test_app__blank_canvas_has_no_answer(void **state) {
    struct app *app = driver_app(state);
    app_refresh(app);
    assert_true(app->prediction.picture.blank);
    assert_int_equal(app->prediction.reading.digit, -1);
    assert_false(app->prediction.reading.is_digit);
}

static void test_app__stroke_is_read_and_undone(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.5f, 0);
    assert_int_equal(app->prediction.reading.digit, 1);
    assert_false(app->prediction.picture.blank);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(app->prediction.reading.digit, -1);
    driver_do(app, ACTION_REDO, 0);
    assert_int_equal(app->prediction.reading.digit, 1);
}

static void test_app__move_without_a_stroke_draws_nothing(void **state) {
    struct app *app = driver_app(state);
    driver_act(app, (struct action){.kind = ACTION_STROKE_MOVE, .position = {0.5f, 0.5f}});
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 0);
}

static void test_app__brush_stays_within_its_bounds(void **state) {
    struct app *app = driver_app(state);
    driver_act(app, (struct action){.kind = ACTION_BRUSH, .value = 5});
    check_close((double)app->sketch.brush, (double)CANVAS_BRUSH_MAX, 1e-9, 0);
    driver_act(app, (struct action){.kind = ACTION_BRUSH, .value = -1});
    check_close((double)app->sketch.brush, (double)CANVAS_BRUSH_MIN, 1e-9, 0);
    for (int i = 0; i < 50; i++)
        driver_do(app, ACTION_BRUSH_STEP, 1);
    check_close((double)app->sketch.brush, (double)CANVAS_BRUSH_MAX, 1e-9, 0);
}

static void test_app__settings_are_applied_and_returned(void **state) {
    struct app *app = NULL;
    struct settings settings = settings_default(), noted = settings_default();
    struct nn_error err;
    settings.theme = SETTINGS_THEME_DARK;
    settings.zoom = 2;
    settings.brush = 0.1f;
    settings.training_panel = false;
    settings.layers = settings.attribution = true;
    settings.reduced_motion = true;
    settings.training.epochs = 9;
    const struct app_options options = {.results = "test_app-results", .settings = &settings};
    check_ok(app_create(&app, &options, &err), &err);
    assert_true(app->preferences.dark && !app->preferences.panel_open);
    assert_true(activations_column_count(app->explain.activations) > 0);
    app_note_settings(app, &noted);
    app_destroy(app);
    assert_memory_equal(&noted, &settings, sizeof noted);
}

static void test_app__zoom_stops_when_the_window_is_full(void **state) {
    struct app *app = driver_app(state);
    assert_false(driver_can(app, ACTION_ZOOM_STEP, 0));
    for (int i = 0; i < 20; i++)
        driver_do(app, ACTION_ZOOM_STEP, 1);
    assert_int_equal(app->preferences.zoom, SETTINGS_ZOOM_MAX);
    preferences_fit_zoom(&app->preferences, 3);
    assert_false(driver_can(app, ACTION_ZOOM_STEP, 1));
    driver_do(app, ACTION_ZOOM_STEP, -1);
    assert_int_equal(app->preferences.zoom, 2);
    assert_true(driver_can(app, ACTION_ZOOM_STEP, 1));
    for (int i = 0; i < 20; i++)
        driver_do(app, ACTION_ZOOM_STEP, -1);
    assert_int_equal(app->preferences.zoom, SETTINGS_ZOOM_MIN);
    driver_do(app, ACTION_ZOOM_STEP, 0);
    assert_int_equal(app->preferences.zoom, 0);
}

static void test_app__zoom_shows_a_notice(void **state) {
    static const struct {
        const char *name, *words;
        int fit;
        struct action action;
    } rows[] = {
        {"one up", "Size 125 %", SETTINGS_ZOOM_MAX, {.kind = ACTION_ZOOM_STEP, .number = 1}},
        {"smallest",
         "Size 75 %",
         SETTINGS_ZOOM_MAX,
         {.kind = ACTION_ZOOM, .number = SETTINGS_ZOOM_MIN}},
        {"below that", "the smallest size", 1, {.kind = ACTION_ZOOM_STEP, .number = -1}},
        {"largest", "too small for 300 %", 1, {.kind = ACTION_ZOOM, .number = SETTINGS_ZOOM_MAX}},
        {"above that", "Nothing larger", 1, {.kind = ACTION_ZOOM_STEP, .number = 1}},
    };
    struct app *app = driver_app(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        preferences_fit_zoom(&app->preferences, rows[i].fit);
        app_update(app, &rows[i].action);
        if (!strstr(app->notices.shown.text, rows[i].words))
            fail_msg("%s: \"%s\"", rows[i].name, app->notices.shown.text);
    }
}

static void test_app__refused_actions_say_why(void **state) {
    static const struct {
        struct action action;
        const char *words; /* "": no notice is shown */
    } rows[] = {
        {{.kind = ACTION_UNDO}, ""},
        {{.kind = ACTION_DIGIT, .number = 3}, "Draw a digit first"},
        {{.kind = ACTION_SAVE_DRAWING}, "no drawing to save"},
        {{.kind = ACTION_EXPORT}, "no drawings of yours"},
        {{.kind = ACTION_TRAINING_STOP}, "Nothing is being trained"},
        {{.kind = ACTION_KEEP}, "already the one to start with"},
        {{.kind = ACTION_REVERT}, "no previous network"},
        {{.kind = ACTION_BUILTIN}, "already in use"},
    };
    struct app *app = driver_app(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct notice *shown = &app->notices.shown;
        driver_act(app, rows[i].action);
        if (!strstr(shown->text, rows[i].words) || (!*rows[i].words && shown->until_s > 0))
            fail_msg("row %zu: \"%s\"", i, shown->text);
        assert_int_equal(shown->refused, *rows[i].words != '\0');
    }
    driver_draw_line(app, 0.5f, 0);
    driver_do(app, ACTION_DIGIT, 1);
    assert_false(app->notices.shown.refused);
}

static void test_app__several_digits_cannot_be_labelled(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.2f, 0);
    driver_draw_line(app, 0.8f, 0);
    assert_int_equal(app->prediction.number.count, 2);
    driver_do(app, ACTION_DIGIT, 1);
    assert_int_equal(collection_count(app->drawings.collection), 0);
    assert_non_null(strstr(app->notices.shown.text, "One digit at a time"));
}

static void test_app__notice_disappears_with_the_next_action(void **state) {
    struct app *app = driver_app(state);
    app_say(app, false, "done");
    driver_draw_line(app, 0.5f, 0);
    assert_true(app->notices.shown.until_s > 0);
    driver_do(app, ACTION_UNDO, 0);
    assert_true(app->notices.shown.until_s == 0);
    app_say(app, true, "trouble");
    driver_do(app, ACTION_REDO, 0);
    assert_true(app->notices.shown.until_s > 0);
}

static void test_app__actions_without_effect_are_refused(void **state) {
    struct app *app = driver_app(state);
    static const enum action_kind kinds[] = {
        ACTION_UNDO,          ACTION_REDO,   ACTION_CLEAR,   ACTION_SAVE_DRAWING,
        ACTION_TRAINING_STOP, ACTION_REVERT, ACTION_BUILTIN, ACTION_KEEP,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (driver_can(app, kinds[i], 0))
            fail_msg("action %d", kinds[i]);
    driver_draw_line(app, 0.5f, 0);
    for (size_t i = 0; i < 4; i++)
        if (driver_can(app, kinds[i], 0) != (kinds[i] != ACTION_REDO))
            fail_msg("action %d after a stroke", kinds[i]);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app__blank_canvas_has_no_answer),
        APP_TEST(test_app__stroke_is_read_and_undone),
        APP_TEST(test_app__move_without_a_stroke_draws_nothing),
        APP_TEST(test_app__brush_stays_within_its_bounds),
        APP_TEST(test_app__settings_are_applied_and_returned),
        APP_TEST(test_app__zoom_stops_when_the_window_is_full),
        APP_TEST(test_app__zoom_shows_a_notice),
        APP_TEST(test_app__refused_actions_say_why),
        APP_TEST(test_app__several_digits_cannot_be_labelled),
        APP_TEST(test_app__notice_disappears_with_the_next_action),
        APP_TEST(test_app__actions_without_effect_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
