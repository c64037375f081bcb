#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/digit_page.h"
#include "tests/support/driver.h"

static const char page_path[] = "test_app_pictures.png", digits[] = "72104149";
enum { DIGITS = DIGIT_PAGE_DIGITS };

static int open_page(void **state) {
    int failed = driver_setup(state, (struct app_options){.results = "test_app_pictures-results"});
    digit_page_write(page_path);
    driver_open_file(driver_app(state), page_path);
    remove(page_path);
    return failed;
}

static const struct collection *drawings(const struct app *app) {
    return app->drawings.collection;
}

static void test_app_pictures__bars_are_those_of_the_chosen_digit(void **state) {
    struct app *app = driver_app(state);
    assert_int_equal(opened_picture_count(&app->sketch.opened), DIGITS);
    for (int i = 0; i < DIGITS; i++) {
        driver_do(app, ACTION_PICK, i);
        assert_int_equal(app->prediction.reading.digit, digits[i] - '0');
        assert_memory_equal(app->prediction.picture.pixels,
                            sketch_chosen_digit(&app->sketch)->picture.pixels, INK_PIXELS);
    }
    driver_do(app, ACTION_STEP, 1);
    assert_int_equal(app->sketch.chosen, DIGITS - 1);
    driver_do(app, ACTION_STEP, -2);
    assert_int_equal(app->sketch.chosen, DIGITS - 3);
}

static void test_app_pictures__digit_is_labelled_and_undone(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_DIGIT, 7);
    driver_do(app, ACTION_PICK, 1);
    assert_int_equal(app_label(app), -1);
    driver_do(app, ACTION_DIGIT, 3);
    driver_do(app, ACTION_DIGIT, 2);
    assert_int_equal(app_label(app), 2);
    assert_int_equal(collection_count(drawings(app)), 2);
    assert_memory_equal(collection_at(drawings(app), 1)->pixels, app->prediction.picture.pixels,
                        INK_PIXELS);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(app_label(app), 3);
    driver_do(app, ACTION_UNDO, 0);
    driver_do(app, ACTION_UNDO, 0);
    assert_int_equal(collection_count(drawings(app)), 0);
    assert_true(sketch_shows_picture(&app->sketch));
}

static void test_app_pictures__labelled_digit_stands_on_the_canvas_again(void **state) {
    struct app *app = driver_app(state);
    driver_do(app, ACTION_PICK, 2);
    driver_do(app, ACTION_DIGIT, 1);
    struct ink_picture labelled = app->prediction.picture;
    driver_do(app, ACTION_CLEAR, 0);
    assert_false(sketch_shows_picture(&app->sketch));
    driver_do(app, ACTION_SCREEN, SCREEN_DRAWINGS);
    driver_do(app, ACTION_EDIT, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
    assert_memory_equal(app->prediction.picture.pixels, labelled.pixels, INK_PIXELS);
    assert_int_equal(app_label(app), 1);
}

static void test_app_pictures__drawing_ends_the_picture(void **state) {
    struct app *app = driver_app(state);
    driver_draw_line(app, 0.5f, 0);
    assert_false(sketch_shows_picture(&app->sketch));
    assert_int_equal(app->prediction.reading.digit, 1);
    assert_false(driver_can(app, ACTION_PICK, 1));
}

static void test_app_pictures__other_model_reads_all_digits_anew(void **state) {
    struct app *app = driver_app(state);
    float before = opened_picture_digit(&app->sketch.opened, DIGITS - 1)->reading.confidence;
    driver_open_small_model(app, NULL, NULL);
    driver_do(app, ACTION_NOTICE_CLOSE, 0);
    assert_false(app_is_busy(app));
    float after = opened_picture_digit(&app->sketch.opened, DIGITS - 1)->reading.confidence;
    assert_true(before > 0.9f && after < 0.9f);
}

/* What is on the canvas stays. */
static void test_app_pictures__page_without_digits_is_not_opened(void **state) {
    struct app *app = driver_app(state);
    struct nn_error err;
    struct image blank;
    check_ok(image_create(&blank, 300, 200, &err), &err); /* transparent */
    driver_draw_line(app, 0.5f, 0);
    check_ok(image_write_png(&blank, page_path, &err), &err);
    driver_open_file(app, page_path);
    remove(page_path);
    image_destroy(&blank);
    assert_true(app->notices.shown.bad);
    assert_string_equal(app->notices.shown.text, "No digits found in test_app_pictures.png.");
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
}

/* Opens the page of digits at three times its size. */
static void open_large_page(struct app *app) {
    struct nn_error err;
    struct image page, large;
    digit_page_write(page_path);
    check_ok(image_read(&page, page_path, &err), &err);
    check_ok(image_scale(&large, 3 * page.width, 3 * page.height, &page, 255, &err), &err);
    check_ok(image_write_png(&large, page_path, &err), &err);
    driver_open_file(app, page_path);
    image_destroy(&page);
    image_destroy(&large);
}

static void test_app_pictures__large_page_is_read_in_the_background(void **state) {
    struct driver *driver = *state;
    struct app *app = driver->app;
    uint64_t before = app->sketch.opened_number;
    open_large_page(app);
    assert_int_equal(app->sketch.opened_number, before);
    assert_string_equal(app->notices.shown.text, "Reading test_app_pictures.png ...");
    remove(page_path);
    while (app->sketch.opened_number == before)
        driver_wait(driver, "a large page");
    assert_int_equal(opened_picture_count(&app->sketch.opened), DIGITS);
    for (int i = 0; i < DIGITS; i++)
        assert_int_equal(opened_picture_digit(&app->sketch.opened, i)->reading.digit,
                         digits[i] - '0');
    assert_string_equal(
        app->notices.shown.text,
        "Read 721 04 1 49 from test_app_pictures.png. Press a digit to look into it.");
    assert_null(picture_opener_name(app->opener));
}

/* Another large page has to wait. The leak checker sees whether all is given back. */
static void test_app_pictures__program_ends_while_a_page_is_read(void **state) {
    struct app *app = driver_app(state);
    open_large_page(app);
    open_large_page(app);
    remove(page_path);
    assert_string_equal(app->notices.shown.text, "test_app_pictures.png is still being read.");
    assert_non_null(picture_opener_name(app->opener));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_page, driver_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_app_pictures__bars_are_those_of_the_chosen_digit),
        TEST(test_app_pictures__digit_is_labelled_and_undone),
        TEST(test_app_pictures__labelled_digit_stands_on_the_canvas_again),
        TEST(test_app_pictures__drawing_ends_the_picture),
        TEST(test_app_pictures__other_model_reads_all_digits_anew),
        TEST(test_app_pictures__page_without_digits_is_not_opened),
        TEST(test_app_pictures__large_page_is_read_in_the_background),
        TEST(test_app_pictures__program_ends_while_a_page_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
