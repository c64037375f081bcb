/* The confusion matrix and the mistake gallery: the actions of pointer and keys, and the pixels
 * that result. */
#include <sched.h>

#include "app/ui/chart/plots.h"
#include "app/ui/frame.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/screen.h"
#include "tests/support/check.h"
#include "tests/support/small_set.h"
#include "tests/support/stage_app.h"

static const struct {
    int width, height;
    float scale;
} sizes[] = {{480, 360, 1}, {800, 600, 1}, {1100, 720, 1}, {1920, 1080, 1.5f}, {3840, 2160, 2}};
enum { SIZES = sizeof sizes / sizeof *sizes, PICTURES = 60, CELLS = 100 };

static const char data[] = "view-mistakes-data";

/* Shows the built-in model's mistakes on pictures of bars, which it was not trained on. */
static int open_mistakes(void **state) {
    stage_app_open(state);
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_F1 + 2, 0);
    wait_while (stage->app->tests.pass == 0) {
        app_collect(stage->app, 1);
        sched_yield();
    }
    return 0;
}

static struct matrix matrix_now(const struct stage_app *stage) {
    return matrix_of(&stage->ui.layout);
}

static struct gallery gallery_now(const struct stage_app *stage) {
    return mistakes_gallery_of(stage->app, &stage->ui.layout);
}

static void press(struct stage_app *stage, struct rect rect) {
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, rect);
    stage_app_at(stage, UI_EVENT_POINTER_UP, rect);
}

static void tab_to(struct stage_app *stage, enum layout_place place) {
    for (int i = 0; i < LAYOUT_PLACES && stage->ui.focus != place; i++)
        stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_equal(stage->ui.focus, place);
}

/* Returns the index of the open test picture. */
static int index_shown(const struct stage_app *stage) {
    return screens[stage->app->screen]->place(stage->app).index;
}

static void check_cell(const struct stage_app *stage, int label, int reading) {
    struct mistakes_cell cell = stage->app->tests.mistakes.cell;
    assert_int_equal(cell.label, label);
    assert_int_equal(cell.reading, reading);
}

static void test_view_mistakes__presses_choose_cells_and_open_pictures(void **state) {
    struct stage_app *stage = *state;
    const struct mistakes *measured = &stage->app->tests.mistakes;
    struct mistakes_picture worst = measured->shown[0];
    struct matrix matrix = matrix_now(stage);
    press(stage, matrix_cell(&matrix, worst.label, worst.reading));
    check_cell(stage, worst.label, worst.reading);
    struct gallery gallery = gallery_now(stage);
    press(stage, gallery_cell(&gallery, 0));
    assert_int_equal(stage->app->screen, SCREEN_MISTAKE);
    assert_int_equal(index_shown(stage), worst.index);
    press(stage, stage->ui.layout.places[LAYOUT_CLEAR]);
    assert_int_equal(stage->app->screen, SCREEN_MISTAKES);
    press(stage, matrix_cell(&matrix, worst.label, worst.reading));
    check_cell(stage, -1, -1);
}

static int fullest(const struct mistakes *measured) {
    int best = -1, max = 0;
    for (int i = 0; i < CELLS; i++)
        if (i / 10 != i % 10 && measured->confusion[i / 10][i % 10] > max) {
            best = i;
            max = measured->confusion[i / 10][i % 10];
        }
    return best;
}

static void test_view_mistakes__arrows_move_through_the_cells(void **state) {
    struct stage_app *stage = *state;
    int first = fullest(&stage->app->tests.mistakes);
    tab_to(stage, LAYOUT_MISTAKES_MATRIX);
    stage_app_key(stage, UI_KEY_UP, 0);
    check_cell(stage, first / 10, first % 10);
    for (int i = 0; i < 12; i++)
        stage_app_key(stage, UI_KEY_LEFT, 0);
    check_cell(stage, first / 10, 0);
    for (int i = 0; i < 12; i++)
        stage_app_key(stage, UI_KEY_DOWN, 0);
    check_cell(stage, 9, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    check_cell(stage, 9, 1);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    check_cell(stage, -1, -1);
    stage_app_key(stage, ' ', 0);
    check_cell(stage, first / 10, first % 10);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    check_cell(stage, -1, -1);
}

static void test_view_mistakes__arrows_move_through_the_pictures(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    int columns = gallery_now(stage).columns;
    stage_app_key(stage, UI_KEY_DOWN, 0);
    assert_int_equal(app->tests.mistake, 0);
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(app->tests.mistake, columns + 1);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(index_shown(stage), app->tests.mistakes.shown[columns + 1].index);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(index_shown(stage), app->tests.mistakes.shown[columns].index);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(app->screen, SCREEN_MISTAKES);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
}

static void test_view_mistakes__pages_turn(void **state) {
    struct stage_app *stage = *state;
    struct gallery gallery = gallery_now(stage);
    assert_true(gallery.pager.pages > 1);
    press(stage, gallery.pager.on);
    assert_int_equal(stage->app->tests.mistake, gallery.columns * gallery.rows);
    press(stage, gallery.pager.back);
    assert_int_equal(stage->app->tests.mistake, 0);
    press(stage, gallery.pager.back);
    assert_int_equal(gallery_now(stage).pager.page, 0);
    app_update(stage->app, &(struct action){.kind = ACTION_STEP, .number = PICTURES});
    press(stage, gallery.pager.on);
    assert_int_equal(gallery_now(stage).pager.page, gallery.pager.pages - 1);
    assert_int_equal(stage->app->tests.mistake, stage->app->tests.mistakes.shown_count - 1);
}

static void check_steps(struct stage_app *stage, bool back, bool on) {
    struct button button;
    assert_true(button_at(LAYOUT_UNDO, stage->app, &button));
    assert_int_equal(button.enabled, back);
    assert_int_equal(button_takes_focus(LAYOUT_UNDO, stage->app), back);
    assert_true(button_at(LAYOUT_REDO, stage->app, &button));
    assert_int_equal(button.enabled, on);
}

static void test_view_mistakes__steps_stop_at_the_last_picture(void **state) {
    struct stage_app *stage = *state;
    int last = stage->app->tests.mistakes.shown_count - 1;
    stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    check_steps(stage, false, true);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    check_steps(stage, true, true);
    for (int i = 1; i < last; i++)
        stage_app_key(stage, UI_KEY_RIGHT, 0);
    check_steps(stage, true, false);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    stage_app_key(stage, 't', UI_CTRL);
    check_steps(stage, stage->app->tests.index > 0, stage->app->tests.index < PICTURES - 1);
    app_update(stage->app, &(struct action){.kind = ACTION_STEP, .number = -PICTURES});
    check_steps(stage, false, true);
    app_update(stage->app, &(struct action){.kind = ACTION_STEP, .number = PICTURES});
    check_steps(stage, true, false);
}

/* Space and Enter press the button with the keyboard focus. */
static void test_view_mistakes__focus_takes_precedence_over_the_gallerys_keys(void **state) {
    struct stage_app *stage = *state;
    tab_to(stage, LAYOUT_CLEAR);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
}

static void check_matrix(const struct stage_app *stage) {
    struct matrix matrix = matrix_now(stage);
    struct rect place = stage->ui.layout.places[LAYOUT_MISTAKES_MATRIX];
    for (int i = 0; i < CELLS; i++) {
        struct rect cell = matrix_cell(&matrix, i / 10, i % 10);
        int number = mistakes_cell_number((struct mistakes_cell){i / 10, i % 10});
        struct rect inside = rect_intersection(cell, place);
        assert_memory_equal(&cell, &inside, sizeof cell);
        assert_true(cell.w >= theme_px(&stage->ui.theme, 15) &&
                    cell.h >= theme_px(&stage->ui.theme, 11));
        assert_int_equal(matrix_at(&matrix, cell.x, cell.y), number);
        assert_int_equal(matrix_at(&matrix, cell.x + cell.w - 1, cell.y + cell.h - 1), number);
    }
}

static void check_gallery(const struct stage_app *stage) {
    struct gallery gallery = gallery_now(stage);
    struct rect place = stage->ui.layout.places[LAYOUT_MISTAKES_GALLERY];
    for (int i = gallery.first; i < gallery.first + gallery.count; i++) {
        struct rect cell = gallery_cell(&gallery, i);
        assert_true(cell.x >= place.x && cell.x + gallery.thumbnail <= place.x + place.w);
        assert_true(cell.y >= place.y && cell.y + cell.h <= place.y + place.h);
        assert_int_equal(gallery_at(&gallery, cell.x, cell.y), i);
    }
}

static void test_view_mistakes__everything_fits_every_window(void **state) {
    struct stage_app *stage = *state;
    for (int i = 0; i < SIZES; i++) {
        ui_arrange(&stage->ui, stage->app, sizes[i].width, sizes[i].height, sizes[i].scale);
        check_matrix(stage);
        check_gallery(stage);
    }
}

/* Cells fit four digits with separators in a window of the initial size. */
static void test_view_mistakes__cells_fit_the_counts_of_the_diagonal(void **state) {
    struct stage_app *stage = *state;
    ui_arrange(&stage->ui, stage->app, 1100, 720, 1);
    struct matrix matrix = matrix_now(stage);
    assert_true(matrix_cell(&matrix, 1, 1).w >= 40 && matrix_cell(&matrix, 1, 1).h >= 27);
}

/* The tint is relative to a digit's own pictures on the diagonal, and to the fullest cell
 * elsewhere. */
static void test_view_mistakes__cells_are_tinted_by_their_counts(void **state) {
    struct stage_app *stage = *state;
    const struct mistakes *measured = &stage->app->tests.mistakes;
    struct frame *frame = NULL;
    struct frame_dirty dirty;
    struct nn_error err;
    check_ok(frame_create(&frame, &err), &err);
    for (int size = 0; size < 2 * SIZES; size++) {
        app_update(stage->app, &(struct action){.kind = ACTION_THEME,
                                                .number = size % 2 ? SETTINGS_THEME_DARK
                                                                   : SETTINGS_THEME_LIGHT});
        ui_arrange(&stage->ui, stage->app, sizes[size / 2].width, sizes[size / 2].height,
                   sizes[size / 2].scale);
        check_ok(frame_paint(frame, stage->app, &stage->ui, &dirty, &err), &err);
        const struct image *image = frame_image(frame);
        struct matrix matrix = matrix_now(stage);
        int largest = measured->confusion[fullest(measured) / 10][fullest(measured) % 10];
        for (int i = 0; i < CELLS; i++) {
            struct rect cell = matrix_cell(&matrix, i / 10, i % 10);
            int all = 0, count = measured->confusion[i / 10][i % 10];
            for (int reading = 0; reading < 10; reading++)
                all += measured->confusion[i / 10][reading];
            color tint = confusion_tint(&stage->ui.theme, i / 10 == i % 10, count,
                                        i / 10 == i % 10 ? all : largest);
            assert_int_equal(image->pixels[(cell.y + 1) * image->stride + cell.x + 1], tint);
        }
    }
    frame_destroy(frame);
}

#define MISTAKES_TEST(name) cmocka_unit_test_setup_teardown(name, open_mistakes, stage_app_close)

int main(void) {
    small_set_use(data, 300, PICTURES);
    const struct CMUnitTest tests[] = {
        MISTAKES_TEST(test_view_mistakes__presses_choose_cells_and_open_pictures),
        MISTAKES_TEST(test_view_mistakes__arrows_move_through_the_cells),
        MISTAKES_TEST(test_view_mistakes__arrows_move_through_the_pictures),
        MISTAKES_TEST(test_view_mistakes__pages_turn),
        MISTAKES_TEST(test_view_mistakes__steps_stop_at_the_last_picture),
        MISTAKES_TEST(test_view_mistakes__focus_takes_precedence_over_the_gallerys_keys),
        MISTAKES_TEST(test_view_mistakes__everything_fits_every_window),
        MISTAKES_TEST(test_view_mistakes__cells_fit_the_counts_of_the_diagonal),
        MISTAKES_TEST(test_view_mistakes__cells_are_tinted_by_their_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
