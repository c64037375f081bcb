/* Asking for files: what becomes of an answer, of none, and of a path that is typed. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"

#define FOLDER "test_app_file_request"
static const char picture[] = TESTS_SOURCE_DIR "/app/core/image/pictures/grey-8.png";

static int open_app(void **state) {
    struct nn_error err;
    check_ok(files_make_folder(FOLDER, &err), &err);
    return driver_setup(state, (struct app_options){.results = FOLDER});
}

static int close_app(void **state) {
    driver_teardown(state);
    scratch_remove(FOLDER);
    return 0;
}

static void answer(struct app *app, const char *path) {
    driver_act(app, (struct action){.kind = ACTION_ANSWER_FILE, .text = path});
}

static void ask(struct app *app, enum file_purpose purpose) {
    driver_do(app, ACTION_ASK_FILE, (int)purpose);
    assert_int_equal(app->file_request.purpose, purpose);
    assert_true(app_take_effects(app, APP_EFFECT_ASK_FILE));
}

static void type(struct app *app, enum file_purpose purpose) {
    ask(app, purpose);
    driver_do(app, ACTION_TYPE_PATH, 0);
    assert_true(app->file_request.typed);
}

static void check_says(const struct app *app, const char *text) {
    if (!strstr(app->notices.shown.text, text))
        fail_msg("it says \"%s\", not \"%s\"", app->notices.shown.text, text);
}

static void check_asks_again(const struct app *app, const char *why) {
    if (app->file_request.purpose == FILE_PURPOSE_NONE || !strstr(app->file_request.error, why))
        fail_msg("it does not ask again because of \"%s\" but of \"%s\"", why,
                 app->file_request.error);
}

static bool is_there(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && info.st_size > 0;
}

static void put(const char *path, const char *text) {
    struct nn_error err;
    check_ok(nn_file_write(path, text, strlen(text), &err), &err);
}

static void test_file_request__chosen_picture_is_read(void **state) {
    struct app *app = driver_app(state);
    ask(app, FILE_PURPOSE_OPEN);
    answer(app, picture);
    assert_true(sketch_shows_picture(&app->sketch));
    assert_int_equal(app->file_request.purpose, FILE_PURPOSE_NONE);
    assert_int_equal(app->recent.count, 1);
}

static void test_file_request__cancelled_changes_nothing(void **state) {
    struct app *app = driver_app(state);
    for (int purpose = FILE_PURPOSE_OPEN; purpose < FILE_PURPOSES; purpose++) {
        driver_draw_line(app, 0.5f, 0);
        ask(app, (enum file_purpose)purpose);
        answer(app, NULL);
        assert_int_equal(app->file_request.purpose, FILE_PURPOSE_NONE);
        assert_true(sketch_has_strokes(&app->sketch));
    }
    assert_int_equal(scratch_count(FOLDER, ""), 0);
}

static void test_file_request__one_at_a_time(void **state) {
    struct app *app = driver_app(state);
    ask(app, FILE_PURPOSE_OPEN);
    driver_do(app, ACTION_ASK_FILE, FILE_PURPOSE_OPEN_MODEL);
    check_says(app, "already being chosen");
    assert_int_equal(app->file_request.purpose, FILE_PURPOSE_OPEN);
    assert_false(app_take_effects(app, APP_EFFECT_ASK_FILE));
}

static void test_file_request__unreadable_file_is_told_and_ends_it(void **state) {
    struct app *app = driver_app(state);
    ask(app, FILE_PURPOSE_OPEN);
    answer(app, FOLDER "/missing.png");
    assert_true(app->notices.shown.bad);
    check_says(app, "missing.png");
    assert_int_equal(app->file_request.purpose, FILE_PURPOSE_NONE);
}

static void test_file_request__typed_path_can_be_mended(void **state) {
    struct app *app = driver_app(state);
    type(app, FILE_PURPOSE_OPEN);
    answer(app, FOLDER "/missing.png");
    check_asks_again(app, "missing.png");
    assert_false(app->notices.shown.bad);
    answer(app, picture);
    assert_true(sketch_shows_picture(&app->sketch));
    assert_int_equal(app->file_request.purpose, FILE_PURPOSE_NONE);
}

static void test_file_request__typed_path_replaces_when_asked_twice(void **state) {
    struct app *app = driver_app(state);
    put(FOLDER "/a.ndjson", "old");
    put(FOLDER "/b.ndjson", "old");
    driver_draw_line(app, 0.5f, 0);
    type(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/a.ndjson");
    check_asks_again(app, "Enter replaces it");
    answer(app, FOLDER "/b");
    check_asks_again(app, "b.ndjson exists");
    answer(app, FOLDER "/a.ndjson");
    check_asks_again(app, "a.ndjson exists");
    answer(app, FOLDER "/a.ndjson");
    assert_int_equal(app->file_request.purpose, FILE_PURPOSE_NONE);
    driver_do(app, ACTION_CLEAR, 0);
    driver_open_file(app, FOLDER "/a.ndjson");
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
    driver_open_file(app, FOLDER "/b.ndjson");
    assert_true(app->notices.shown.bad);
}

/* A dialog asks before it replaces the file of the name that it was given, and of no other. */
static void test_file_request__dialog_has_asked_about_the_whole_name(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.5f, 0);
    put(FOLDER "/a.ndjson", "old");
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/a");
    check_says(app, "a.ndjson exists");
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/a.ndjson");
    check_says(app, "Saved " FOLDER "/a.ndjson");
}

static void test_file_request__missing_ending_is_added(void **state) {
    struct app *app = driver_app(state);
    ask(app, FILE_PURPOSE_SAVE_MODEL);
    answer(app, FOLDER "/net.v2");
    assert_true(is_there(FOLDER "/net.v2.safetensors"));
    driver_open_file(app, FOLDER "/net.v2.safetensors");
    assert_false(app->notices.shown.bad);
    driver_draw_line(app, 0.5f, 0);
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/line.JSONL");
    assert_true(is_there(FOLDER "/line.JSONL"));
}

static void test_file_request__link_stays_a_link(void **state) {
    struct app *app = driver_app(state);
    struct stat info;
    put(FOLDER "/a.ndjson", "old");
    assert_int_equal(symlink("a.ndjson", FOLDER "/link.ndjson"), 0);
    driver_draw_line(app, 0.5f, 0);
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/link.ndjson");
    assert_int_equal(lstat(FOLDER "/link.ndjson", &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    driver_open_file(app, FOLDER "/a.ndjson");
    assert_false(app->notices.shown.bad);
}

static void test_file_request__drawing_that_has_gone_is_told(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_ASK_FILE, FILE_PURPOSE_SAVE_DRAWING);
    check_says(app, "no drawing");
    driver_draw_line(app, 0.5f, 0);
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    driver_do(app, ACTION_CLEAR, 0);
    answer(app, FOLDER "/a.ndjson");
    check_says(app, "no drawing");
    assert_false(is_there(FOLDER "/a.ndjson"));
}

static void test_file_request__window_is_saved_where_it_was_asked_to(void **state) {
    struct app *app = driver_app(state);
    char path[FILES_MAX_PATH];
    struct nn_error err;
    ask(app, FILE_PURPOSE_SAVE_WINDOW);
    answer(app, FOLDER "/shot");
    assert_true(app_take_effects(app, APP_EFFECT_SAVE_PICTURE));
    check_ok(app_picture_path(app, path, &err), &err);
    assert_string_equal(path, FOLDER "/shot.png");
    check_ok(app_picture_path(app, path, &err), &err);
    assert_non_null(strstr(path, "window-"));
}

static void test_file_request__recent_file_that_is_gone_is_told_and_leaves(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.5f, 0);
    ask(app, FILE_PURPOSE_SAVE_DRAWING);
    answer(app, FOLDER "/a.ndjson");
    driver_open_file(app, FOLDER "/a.ndjson");
    driver_open_file(app, picture);
    assert_int_equal(app->recent.count, 2);
    driver_open_file(app, app->recent.paths[1]);
    assert_string_equal(path_base_name(app->recent.paths[0]), "a.ndjson");
    unlink(FOLDER "/a.ndjson");
    driver_open_file(app, app->recent.paths[0]);
    assert_true(app->notices.shown.bad);
    assert_int_equal(app->recent.count, 1);
    assert_string_equal(app->recent.paths[0], picture);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_file_request__##name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(chosen_picture_is_read),
        TEST(cancelled_changes_nothing),
        TEST(one_at_a_time),
        TEST(unreadable_file_is_told_and_ends_it),
        TEST(typed_path_can_be_mended),
        TEST(typed_path_replaces_when_asked_twice),
        TEST(dialog_has_asked_about_the_whole_name),
        TEST(missing_ending_is_added),
        TEST(link_stays_a_link),
        TEST(drawing_that_has_gone_is_told),
        TEST(window_is_saved_where_it_was_asked_to),
        TEST(recent_file_that_is_gone_is_told_and_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
