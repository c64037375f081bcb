#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"

static const char own_file[] = "test_app_labels-own.ndjson";

static int open_app(void **state) {
    unlink(own_file);
    return driver_setup(
        state, (struct app_options){.results = "test_app_labels-results", .collection = own_file});
}

/* Draws a line on a clear canvas; the built-in model reads the first ones as a 1. */
static void draw(struct app *app, int number) {
    driver_do(app, ACTION_CLEAR, 0);
    driver_draw_line(app, 0.5f, 0.01f * (float)number);
}

static void test_app_labels__drawing_is_kept_with_its_label(void **state) {
    struct app *app = driver_app(state);
    assert_false(driver_can(app, ACTION_DIGIT, 3));
    draw(app, 0);
    assert_int_equal(app_label(app), -1);
    driver_do(app, ACTION_DIGIT, 3);
    assert_int_equal(app_label(app), 3);
    assert_int_equal(collection_count(app->drawings.collection), 1);
    driver_do(app, ACTION_DIGIT, 1);
    assert_int_equal(app_label(app), 1);
    assert_int_equal(collection_count(app->drawings.collection), 1);
    draw(app, 1);
    assert_int_equal(app_label(app), -1);
    struct collection *again = NULL;
    struct nn_error err;
    check_ok(collection_create(&again, class_set_digits(), &err), &err);
    check_ok(collection_load(again, own_file, (double)INFINITY, &err), &err);
    assert_int_equal(collection_count(again), 1);
    assert_int_equal(collection_at(again, 0)->digit, 1);
    collection_destroy(again);
}

static void test_app_labels__kept_is_said_only_of_what_is_saved(void **state) {
    struct app *app = driver_app(state);
    struct nn_error err;
    draw(app, 0);
    driver_do(app, ACTION_DIGIT, 3);
    assert_non_null(strstr(app->notices.shown.text, "Kept as 3."));
    check_ok(nn_file_write(own_file, "another program's", 17, &err), &err);
    scratch_refuse_to_open(true);
    draw(app, 1);
    driver_do(app, ACTION_DIGIT, 4);
    scratch_refuse_to_open(false);
    assert_non_null(strstr(app->notices.shown.text, "will be lost when Inkling ends"));
    driver_do(app, ACTION_DIGIT, 4);
    assert_non_null(strstr(app->notices.shown.text, "Labelled as 4, but lost when Inkling ends."));
    driver_do(app, ACTION_DIGIT, 5);
    assert_non_null(strstr(app->notices.shown.text, "This is now labelled 5, but lost when"));
    driver_draw_line(app, 0.5f, -0.1f); /* across the other */
    driver_do(app, ACTION_DIGIT, 5);
    assert_non_null(strstr(app->notices.shown.text, "Change lost when Inkling ends: this is 5."));
}

static void import_lines(struct app *app, int first, int count, const char *said) {
    static const char file[] = "imported.ndjson";
    char text[1000] = "";
    struct nn_error err;
    for (int i = first; i < first + count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "{\"word\":\"1\",\"drawing\":[[[%d,99],[9,200]]]}\n", 9 + 20 * i);
    check_ok(nn_file_write(file, text, strlen(text), &err), &err);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_open_file(app, file);
    driver_finish_imports(app);
    assert_string_equal(app->notices.shown.text, said);
    unlink(file);
}

static void test_app_labels__drawings_that_are_imported_but_not_saved_are_told(void **state) {
    struct app *app = driver_app(state);
    struct driver driver;
    import_lines(app, 0, 2, "Imported 2 drawings; 0 left out: known already, or not a digit.");
    driver_open(&driver, (struct app_options){.unsaved = "there is no home"});
    import_lines(driver.app, 0, 2,
                 "Imported 2 drawings, but lost when Inkling ends; 0 left out: known already, or "
                 "not a digit.");
    import_lines(driver.app, 1, 1,
                 "Imported 0 drawings; 1 left out: known already, or not a digit.");
    import_lines(driver.app, 2, 1,
                 "Imported 1 drawing, but lost when Inkling ends; 0 left out: known already, or "
                 "not a digit.");
    driver_close(&driver);
}

/* Without a home, say. */
static void test_app_labels__what_will_be_lost_is_said_at_the_start(void **state) {
    struct driver driver;
    driver_open(&driver, (struct app_options){.unsaved = "there is no home"});
    assert_true(driver.app->notices.shown.bad);
    assert_string_equal(driver.app->notices.shown.text,
                        "Drawings that you label and networks that you keep now will be lost when "
                        "Inkling ends: there is no home.");
    driver_draw_line(driver.app, 0.5f, 0);
    driver_do(driver.app, ACTION_DIGIT, 3);
    assert_non_null(strstr(driver.app->notices.shown.text, "Labelled as 3, but lost"));
    driver_open_small_model(driver.app, NULL, NULL);
    driver_do(driver.app, ACTION_KEEP, 0);
    assert_non_null(strstr(driver.app->notices.shown.text, "In use until Inkling ends"));
    driver_close(&driver);
}

/* In a folder that can only be read, say. */
static void test_app_labels__what_cannot_be_saved_is_kept_in_memory(void **state) {
    struct app *app = driver_app(state);
    draw(app, 0);
    driver_do(app, ACTION_DIGIT, 3);
    uint64_t signature = files_signature(own_file);
    struct driver driver;
    driver_open(&driver, (struct app_options){.collection = own_file, .unsaved = "it is guarded"});
    assert_int_equal(collection_count(driver.app->drawings.collection), 1);
    driver_draw_line(driver.app, 0.5f, 0.1f);
    driver_do(driver.app, ACTION_DIGIT, 4);
    assert_non_null(strstr(driver.app->notices.shown.text, "Labelled as 4, but lost"));
    assert_int_equal(collection_count(driver.app->drawings.collection), 2);
    assert_true(files_signature(own_file) == signature);
    driver_close(&driver);
}

/* The file of a full collection is read in frames, of which the first comes at once. What needs all
 * drawings has them. */
static void test_app_labels__many_drawings_are_loaded_a_few_per_frame(void **state) {
    for (int labels = 0; labels < 2; labels++) {
        struct driver driver;
        FILE *file = fopen(own_file, "w");
        for (int i = 0; i < COLLECTION_MAX - 1; i++)
            fprintf(file, "{\"word\":\"1\",\"drawing\":[[[0,9],[0,%d]]]}\n", i + 1);
        fclose(file);
        driver_open(&driver, (struct app_options){.collection = own_file});
        struct collection *collection = driver.app->drawings.collection;
        assert_true(app_is_busy(driver.app));
        assert_true(collection_count(collection) < COLLECTION_MAX - 1);
        if (labels)
            driver_label_lines(driver.app, 1, 3);
        while (app_is_busy(driver.app))
            driver_do(driver.app, ACTION_NONE, 0);
        assert_int_equal(collection_count(collection), COLLECTION_MAX - 1 + labels);
        driver_close(&driver);
        assert_int_equal(scratch_count(".", "test_app_labels-own.ndjson"), 1);
    }
}

static void test_app_labels__gallery_shows_the_selected_drawing(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 3, 1);
    struct ink_picture drawn = app->prediction.picture;
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_PICK, 0);
    assert_memory_equal(app->prediction.picture.pixels,
                        collection_at(app->drawings.collection, 0)->pixels, INK_PIXELS);
    assert_int_equal(app->prediction.reading.digit, 1);
    driver_do(app, ACTION_STEP, 5);
    assert_int_equal(app->drawings.selected, 2);
    driver_do(app, ACTION_STEP, -9);
    assert_int_equal(app->drawings.selected, 0);
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    assert_memory_equal(&app->prediction.picture, &drawn, sizeof drawn);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
}

static void test_app_labels__drawings_are_relabelled_deleted_and_restored(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 3, 1);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_PICK, 2);
    driver_do(app, ACTION_DIGIT, 7);
    assert_int_equal(app_label(app), 7);
    driver_do(app, ACTION_REMOVE, 0);
    assert_int_equal(collection_count(app->drawings.collection), 2);
    assert_int_equal(app->drawings.selected, 1);
    driver_do(app, ACTION_UNDO, 0);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->drawings.collection), 3);
    assert_int_equal(collection_at(app->drawings.collection, 2)->digit, 1);
    for (int i = 0; i < 3; i++)
        driver_do(app, ACTION_REMOVE, 0);
    assert_null(drawings_selected(&app->drawings));
    assert_true(app->prediction.picture.blank);
    assert_false(driver_can(app, ACTION_REMOVE, 0));
    assert_true(driver_can(app, ACTION_UNDO, 0));
}

static void test_app_labels__canvas_tools_are_disabled_while_browsing(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 1, 1);
    static const enum action_kind kinds[] = {ACTION_CLEAR, ACTION_TOOL, ACTION_BRUSH_STEP,
                                             ACTION_REDO, ACTION_SAVE_DRAWING};
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (app_can(app, &(struct action){.kind = kinds[i], .number = 1}))
            fail_msg("action %d", kinds[i]);
    driver_act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.5f, 0.5f}});
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
}

static void test_app_labels__selected_drawing_goes_to_the_canvas(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 2, 1);
    driver_do(app, ACTION_CLEAR, 0);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_EDIT, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
    assert_int_equal(app->prediction.reading.digit, 1);
}

static void add_stroke(struct app *app) {
    driver_act(app, (struct action){.kind = ACTION_STROKE_BEGIN, .position = {0.4f, 0.8f}});
    driver_act(app, (struct action){.kind = ACTION_STROKE_MOVE, .position = {0.6f, 0.82f}});
    driver_do(app, ACTION_STROKE_END, 0);
}

static void test_app_labels__edited_drawing_stays_the_same_drawing(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 3, 1);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_PICK, 1);
    uint64_t before = collection_at(app->drawings.collection, 1)->hash;
    driver_do(app, ACTION_EDIT, 0);
    assert_int_equal(app_label(app), 1);
    add_stroke(app);
    assert_int_equal(app_label(app), -1);
    driver_do(app, ACTION_DIGIT, 2);
    assert_int_equal(collection_count(app->drawings.collection), 3);
    assert_int_equal(collection_at(app->drawings.collection, 1)->digit, 2);
    assert_int_not_equal(collection_at(app->drawings.collection, 1)->hash, before);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(collection_at(app->drawings.collection, 1)->hash, before);
    driver_do(app, ACTION_DIGIT, 2);
    assert_int_equal(collection_count(app->drawings.collection), 3);
}

static void test_app_labels__clearing_or_undoing_starts_another_drawing(void **state) {
    struct app *app = driver_app(state);
    draw(app, 0);
    driver_do(app, ACTION_CLEAR, 0);
    draw(app, 1);
    driver_do(app, ACTION_DIGIT, 1);
    uint64_t first = collection_at(app->drawings.collection, 0)->hash;
    draw(app, 2); /* clears the canvas first */
    driver_do(app, ACTION_DIGIT, 1);
    assert_int_equal(collection_count(app->drawings.collection), 2);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_PICK, 0);
    driver_do(app, ACTION_EDIT, 0);
    driver_do(app, ACTION_UNDO, 0); /* restores the canvas as it was before */
    add_stroke(app);
    driver_do(app, ACTION_DIGIT, 4);
    assert_int_equal(collection_at(app->drawings.collection, 0)->hash, first);
    assert_int_equal(collection_count(app->drawings.collection), 3);
}

static void test_app_labels__undo_takes_back_labels(void **state) {
    struct app *app = driver_app(state);
    draw(app, 0);
    driver_do(app, ACTION_DIGIT, 3);
    driver_do(app, ACTION_DIGIT, 1);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(app_label(app), 3);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(app_label(app), -1);
    assert_int_equal(collection_count(app->drawings.collection), 0);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 0);
}

/* The drawing labelled last is selected, and may be the one that undo removes. */
static void test_app_labels__selection_stays_among_the_drawings(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 2, 1);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->drawings.collection), 1);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    assert_int_equal(app->drawings.selected, 0);
    driver_do(app, ACTION_DIGIT, 5);
    assert_int_equal(collection_at(app->drawings.collection, 0)->digit, 5);
    driver_do(app, ACTION_REMOVE, 0);
    assert_int_equal(collection_count(app->drawings.collection), 0);
    assert_int_equal(app->drawings.selected, 0);
    assert_null(drawings_selected(&app->drawings));
}

/* Changes made to the drawings since then cannot be undone from the canvas. */
static void test_app_labels__undo_on_the_canvas_leaves_other_changes_alone(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 2, 1);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_PICK, 0);
    driver_do(app, ACTION_REMOVE, 0);
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(app->drawings.collection), 1);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 0);
}

static void test_app_labels__readings_are_computed_a_few_per_frame(void **state) {
    struct app *app = driver_app(state);
    driver_label_lines(app, 20, 1);
    assert_false(app_is_busy(app));
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    assert_true(app_is_busy(app));
    int frames = 0;
    while (app_is_busy(app) && frames++ < 10)
        app_collect(app, app->notices.now_s);
    check_in_range(frames, 1, 3);
    assert_int_equal(app->drawings.readings.known, 20);
    assert_int_equal(app->drawings.readings.digits[0], 1);
}

static void test_app_labels__exported_drawings_are_imported_when_dropped(void **state) {
    struct app *app = driver_app(state);
    char path[FILES_MAX_PATH];
    driver_label_lines(app, 3, 1);
    driver_do(app, ACTION_EXPORT, 0);
    assert_int_equal(sscanf(app->notices.shown.text, "Saved %1000s", path), 1);
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    for (int i = 0; i < 3; i++)
        driver_do(app, ACTION_REMOVE, 0);
    driver_open_file(app, path);
    driver_finish_imports(app);
    assert_int_equal(collection_count(app->drawings.collection), 3);
    assert_int_equal(app->screen, SCREEN_DRAWINGS);
    driver_do(app, ACTION_SCREEN, SCREEN_CANVAS);
    driver_do(app, ACTION_CLEAR, 0);
    driver_open_file(app, path);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
    unlink(path);
}

static void test_app_labels__long_import_takes_many_frames(void **state) {
    static const char file[] = "imported-many.ndjson";
    struct app *app = driver_app(state);
    struct collection *collection = app->drawings.collection;
    bool shown = false;
    int frames = 0;
    driver_begin_import(app, file, 20000);
    assert_true(app_is_busy(app));
    for (; app->drawings.imports; frames++) {
        shown = shown || strstr(app->notices.shown.text, "%. Esc stops.");
        assert_int_equal(collection_count(collection), 0);
        app_collect(app, app->notices.now_s);
    }
    assert_true(shown && frames > 5);
    assert_int_equal(collection_count(collection), DRIVER_DIFFERENT);
    assert_string_equal(app->notices.shown.text,
                        "Imported 1500 drawings; 18500 left out: known already, or not a digit.");
    unlink(file);
}

static void test_app_labels__files_are_imported_one_after_another(void **state) {
    static const char file[] = "imported-twice.ndjson";
    struct app *app = driver_app(state);
    driver_begin_import(app, file, 5000);
    driver_open_file(app, file);
    assert_non_null(app->drawings.imports->next);
    driver_finish_imports(app);
    assert_int_equal(collection_count(app->drawings.collection), DRIVER_DIFFERENT);
    assert_string_equal(app->notices.shown.text,
                        "Imported 0 drawings; 5000 left out: known already, or not a digit.");
    unlink(file);
}

static void test_app_labels__stopped_import_adds_nothing(void **state) {
    static const char file[] = "imported-in-part.ndjson";
    struct app *app = driver_app(state);
    driver_begin_import(app, file, 5000);
    driver_do(app, ACTION_IMPORT_STOP, 0);
    assert_null(app->drawings.imports);
    assert_int_equal(collection_count(app->drawings.collection), 0);
    assert_string_equal(app->notices.shown.text,
                        "Stopped: no drawing of imported-in-part.ndjson was imported.");
    assert_false(driver_can(app, ACTION_IMPORT_STOP, 0));
    unlink(file);
}

#define APP_TEST(name) cmocka_unit_test_setup_teardown(name, open_app, driver_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app_labels__drawing_is_kept_with_its_label),
        APP_TEST(test_app_labels__kept_is_said_only_of_what_is_saved),
        APP_TEST(test_app_labels__drawings_that_are_imported_but_not_saved_are_told),
        APP_TEST(test_app_labels__what_will_be_lost_is_said_at_the_start),
        APP_TEST(test_app_labels__what_cannot_be_saved_is_kept_in_memory),
        APP_TEST(test_app_labels__many_drawings_are_loaded_a_few_per_frame),
        APP_TEST(test_app_labels__gallery_shows_the_selected_drawing),
        APP_TEST(test_app_labels__drawings_are_relabelled_deleted_and_restored),
        APP_TEST(test_app_labels__canvas_tools_are_disabled_while_browsing),
        APP_TEST(test_app_labels__selected_drawing_goes_to_the_canvas),
        APP_TEST(test_app_labels__edited_drawing_stays_the_same_drawing),
        APP_TEST(test_app_labels__clearing_or_undoing_starts_another_drawing),
        APP_TEST(test_app_labels__undo_takes_back_labels),
        APP_TEST(test_app_labels__selection_stays_among_the_drawings),
        APP_TEST(test_app_labels__undo_on_the_canvas_leaves_other_changes_alone),
        APP_TEST(test_app_labels__readings_are_computed_a_few_per_frame),
        APP_TEST(test_app_labels__exported_drawings_are_imported_when_dropped),
        APP_TEST(test_app_labels__long_import_takes_many_frames),
        APP_TEST(test_app_labels__files_are_imported_one_after_another),
        APP_TEST(test_app_labels__stopped_import_adds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
