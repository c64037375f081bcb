#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/scratch.h"

static const char results[] = "test_app_sheet-results", picture_path[] = "test_app_sheet.png";

/* A line down the middle, which is read as a 1. */
static void write_picture(void) {
    enum { SIDE = 100 };
    struct image image;
    struct nn_error err;
    check_ok(image_create(&image, SIDE, SIDE, &err), &err);
    for (int i = 0; i < SIDE * SIDE; i++) {
        bool ink = i % SIDE >= 46 && i % SIDE < 54 && i >= 20 * SIDE && i < 80 * SIDE;
        image.pixels[i] = ink ? 0xff000000 : 0xffffffff;
    }
    check_ok(image_write_png(&image, picture_path, &err), &err);
    image_destroy(&image);
}

static int open_app(void **state) {
    scratch_remove(results);
    write_picture();
    return driver_setup(state, (struct app_options){.results = results});
}

static int close_app(void **state) {
    int failed = driver_teardown(state);
    scratch_remove(results);
    remove(picture_path);
    return failed;
}

static void add(struct app *app, const char *path) {
    driver_act(app, (struct action){.kind = ACTION_SHEET_ADD, .text = path});
}

/* A picture of one digit, and a file that is none. */
static struct app *open_sheet(void **state) {
    struct driver *driver = *state;
    add(driver->app, picture_path);
    add(driver->app, TESTS_SOURCE_DIR "/bad/not-a-png.png");
    while (contact_sheet_is_reading(&driver->app->sheet))
        driver_wait(driver, "the pictures to be read");
    driver_do(driver->app, ACTION_NOTICE_CLOSE, 0);
    return driver->app;
}

static void test_app_sheet__reads_pictures_and_says_what_is_none(void **state) {
    const struct app *app = open_sheet(state);
    const struct picture_entry *picture = contact_sheet_read(&app->sheet, 0);
    const struct picture_entry *other = contact_sheet_read(&app->sheet, 1);
    assert_int_equal(app->screen, SCREEN_SHEET);
    assert_int_equal(picture->status, NN_STATUS_OK);
    assert_string_equal(picture->text, "1");
    assert_int_equal(app->prediction.reading.digit, 1);
    assert_true(picture->small.width > 0 && picture->small.width <= PICTURE_LIST_SIDE);
    assert_int_equal(other->status, NN_STATUS_BAD_FILE);
    assert_non_null(strstr(other->error, "not-a-png.png"));
    assert_null(other->small.pixels);
}

static void test_app_sheet__correction_is_undone(void **state) {
    struct app *app = open_sheet(state);
    driver_do(app, ACTION_DIGIT, 4);
    assert_true(contact_sheet_is_corrected(&app->sheet, 0));
    assert_int_equal(app_label(app), 4);
    assert_false(driver_can(app, ACTION_CLEAR, 0));
    driver_do(app, ACTION_UNDO, 0);
    assert_string_equal(contact_sheet_answer(&app->sheet, 0), "1");
    assert_false(driver_can(app, ACTION_UNDO, 0));
    driver_do(app, ACTION_CLEAR, 0);
    assert_int_equal(contact_sheet_count(&app->sheet), 0);
}

static void test_app_sheet__file_that_is_no_picture_cannot_be_corrected(void **state) {
    struct app *app = open_sheet(state);
    driver_do(app, ACTION_PICK, 1);
    driver_do(app, ACTION_DIGIT, 4);
    assert_int_equal(app->sheet.change_count, 0);
    assert_non_null(strstr(app->notices.shown.text, "read"));
}

static void test_app_sheet__is_exported_as_a_table(void **state) {
    struct app *app = open_sheet(state);
    char path[FILES_MAX_PATH], expected[2000];
    const struct picture_entry *entry = contact_sheet_read(&app->sheet, 0);
    void *text = NULL;
    size_t size = 0;
    struct nn_error err;
    driver_do(app, ACTION_DIGIT, 4);
    driver_do(app, ACTION_SHEET_EXPORT, 0);
    assert_int_equal(sscanf(app->notices.shown.text, "Saved %1000s", path), 1);
    check_ok(nn_file_read(&text, &size, path, 10000, &err), &err);
    snprintf(expected, sizeof expected,
             "path,answer,confidence,corrected\n%s,1,%.3f,4\n" TESTS_SOURCE_DIR
             "/bad/not-a-png.png,,,\n",
             picture_path, (double)entry->confidence);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(text, expected, size);
    free(text);
    assert_true(driver_can(app, ACTION_CLEAR, 0));
}

static void test_app_sheet__picture_is_opened(void **state) {
    struct app *app = open_sheet(state);
    driver_do(app, ACTION_EDIT, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
    assert_true(sketch_shows_picture(&app->sketch));
    driver_do(app, ACTION_SCREEN, SCREEN_SHEET);
    driver_do(app, ACTION_PICK, 1);
    driver_do(app, ACTION_EDIT, 0);
    assert_true(app->notices.shown.bad && app->screen == SCREEN_SHEET);
    assert_true(sketch_shows_picture(&app->sketch));
}

/* The thread ends when all is read, and begins again. */
static void test_app_sheet__more_can_be_added_at_any_time(void **state) {
    struct driver *driver = *state;
    enum { TIMES = 20 };
    for (int i = 0; i < TIMES; i++) {
        add(driver->app, picture_path);
        while (i % 3 == 0 && contact_sheet_is_reading(&driver->app->sheet))
            driver_wait(driver, "the picture to be read");
    }
    while (contact_sheet_is_reading(&driver->app->sheet))
        driver_wait(driver, "the pictures to be read");
    for (int i = 0; i < TIMES; i++)
        assert_string_equal(contact_sheet_read(&driver->app->sheet, i)->text,
                            contact_sheet_read(&driver->app->sheet, 0)->text);
}

/* Ends without waiting for all of them. */
static void test_app_sheet__can_be_left_while_it_reads(void **state) {
    for (int i = 0; i < 200; i++)
        add(driver_app(state), picture_path);
    assert_false(driver_can(driver_app(state), ACTION_CLEAR, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_app_sheet__reads_pictures_and_says_what_is_none),
        TEST(test_app_sheet__correction_is_undone),
        TEST(test_app_sheet__file_that_is_no_picture_cannot_be_corrected),
        TEST(test_app_sheet__is_exported_as_a_table),
        TEST(test_app_sheet__picture_is_opened),
        TEST(test_app_sheet__more_can_be_added_at_any_time),
        TEST(test_app_sheet__can_be_left_while_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
