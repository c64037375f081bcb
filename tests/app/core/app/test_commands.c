/* Runs every command on every screen, in states in which it has an effect, and checks that it
 * changes exactly the parts that its row of the table names. */
#include "app/core/app/command.h"

#include <stdio.h>
#include <string.h>

#include "nn/formats/safetensors.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"
#include "tests/support/state_digest.h"

static const char folder[] = "test_commands-results", data[] = "test_commands-data";
static const char model_file[] = "test_commands-model.safetensors";
static const char drawing_file[] = "test_commands-drawing.ndjson";
static const char many_drawings[] = "test_commands-many.ndjson";

/* States, each on some of the screens. */
static void prepare_drawing(struct driver *driver) {
    driver_draw_line(driver->app, 0.5f, 0);
    driver_draw_line(driver->app, 0.5f, 0.01f);
    driver_do(driver->app, ACTION_UNDO, 0);
}

static void prepare_stroke(struct driver *driver) {
    driver_act(driver->app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.5f, 0.2f}});
}

/* An eraser in use; moving it to the dot that was drawn erases everything. */
static void prepare_eraser(struct driver *driver) {
    driver_act(driver->app, (struct action){.kind = ACTION_BRUSH, .value = CANVAS_BRUSH_MIN});
    prepare_stroke(driver);
    driver_do(driver->app, ACTION_STROKE_END, 0);
    driver_do(driver->app, ACTION_DIGIT, 1);
    driver_do(driver->app, ACTION_TOOL, CANVAS_TOOL_ERASER);
    driver_act(driver->app, (struct action){.kind = ACTION_BRUSH, .value = CANVAS_BRUSH_MAX});
    driver_act(driver->app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.9f, 0.9f}});
}

static void prepare_labels(struct driver *driver) {
    driver_label_lines(driver->app, 6, 1);
}

static void prepare_import(struct driver *driver) {
    driver_begin_import(driver->app, many_drawings, 10000);
}

/* A drawing that was cleared and restored. */
static void prepare_redo_of_clear(struct driver *driver) {
    driver_draw_line(driver->app, 0.5f, 0);
    driver_do(driver->app, ACTION_CLEAR, 0);
    driver_do(driver->app, ACTION_UNDO, 0);
    driver_do(driver->app, ACTION_DIGIT, 1);
}

static void prepare_picture(struct driver *driver) {
    driver_open_file(driver->app, TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png");
    assert_true(sketch_shows_picture(&driver->app->sketch));
}

static void prepare_sheet(struct driver *driver) {
    static const char *const names[] = {TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png",
                                        TESTS_SOURCE_DIR "/bad/not-a-png.png"};
    for (int i = 0; i < 2; i++)
        driver_act(driver->app, (struct action){.kind = ACTION_SHEET_ADD, .text = names[i]});
    while (contact_sheet_is_reading(&driver->app->sheet))
        driver_wait(driver, "the pictures to be read");
}

static void prepare_corrected_sheet(struct driver *driver) {
    prepare_sheet(driver);
    driver_do(driver->app, ACTION_DIGIT, 9);
    driver_do(driver->app, ACTION_SCREEN, SCREEN_CANVAS);
}

static void prepare_model(struct driver *driver) {
    driver_open_small_model(driver->app, NULL, NULL);
}

static void prepare_training(struct driver *driver) {
    driver_set(driver->app, TRAINING_CHOICE_NET, "flatten-dense10");
    driver_train_for_long(driver);
}

static void prepare_explain(struct driver *driver) {
    driver_draw_line(driver->app, 0.5f, 0);
    driver_do(driver->app, ACTION_LAYERS, 1);
    driver_do(driver->app, ACTION_LAYER_STEP, 1);
    driver_do(driver->app, ACTION_ATTRIBUTION, 1);
}

static void prepare_settings(struct driver *driver) {
    driver_set(driver->app, TRAINING_CHOICE_AUGMENTATION, "light");
    driver_set(driver->app, TRAINING_CHOICE_EPOCHS, "17");
}

enum { ALL_SCREENS = (1 << SCREENS) - 1 };
#define ON(screen) (1 << (screen))

static const struct state {
    const char *name;
    void (*prepare)(struct driver *driver); /* starts on the canvas */
    int screens;
} states[] = {
    {"empty", NULL, ALL_SCREENS},
    {"a drawing", prepare_drawing, ON(SCREEN_CANVAS) | ON(SCREEN_DRAWINGS)},
    {"a stroke under way", prepare_stroke, ON(SCREEN_CANVAS)},
    {"an eraser under way", prepare_eraser, ON(SCREEN_CANVAS)},
    {"an import under way", prepare_import, ON(SCREEN_CANVAS) | ON(SCREEN_DRAWINGS)},
    {"labelled drawings", prepare_labels, ON(SCREEN_CANVAS) | ON(SCREEN_DRAWINGS)},
    {"a clear to redo", prepare_redo_of_clear, ON(SCREEN_CANVAS)},
    {"a picture", prepare_picture, ON(SCREEN_CANVAS)},
    {"a contact sheet", prepare_sheet, ON(SCREEN_SHEET)},
    {"a corrected contact sheet", prepare_corrected_sheet, ON(SCREEN_SHEET)},
    {"a model of a file", prepare_model, ON(SCREEN_CANVAS) | ON(SCREEN_MISTAKES)},
    {"training", prepare_training,
     ON(SCREEN_CANVAS) | ON(SCREEN_MISTAKES) | ON(SCREEN_RUNS) | ON(SCREEN_RECIPE)},
    {"layers and attribution", prepare_explain, ON(SCREEN_CANVAS) | ON(SCREEN_TEST_SET)},
    {"other settings", prepare_settings, ON(SCREEN_RECIPE)},
};

#define NUMBER(of, value)                                                                          \
    { .kind = (of), .number = (value) }
#define POSITION(of, x, y)                                                                         \
    {                                                                                              \
        .kind = (of), .position = { x, y }                                                         \
    }
#define SET(of, value)                                                                             \
    {                                                                                              \
        .kind = ACTION_SETTING, .setting = { of, value }                                           \
    }
#define FILE_OF(path)                                                                              \
    { .kind = ACTION_OPEN, .text = (path) }

/* A picture of a bar, which is read as a 1. */
static const char one_digit[] = "P1 24 24 000000000000000000000000 000000000000000000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000011100000000000 000000000011100000000000 "
                                "000000000000000000000000 000000000000000000000000";

/* Usual values, limits and absurd values of each kind. */
static const struct action actions[] = {
    POSITION(ACTION_STROKE_BEGIN, 0.5f, 0.2f),
    POSITION(ACTION_STROKE_BEGIN, -9, 9),
    POSITION(ACTION_STROKE_MOVE, 0.5f, 0.2f),
    POSITION(ACTION_STROKE_MOVE, 0.6f, 0.9f),
    NUMBER(ACTION_STROKE_END, 0),
    NUMBER(ACTION_UNDO, 0),
    NUMBER(ACTION_REDO, 0),
    NUMBER(ACTION_CLEAR, 0),
    NUMBER(ACTION_TOOL, CANVAS_TOOL_ERASER),
    NUMBER(ACTION_TOOL, CANVAS_TOOL_ERASER + 1),
    NUMBER(ACTION_TOOL, -1),
    {.kind = ACTION_BRUSH, .value = 0.1f},
    {.kind = ACTION_BRUSH, .value = -1},
    NUMBER(ACTION_BRUSH_STEP, 1),
    NUMBER(ACTION_BRUSH_STEP, -1),
    NUMBER(ACTION_SCREEN, -1),
    NUMBER(ACTION_SCREEN, SCREEN_CANVAS),
    NUMBER(ACTION_SCREEN, SCREEN_DRAWINGS),
    NUMBER(ACTION_SCREEN, SCREEN_SHEET),
    NUMBER(ACTION_SCREEN, SCREEN_TEST_SET),
    NUMBER(ACTION_SCREEN, SCREEN_MISTAKES),
    NUMBER(ACTION_SCREEN, SCREEN_MISTAKE),
    NUMBER(ACTION_SCREEN, SCREEN_RUNS),
    NUMBER(ACTION_SCREEN, SCREEN_RECIPE),
    NUMBER(ACTION_SCREEN, SCREENS),
    NUMBER(ACTION_DIGIT, 0),
    NUMBER(ACTION_DIGIT, 9),
    NUMBER(ACTION_DIGIT, 10),
    NUMBER(ACTION_DIGIT, -1),
    NUMBER(ACTION_STEP, 1),
    NUMBER(ACTION_STEP, -1),
    NUMBER(ACTION_STEP, 1000),
    NUMBER(ACTION_PICK, 1),
    NUMBER(ACTION_PICK, -1000),
    NUMBER(ACTION_REMOVE, 0),
    NUMBER(ACTION_EDIT, 0),
    NUMBER(ACTION_IMPORT_STOP, 0),
    NUMBER(ACTION_TEST_FILTER, TEST_FILTER_WRONG),
    NUMBER(ACTION_TEST_FILTER, TEST_FILTER_RIGHT + 1),
    NUMBER(ACTION_CELL, 0),
    NUMBER(ACTION_CELL, CLASS_SET_MAX + 7),
    NUMBER(ACTION_CELL, CLASS_SET_MAX - 1),
    NUMBER(ACTION_CELL, 1000000),
    NUMBER(ACTION_CELL, -1),
    NUMBER(ACTION_MISTAKE, 0),
    NUMBER(ACTION_MISTAKE, -1),
    NUMBER(ACTION_MISTAKE, 1000),
    NUMBER(ACTION_MEASURE, 0),
    NUMBER(ACTION_DRAW_RUN, 0),
    NUMBER(ACTION_DRAW_RUN, 1),
    NUMBER(ACTION_DRAW_RUN, 1000),
    NUMBER(ACTION_USE_RUN, 0),
    NUMBER(ACTION_RESUME_RUN, 0),
    NUMBER(ACTION_RUN_VALUE, 0),
    SET(TRAINING_CHOICE_EPOCHS, "7"),
    SET(TRAINING_CHOICE_EPOCHS, "0"),
    SET(TRAINING_CHOICE_AUGMENTATION, "light"),
    SET(TRAINING_CHOICE_RECIPE, "no such recipe"),
    SET(TRAINING_CHOICES, "7"),
    NUMBER(ACTION_CHOICE_STEP, 1),
    NUMBER(ACTION_CHOICE_STEP, -1),
    NUMBER(ACTION_CHOICE_RESET, TRAINING_CHOICE_EPOCHS),
    NUMBER(ACTION_CHOICE_RESET, TRAINING_CHOICE_AUGMENTATION),
    NUMBER(ACTION_CHOICE_RESET, TRAINING_CHOICES),
    NUMBER(ACTION_CHOICE_RESET, -1),
    NUMBER(ACTION_PREVIEW, 0),
    NUMBER(ACTION_TRAINING_START, 0),
    NUMBER(ACTION_TRAINING_PAUSE, 1),
    NUMBER(ACTION_TRAINING_PAUSE, 0),
    NUMBER(ACTION_TRAINING_STOP, 0),
    NUMBER(ACTION_LEARN, 0),
    NUMBER(ACTION_KEEP, 0),
    NUMBER(ACTION_REVERT, 0),
    NUMBER(ACTION_BUILTIN, 0),
    FILE_OF(model_file),
    FILE_OF(drawing_file),
    FILE_OF(TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png"),
    FILE_OF("no-such-file.png"),
    FILE_OF(TESTS_SOURCE_DIR "/bad/not-a-png.png"),
    FILE_OF(""),
    NUMBER(ACTION_COPY, COPY_DRAWING),
    NUMBER(ACTION_COPY, COPY_INPUT),
    NUMBER(ACTION_COPY, COPY_TEXT + 1),
    NUMBER(ACTION_PASTE, 0),
    {.kind = ACTION_OPEN_PICTURE, .file = {one_digit, sizeof one_digit - 1}},
    {.kind = ACTION_OPEN_PICTURE, .file = {"words", 5}},
    {.kind = ACTION_OPEN_LIST, .text = TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png"},
    {.kind = ACTION_OPEN_LIST, .text = "words"},
    {.kind = ACTION_ANSWER_FILE, .text = NULL},
    {.kind = ACTION_TYPE_PATH, .text = NULL},
    NUMBER(ACTION_ASK_FILE, FILE_PURPOSE_NONE),
    NUMBER(ACTION_ASK_FILE, FILE_PURPOSES),
    NUMBER(ACTION_ASK_FILE, FILE_PURPOSE_OPEN),
    {.kind = ACTION_TYPE_PATH, .text = NULL},
    {.kind = ACTION_ANSWER_FILE, .text = NULL},
    NUMBER(ACTION_ASK_FILE, FILE_PURPOSE_OPEN_MODEL),
    NUMBER(ACTION_ASK_FILE, FILE_PURPOSE_SAVE_DRAWING),
    {.kind = ACTION_ANSWER_FILE, .text = "no such folder/a"},
    {.kind = ACTION_SHEET_ADD, .text = TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png"},
    {.kind = ACTION_SHEET_ADD, .text = model_file},
    NUMBER(ACTION_SHEET_EXPORT, 0),
    NUMBER(ACTION_SAVE_PICTURE, 0),
    NUMBER(ACTION_SAVE_DRAWING, 0),
    NUMBER(ACTION_SAVE_MODEL, 0),
    NUMBER(ACTION_EXPORT, 0),
    NUMBER(ACTION_LAYERS, 1),
    NUMBER(ACTION_LAYERS, 0),
    NUMBER(ACTION_LAYER_STEP, 1),
    NUMBER(ACTION_LAYER_STEP, -1),
    NUMBER(ACTION_LAYER_STEP, 1000),
    {.kind = ACTION_MAP, .map = {1, 2, 3}},
    {.kind = ACTION_MAP, .map = {1000, 1000, 1000000}},
    NUMBER(ACTION_MAP_PIXEL, 5),
    NUMBER(ACTION_MAP_PIXEL, 1000000),
    NUMBER(ACTION_ATTRIBUTION, 1),
    NUMBER(ACTION_ATTRIBUTION, 0),
    NUMBER(ACTION_ATTRIBUTION_DIGIT, 9),
    NUMBER(ACTION_ATTRIBUTION_DIGIT, -1),
    NUMBER(ACTION_ATTRIBUTION_DIGIT, 10),
    NUMBER(ACTION_THEME, SETTINGS_THEME_DARK),
    NUMBER(ACTION_THEME, SETTINGS_THEME_DARK + 1),
    NUMBER(ACTION_MOTION, 1),
    NUMBER(ACTION_PANEL, 0),
    NUMBER(ACTION_ZOOM, SETTINGS_ZOOM_MAX),
    NUMBER(ACTION_ZOOM, 1000),
    NUMBER(ACTION_ZOOM_STEP, -1),
    NUMBER(ACTION_ZOOM_STEP, 1),
    NUMBER(ACTION_ZOOM_STEP, -1000),
    NUMBER(ACTION_ZOOM_STEP, 0),
    NUMBER(ACTION_KEYS, 1),
    NUMBER(ACTION_NOTICE_CLOSE, 0),
    NUMBER(ACTION_FULL_SCREEN, 0),
    NUMBER(ACTION_QUIT, 0),
};
enum { COUNT_OF_ACTIONS = sizeof actions / sizeof *actions };

/* Writes runs: the newest can be resumed, the one before has a model. */
static void write_runs(const struct app *app) {
    struct nn_error err;
    scratch_remove(folder);
    run_files_write(folder, &(struct run_files){"a", "readme", RUN_FILES_FINISHED, 1, 3, 1, 12});
    run_files_write(folder, &(struct run_files){"b", "readme", RUN_FILES_STOPPED, 2, 3, 2, 12});
    check_ok(nn_model_save(app->models.builtin.model, "test_commands-results/b/model.safetensors",
                           NULL, 0, &err),
             &err);
    run_files_put(folder, "b", "checkpoint.safetensors", "whatever");
}

static void go_to(struct driver *driver, enum app_screen screen) {
    struct app *app = driver->app;
    bool mistakes = screen == SCREEN_MISTAKES || screen == SCREEN_MISTAKE;
    driver_do(app, ACTION_SCREEN, screen == SCREEN_MISTAKE ? SCREEN_MISTAKES : screen);
    while (screen == SCREEN_RUNS && run_list_count(app->runs.list) < 0)
        driver_wait(driver, "the list of runs");
    while (mistakes && app->tests.pass == 0)
        driver_wait(driver, "the mistakes to be counted");
    while (screen == SCREEN_MISTAKES && app_is_training(app) && !driver_can(app, ACTION_MEASURE, 0))
        driver_wait(driver, "newer weights to measure");
    if (screen == SCREEN_MISTAKE)
        driver_do(app, ACTION_MISTAKE, 1);
    if (screen == SCREEN_TEST_SET)
        driver_wait_for_reading(driver);
    assert_int_equal(app->screen, screen);
}

static void bring(struct driver *driver, const struct state *state, enum app_screen screen) {
    driver_open(driver, (struct app_options){.results = folder});
    write_runs(driver->app);
    if (state->prepare)
        state->prepare(driver);
    if (screen != SCREEN_CANVAS)
        go_to(driver, screen);
}

static const char *complaint(const struct app *app, const struct command *row, const char *refusal,
                             unsigned changed) {
    const struct notice *shown = &app->notices.shown;
    bool failed = !refusal && row->run && shown->bad && changed & CHANGES_NOTICE;
    bool keeps = row && row->flags & COMMAND_KEEPS_NOTICE;
    unsigned may = refusal  ? (refusal[0] ? CHANGES_NOTICE : 0)
                   : failed ? CHANGES_NOTICE
                            : row->changes | (keeps ? 0 : CHANGES_NOTICE);
    if (changed & ~may)
        return refusal ? "refused, but it changes" : failed ? "fails, but it changes" : "changes";
    if (refusal || failed)
        return NULL;
    if (!(row->flags & COMMAND_SETS) && !(changed & row->changes))
        return "is allowed, but does nothing; it changes";
    bool says = changed & CHANGES_NOTICE && shown->until_s > 0;
    return says && !(row->changes & CHANGES_NOTICE) ? "says something; it changes" : NULL;
}

/* Returns the parts that have changed. */
static unsigned check_action(struct app *app, const struct state *state,
                             const struct action *action, bool *done) {
    struct state_digest before, after;
    enum app_screen screen = app->screen;
    const struct command *row = command_find(action->kind, ON(screen));
    app_say(app, false, "Said before.");
    notices_set_time(&app->notices, app->notices.now_s + 0.001);
    before = state_digest_of(app);
    const char *refusal = app_refusal(app, action);
    assert_true(app_can(app, action) == !refusal);
    app_update(app, action);
    after = state_digest_of(app);
    unsigned changed = state_digest_differences(&before, &after);
    const char *words = complaint(app, row, refusal, changed);
    for (int i = 0; words && i < STATE_PARTS; i++)
        if (changed & 1u << i)
            print_error("%s ", state_part_name(i));
    if (words)
        fail_msg("%s, screen %d, action %d (%d): %s the parts named above", state->name, screen,
                 action->kind, action->number, words);
    *done = *done || (!refusal && !(app->notices.shown.bad && changed & CHANGES_NOTICE));
    return changed;
}

/* The state is set up anew after an action that changes much of it. */
static void check_state(const struct state *state, enum app_screen screen, bool done[ACTIONS]) {
    const unsigned little = CHANGES_NOTICE | CHANGES_PREFERENCES | CHANGES_EFFECTS | CHANGES_FILES;
    struct driver driver;
    bring(&driver, state, screen);
    for (int i = 0; i < COUNT_OF_ACTIONS; i++) {
        unsigned changed = check_action(driver.app, state, &actions[i], &done[actions[i].kind]);
        if (changed & ~little) {
            driver_close(&driver);
            bring(&driver, state, screen);
        }
    }
    driver_close(&driver);
}

static void test_commands__change_what_their_rows_say(void **state) {
    bool done[ACTIONS] = {false};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        for (int screen = 0; screen < SCREENS; screen++)
            if (states[i].screens & ON(screen))
                check_state(&states[i], (enum app_screen)screen, done);
    for (int kind = ACTION_NONE + 1; kind < ACTIONS; kind++)
        if (!done[kind])
            fail_msg("action %d was never done", kind);
}

static void test_commands__invalid_numbers_are_refused(void **state) {
    static const struct {
        enum app_screen screen;
        enum action_kind kind;
        int count; /* valid numbers begin at 0 */
    } rows[] = {
        {SCREEN_CANVAS, ACTION_DIGIT, 10},
        {SCREEN_DRAWINGS, ACTION_DIGIT, 10},
        {SCREEN_TEST_SET, ACTION_DIGIT, 10},
        {SCREEN_CANVAS, ACTION_TOOL, CANVAS_TOOL_ERASER + 1},
        {SCREEN_CANVAS, ACTION_THEME, SETTINGS_THEME_DARK + 1},
        {SCREEN_RUNS, ACTION_SCREEN, SCREENS},
        {SCREEN_TEST_SET, ACTION_TEST_FILTER, TEST_FILTER_RIGHT + 1},
    };
    const struct state labels = {"labelled drawings", prepare_labels, 0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct driver driver;
        bring(&driver, &labels, rows[i].screen);
        assert_true(driver_can(driver.app, rows[i].kind, rows[i].count - 1));
        if (driver_can(driver.app, rows[i].kind, rows[i].count) ||
            driver_can(driver.app, rows[i].kind, -1))
            fail_msg("row %zu", i);
        driver_close(&driver);
    }
}

static void test_commands__every_action_has_a_row(void **state) {
    for (int kind = ACTION_NONE + 1; kind < ACTIONS; kind++) {
        int screen = 0;
        while (screen < SCREENS && !command_find((enum action_kind)kind, ON(screen)))
            screen++;
        if (screen == SCREENS)
            fail_msg("action %d", kind);
    }
    assert_null(command_find(ACTION_NONE, ON(SCREEN_CANVAS)));
}

static void test_commands__every_screen_leads_back_to_the_canvas(void **state) {
    for (int i = 0; i < SCREENS; i++) {
        enum app_screen at = (enum app_screen)i;
        for (int steps = 0; at != SCREEN_CANVAS; steps++) {
            assert_true(steps < SCREENS);
            at = screens[at]->parent;
        }
    }
}

static int write_files(void **state) {
    struct driver driver;
    struct nn_error err;
    char path[FILES_MAX_PATH];
    small_set_use(data, 300, 60);
    driver_open(&driver, (struct app_options){.results = folder});
    check_ok(nn_model_save(driver.app->models.live.model, model_file, NULL, 0, &err), &err);
    driver_draw_line(driver.app, 0.4f, 0);
    driver_do(driver.app, ACTION_SAVE_DRAWING, 0);
    assert_int_equal(sscanf(driver.app->notices.shown.text, "Saved %1000s", path), 1);
    assert_int_equal(rename(path, drawing_file), 0);
    driver_close(&driver);
    return 0;
}

static int remove_files(void **state) {
    remove(model_file);
    remove(drawing_file);
    remove(many_drawings);
    scratch_remove(folder);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands__change_what_their_rows_say),
        cmocka_unit_test(test_commands__invalid_numbers_are_refused),
        cmocka_unit_test(test_commands__every_action_has_a_row),
        cmocka_unit_test(test_commands__every_screen_leads_back_to_the_canvas),
    };
    return cmocka_run_group_tests(tests, write_files, remove_files);
}
