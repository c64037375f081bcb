#include "app/core/state/app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/core/ink/drawing.h"
#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "tests/support/bell.h"
#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/small_set.h"

static const char results[] = "app-results", data[] = "app-data";

struct fixture {
    struct app *app;
    struct bell bell;
};

static int open_app(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.bell = bell_make()};
    const struct app_options options = {
        .results = results, .wake = bell_ring, .wake_context = &fixture.bell};
    struct nn_error err;
    check_ok(app_create(&fixture.app, &options, &err), &err);
    *state = &fixture;
    return 0;
}

static int close_app(void **state) {
    struct fixture *fixture = *state;
    app_destroy(fixture->app);
    return 0;
}

static struct app *app_of(void **state) {
    return ((struct fixture *)*state)->app;
}

static void act(struct app *app, struct action action) {
    app_update(app, &action);
}

static void draw_one_at(struct app *app, float x) {
    act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {x, 0.2f}});
    for (int i = 1; i <= 12; i++)
        act(app,
            (struct action){.kind = ACTION_STROKE_MOVE, .position = {x, 0.2f + 0.05f * (float)i}});
    act(app, (struct action){.kind = ACTION_STROKE_END});
    app_read(app);
}

static void draw_one(struct app *app) {
    draw_one_at(app, 0.5f);
}

static void test_app__blank_canvas_has_no_answer(void **state) {
    struct app *app = app_of(state);
    app_read(app);
    assert_true(app->picture.blank);
    assert_int_equal(app->reading.digit, -1);
    assert_false(app->reading.is_digit);
}

static void test_app__stroke_is_read_and_undone(void **state) {
    struct app *app = app_of(state);
    draw_one(app);
    assert_int_equal(app->reading.digit, 1);
    assert_false(app->picture.blank);
    act(app, (struct action){.kind = ACTION_UNDO});
    app_read(app);
    assert_int_equal(app->reading.digit, -1);
    act(app, (struct action){.kind = ACTION_REDO});
    app_read(app);
    assert_int_equal(app->reading.digit, 1);
}

static void test_app__move_without_a_stroke_draws_nothing(void **state) {
    struct app *app = app_of(state);
    act(app, (struct action){.kind = ACTION_STROKE_MOVE, .position = {0.5f, 0.5f}});
    assert_int_equal(canvas_strokes(app->canvas).count, 0);
}

static void test_app__brush_stays_within_its_bounds(void **state) {
    struct app *app = app_of(state);
    act(app, (struct action){.kind = ACTION_BRUSH, .value = 5});
    check_close((double)app->brush, (double)CANVAS_BRUSH_MAX, 1e-9, 0);
    act(app, (struct action){.kind = ACTION_BRUSH, .value = -1});
    check_close((double)app->brush, (double)CANVAS_BRUSH_MIN, 1e-9, 0);
    for (int i = 0; i < 50; i++)
        act(app, (struct action){.kind = ACTION_BRUSH_STEP, .number = 1});
    check_close((double)app->brush, (double)CANVAS_BRUSH_MAX, 1e-9, 0);
}

static void test_app__settings_are_taken_and_given_back(void **state) {
    struct app *app = NULL;
    struct settings settings = settings_default(), noted = settings_default();
    struct nn_error err;
    (void)state;
    settings.theme = SETTINGS_THEME_DARK;
    settings.zoom = 2;
    settings.brush = 0.1f;
    settings.training_panel = false;
    settings.layers = settings.attribution = true;
    settings.reduced_motion = true;
    settings.training.epochs = 9;
    const struct app_options options = {.results = results, .settings = &settings};
    check_ok(app_create(&app, &options, &err), &err);
    assert_true(app->dark && !app->panel_open);
    assert_true(activations_column_count(app->activations) > 0);
    app_note_settings(app, &noted);
    app_destroy(app);
    assert_memory_equal(&noted, &settings, sizeof noted);
}

static void test_app__zoom_stops_where_the_window_has_no_room(void **state) {
    struct app *app = app_of(state);
    const struct action larger = {.kind = ACTION_ZOOM_STEP, .number = 1};
    const struct action smaller = {.kind = ACTION_ZOOM_STEP, .number = -1};
    const struct action normal = {.kind = ACTION_ZOOM_STEP, .number = 0};
    assert_false(app_can(app, &normal));
    for (int i = 0; i < 20; i++)
        app_update(app, &larger);
    assert_int_equal(app->zoom, SETTINGS_ZOOM_MAX);
    app_fit_zoom(app, 3);
    assert_false(app_can(app, &larger));
    app_update(app, &smaller);
    assert_int_equal(app->zoom, 2);
    assert_true(app_can(app, &larger));
    for (int i = 0; i < 20; i++)
        app_update(app, &smaller);
    assert_int_equal(app->zoom, SETTINGS_ZOOM_MIN);
    app_update(app, &normal);
    assert_int_equal(app->zoom, 0);
}

static void test_app__zoom_says_what_it_does(void **state) {
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
        {"largest", "no room for 300 %", 1, {.kind = ACTION_ZOOM, .number = SETTINGS_ZOOM_MAX}},
        {"above that", "Nothing larger", 1, {.kind = ACTION_ZOOM_STEP, .number = 1}},
    };
    struct app *app = app_of(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        app_fit_zoom(app, rows[i].fit);
        app_update(app, &rows[i].action);
        if (!strstr(app->toast.text, rows[i].words))
            fail_msg("%s: \"%s\"", rows[i].name, app->toast.text);
    }
}

static void test_app__what_cannot_be_done_says_why(void **state) {
    static const struct {
        struct action action;
        const char *words; /* "": nothing is said */
    } rows[] = {
        {{.kind = ACTION_UNDO}, ""},
        {{.kind = ACTION_DIGIT, .number = 3}, "Draw a digit first"},
        {{.kind = ACTION_SAVE_DRAWING}, "no drawing to save"},
        {{.kind = ACTION_EXPORT}, "no drawings of yours"},
        {{.kind = ACTION_TRAINING_STOP}, "Nothing is being trained"},
        {{.kind = ACTION_KEEP}, "at the next start already"},
        {{.kind = ACTION_REVERT}, "No other net read before"},
        {{.kind = ACTION_BUILTIN}, "reads already"},
    };
    struct app *app = app_of(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        app->toast.text[0] = '\0';
        app_update(app, &rows[i].action);
        if (!strstr(app->toast.text, rows[i].words) || (!*rows[i].words && *app->toast.text))
            fail_msg("row %zu: \"%s\"", i, app->toast.text);
    }
}

static void test_app__several_digits_cannot_be_taught(void **state) {
    struct app *app = app_of(state);
    draw_one_at(app, 0.2f);
    draw_one_at(app, 0.8f);
    assert_int_equal(app->number.count, 2);
    app_update(app, &(struct action){.kind = ACTION_DIGIT, .number = 1});
    assert_int_equal(collection_count(app->collection), 0);
    assert_non_null(strstr(app->toast.text, "One digit at a time"));
}

static void test_app__notice_ends_with_the_next_thing_done(void **state) {
    struct app *app = app_of(state);
    app_say(app, false, "done");
    draw_one(app);
    assert_true(app->toast.until_s > 0);
    app_update(app, &(struct action){.kind = ACTION_UNDO});
    assert_true(app->toast.until_s == 0);
    app_say(app, true, "trouble");
    app_update(app, &(struct action){.kind = ACTION_REDO});
    assert_true(app->toast.until_s > 0);
}

static void test_app__notice_from_before_the_first_frame_is_seen(void **state) {
    struct app *app = app_of(state);
    assert_true(app->now_s == 0);
    app_say(app, true, "trouble");
    app_collect(app, 5000);
    assert_true(app->toast.until_s > 5000);
    app_collect(app, 5001);
    assert_true(app->toast.until_s > 5001 && app->toast.until_s < 5060);
    app_collect(app, 5060);
    assert_true(app->toast.until_s == 0);
}

static void test_app__errors_are_sentences(void **state) {
    static const struct {
        const char *error, *sentence;
    } rows[] = {
        {"cannot open it", "Cannot open it."},
        {"cannot write results/a.png", "Cannot write results/a.png"},
        {"model.onnx is no model", "model.onnx is no model."},
        {"It ends here.", "It ends here."},
    };
    struct app *app = app_of(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        app_note_time(app, (double)i);
        app_say(app, true, "%s", rows[i].error);
        assert_string_equal(app->toast.text, rows[i].sentence);
    }
}

static void test_app__what_would_do_nothing_cannot_be_done(void **state) {
    struct app *app = app_of(state);
    static const enum action_kind kinds[] = {
        ACTION_UNDO,          ACTION_REDO,   ACTION_CLEAR,   ACTION_SAVE_DRAWING,
        ACTION_TRAINING_STOP, ACTION_REVERT, ACTION_BUILTIN, ACTION_KEEP,
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct action action = {.kind = kinds[i]};
        if (app_can(app, &action))
            fail_msg("action %d", kinds[i]);
    }
    draw_one(app);
    for (size_t i = 0; i < 4; i++) {
        struct action action = {.kind = kinds[i]};
        if (app_can(app, &action) != (kinds[i] != ACTION_REDO))
            fail_msg("action %d after a stroke", kinds[i]);
    }
}

static void test_app__toast_goes_with_time(void **state) {
    struct app *app = app_of(state);
    app_collect(app, 100);
    app_say(app, false, "hello %d", 7);
    assert_string_equal(app->toast.text, "hello 7");
    app_collect(app, 102);
    assert_true(app->toast.until_s > 0);
    app_collect(app, app->toast.until_s);
    assert_true(app->toast.until_s == 0);
}

static void check_toast(const struct app *app, bool bad, const char *text) {
    assert_true(app->toast.until_s > app->now_s);
    assert_true(app->toast.bad == bad);
    assert_string_equal(app->toast.text, text);
}

static void test_app__faults_of_one_moment_are_told_in_turn(void **state) {
    struct app *app = app_of(state);
    app_say(app, true, "The first.");
    app_say(app, true, "The second.");
    app_say(app, false, "Opened.");
    app_say(app, true, "The third.");
    app_collect(app, 100);
    check_toast(app, true, "The first.");
    app_collect(app, app->toast.until_s);
    check_toast(app, true, "The second.");
    app_update(app, &(struct action){.kind = ACTION_TOAST_CLOSE});
    check_toast(app, true, "The third.");
    app_update(app, &(struct action){.kind = ACTION_TOAST_CLOSE});
    assert_true(app->toast.until_s == 0);
}

static void test_app__what_is_said_later_is_seen_at_once(void **state) {
    struct app *app = app_of(state);
    app_say(app, true, "The first.");
    app_say(app, true, "The second.");
    app_collect(app, 100);
    app_say(app, false, "Saved.");
    check_toast(app, false, "Saved.");
    app_update(app, &(struct action){.kind = ACTION_UNDO});
    app_collect(app, app->toast.until_s);
    check_toast(app, true, "The second.");
    for (int i = 0; i < 2 * APP_TOASTS_WAITING; i++)
        app_say(app, true, "Another %d.", i);
    assert_int_equal(app->toasts_waiting.count, APP_TOASTS_WAITING);
}

static void test_app__recipe_sets_the_other_settings(void **state) {
    struct app *app = app_of(state);
    act(app, (struct action){.kind = ACTION_EPOCHS, .number = 17});
    act(app, (struct action){.kind = ACTION_BATCH_SIZE, .number = 19});
    assert_int_equal(app->settings.epochs, 17);
    assert_int_equal(app->settings.batch_size, 19);
    act(app, (struct action){.kind = ACTION_RECIPE, .text = "original"});
    struct training_settings expected;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&expected, "original", &err), &err);
    assert_int_equal(app->settings.epochs, expected.epochs);
    assert_int_equal(app->settings.batch_size, expected.batch_size);
    assert_string_equal(app->settings.net, expected.net);
}

static void test_app__bad_files_are_told_and_drawing_goes_on(void **state) {
    struct app *app = app_of(state);
    struct nn_error err;
    static const char *const names[] = {"app-bad.safetensors", "app-bad.ndjson", "app-bad.png",
                                        "app-bad.txt", "app-missing.safetensors"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!strstr(names[i], "missing"))
            check_ok(nn_file_write(names[i], "not what it says", 16, &err), &err);
        struct nn_model *before = app->live.model;
        app->toast.until_s = 0;
        act(app, (struct action){.kind = ACTION_OPEN, .text = names[i]});
        assert_true(app->toast.bad && app->toast.until_s > 0);
        if (!strstr(app->toast.text, names[i]))
            fail_msg("\"%s\" does not name %s", app->toast.text, names[i]);
        assert_ptr_equal(app->live.model, before);
        remove(names[i]);
    }
    draw_one(app);
    assert_int_equal(app->reading.digit, 1);
}

static void test_app__saved_drawing_opens_again(void **state) {
    struct app *app = app_of(state);
    draw_one(app);
    act(app, (struct action){.kind = ACTION_SAVE_DRAWING});
    assert_false(app->toast.bad);
    char path[FILES_MAX_PATH];
    assert_int_equal(sscanf(app->toast.text, "Saved %1000s", path), 1);
    act(app, (struct action){.kind = ACTION_CLEAR});
    act(app, (struct action){.kind = ACTION_OPEN, .text = path});
    app_read(app);
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
    assert_int_equal(app->reading.digit, 1);
    remove(path);
}

static void test_app__builtin_net_says_how_good_it_is(void **state) {
    const struct app *app = app_of(state);
    assert_true(app->live.accuracy > 0.99 && app->live.accuracy < 1);
}

static void test_app__saved_model_opens_again_and_can_be_left(void **state) {
    struct app *app = app_of(state);
    act(app, (struct action){.kind = ACTION_SAVE_MODEL});
    char path[FILES_MAX_PATH];
    assert_int_equal(sscanf(app->toast.text, "Saved %1000s", path), 1);
    act(app, (struct action){.kind = ACTION_OPEN, .text = path});
    assert_int_equal(app->live.origin, APP_ORIGIN_FILE);
    assert_ptr_not_equal(app->live.model, app->builtin.model);
    check_close(app->live.accuracy, app->builtin.accuracy, 1e-6, 0);
    act(app, (struct action){.kind = ACTION_BUILTIN});
    assert_ptr_equal(app->live.model, app->builtin.model);
    assert_int_equal(app->live.origin, APP_ORIGIN_BUILTIN);
    remove(path);
}

static void test_app__model_of_another_task_is_refused(void **state) {
    struct app *app = app_of(state);
    struct nn_spec spec;
    struct nn_model *model = NULL;
    struct nn_error err;
    check_ok(nn_spec_parse(&spec, "flatten-dense3", (struct nn_shape){28, 28, 1}, &err), &err);
    check_ok(nn_model_create(&model, &spec, 1, &err), &err);
    check_ok(nn_model_save(model, "app-three.safetensors", NULL, 0, &err), &err);
    nn_model_release(model);
    act(app, (struct action){.kind = ACTION_OPEN, .text = "app-three.safetensors"});
    assert_true(app->toast.bad);
    assert_int_equal(app->live.origin, APP_ORIGIN_BUILTIN);
    draw_one(app);
    assert_int_equal(app->reading.digit, 1);
    remove("app-three.safetensors");
}

static void use_small_set(struct app *app, int epochs) {
    act(app, (struct action){.kind = ACTION_RECIPE, .text = "original"});
    act(app, (struct action){.kind = ACTION_NET, .text = "flatten-dense10"});
    act(app, (struct action){.kind = ACTION_EPOCHS, .number = epochs});
    snprintf(app->settings.data_folder, sizeof app->settings.data_folder, "%s", data);
}

static void train_until_over(struct fixture *fixture) {
    while (1) {
        app_collect(fixture->app, 0);
        if (!app_is_training(fixture->app))
            return;
        bell_wait(&fixture->bell);
    }
}

static void test_app__trained_net_reads_until_reverted(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 2);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    assert_true(app_is_training(app));
    assert_false(app_can(app, &(struct action){.kind = ACTION_TRAINING_START}));
    assert_false(app_can(app, &(struct action){.kind = ACTION_EPOCHS}));
    train_until_over(*state);
    assert_int_equal(app->training_state, TRAINING_FINISHED);
    assert_int_equal(app->live.origin, APP_ORIGIN_TRAINED);
    assert_true(app->history.validation.count > 0);
    assert_true(app->requests & APP_REQUEST_PLOTS);
    assert_non_null(app->result);
    check_close(app->live.accuracy, app->result->test.accuracy, 0, 0);
    act(app, (struct action){.kind = ACTION_REVERT});
    assert_ptr_equal(app->live.model, app->builtin.model);
}

static void test_app__kept_net_is_what_a_later_training_reverts_to(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 1);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    act(app, (struct action){.kind = ACTION_KEEP});
    struct nn_model *kept = app->live.model;
    assert_false(app_can(app, &(struct action){.kind = ACTION_REVERT}));
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    act(app, (struct action){.kind = ACTION_REVERT});
    assert_ptr_equal(app->live.model, kept);
}

static void test_app__revert_waits_for_a_net_to_revert_from(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 1);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    struct nn_model *tried = app->live.model;
    snprintf(app->settings.data_folder, sizeof app->settings.data_folder, "no-such-folder");
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    assert_ptr_equal(app->live.model, tried);
    assert_ptr_equal(app->before.model, app->builtin.model);
    snprintf(app->settings.data_folder, sizeof app->settings.data_folder, "%s", data);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    act(app, (struct action){.kind = ACTION_REVERT});
    assert_ptr_equal(app->live.model, tried);
}

/* Its folder is taken away from under it. */
static void test_app__net_of_a_failed_training_reads_no_more(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 10000);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    while (app->live.origin != APP_ORIGIN_TRAINED) {
        bell_wait(&((struct fixture *)*state)->bell);
        app_collect(app, 0);
    }
    run_files_remove("app-taken");
    assert_int_equal(rename(app->run.run_folder, "app-taken"), 0);
    train_until_over(*state);
    run_files_remove("app-taken");
    assert_int_equal(app->training_state, TRAINING_FAILED);
    assert_true(app->toast.bad);
    assert_ptr_equal(app->live.model, app->builtin.model);
}

static void test_app__failed_training_is_told(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 1);
    snprintf(app->settings.data_folder, sizeof app->settings.data_folder, "no-such-folder");
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    train_until_over(*state);
    assert_int_equal(app->training_state, TRAINING_FAILED);
    assert_true(app->toast.bad);
    assert_non_null(strstr(app->toast.text, "no-such-folder"));
    assert_int_equal(app->live.origin, APP_ORIGIN_BUILTIN);
}

static void test_app__quitting_in_mid_training_is_clean(void **state) {
    struct app *app = app_of(state);
    use_small_set(app, 100000);
    act(app, (struct action){.kind = ACTION_TRAINING_START});
    act(app, (struct action){.kind = ACTION_QUIT});
    assert_true(app->quit);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    small_set_write(data, 600, 100);
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app__blank_canvas_has_no_answer),
        APP_TEST(test_app__stroke_is_read_and_undone),
        APP_TEST(test_app__move_without_a_stroke_draws_nothing),
        APP_TEST(test_app__brush_stays_within_its_bounds),
        cmocka_unit_test(test_app__settings_are_taken_and_given_back),
        APP_TEST(test_app__zoom_says_what_it_does),
        APP_TEST(test_app__zoom_stops_where_the_window_has_no_room),
        APP_TEST(test_app__what_would_do_nothing_cannot_be_done),
        APP_TEST(test_app__what_cannot_be_done_says_why),
        APP_TEST(test_app__several_digits_cannot_be_taught),
        APP_TEST(test_app__notice_ends_with_the_next_thing_done),
        APP_TEST(test_app__notice_from_before_the_first_frame_is_seen),
        APP_TEST(test_app__errors_are_sentences),
        APP_TEST(test_app__toast_goes_with_time),
        APP_TEST(test_app__faults_of_one_moment_are_told_in_turn),
        APP_TEST(test_app__what_is_said_later_is_seen_at_once),
        APP_TEST(test_app__recipe_sets_the_other_settings),
        APP_TEST(test_app__bad_files_are_told_and_drawing_goes_on),
        APP_TEST(test_app__saved_drawing_opens_again),
        APP_TEST(test_app__builtin_net_says_how_good_it_is),
        APP_TEST(test_app__saved_model_opens_again_and_can_be_left),
        APP_TEST(test_app__model_of_another_task_is_refused),
        APP_TEST(test_app__trained_net_reads_until_reverted),
        APP_TEST(test_app__kept_net_is_what_a_later_training_reverts_to),
        APP_TEST(test_app__revert_waits_for_a_net_to_revert_from),
        APP_TEST(test_app__net_of_a_failed_training_reads_no_more),
        APP_TEST(test_app__failed_training_is_told),
        APP_TEST(test_app__quitting_in_mid_training_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
