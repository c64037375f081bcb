#include "app/ui/widgets/gallery.h"

#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static void test_gallery__is_worked_by_pointer(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    stage_app_teach(stage, 60);
    stage_app_key(stage, 'm', UI_CTRL);
    assert_int_equal(app->view, APP_VIEW_COLLECTION);
    assert_int_equal(app->selected, 59);
    struct gallery gallery = gallery_of(app, &stage->ui.layout, &stage->ui.theme);
    assert_true(gallery.pages > 1 && gallery.page == gallery.pages - 1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery.on);
    assert_int_equal(app->selected, 59);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery.back);
    assert_int_equal(app->selected, (gallery.page - 1) * gallery.columns * gallery.rows);
    gallery = gallery_of(app, &stage->ui.layout, &stage->ui.theme);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery_cell(&gallery, gallery.first + 2));
    assert_int_equal(app->selected, gallery.first + 2);
    stage_app_click(stage, LAYOUT_ERASER);
    assert_int_equal(collection_count(app->collection), 59);
    stage_app_click(stage, LAYOUT_UNDO);
    assert_int_equal(collection_count(app->collection), 60);
    struct ui_event wheel = {.kind = UI_EVENT_WHEEL, .steps = -1};
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_CANVAS));
    assert_int_equal(ui_handle(&stage->ui, app, &wheel).number, gallery.columns);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(app->view, APP_VIEW_CANVAS);
    assert_int_equal(canvas_strokes(app->canvas).count, 1);
}

static void test_gallery__is_worked_by_keys(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    stage_app_teach(stage, 12);
    stage_app_key(stage, 'm', UI_CTRL);
    struct gallery gallery = gallery_of(app, &stage->ui.layout, &stage->ui.theme);
    stage_app_key(stage, UI_KEY_UP, 0);
    assert_int_equal(app->selected, 11 - gallery.columns);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(app->selected, 10 - gallery.columns);
    stage_app_key(stage, '9', 0);
    assert_int_equal(app_said_digit(app), 9);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    assert_int_equal(collection_count(app->collection), 11);
    stage_app_key(stage, 'z', UI_CTRL);
    assert_int_equal(collection_count(app->collection), 12);
    stage_app_key(stage, UI_KEY_ESCAPE, 0); /* the message */
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(app->view, APP_VIEW_CANVAS);
    stage_app_key(stage, 'm', UI_CTRL);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(app->view, APP_VIEW_CANVAS);
}

static void check_gallery(const struct gallery *gallery, struct rect canvas, int width) {
    for (int i = 0; i < gallery->count; i++) {
        struct rect cell = gallery_cell(gallery, gallery->first + i);
        bool inside = cell.x >= canvas.x && cell.y >= gallery->words.y + gallery->words.h &&
                      cell.x + gallery->thumbnail <= canvas.x + canvas.w &&
                      (cell.y + cell.h <= canvas.y + canvas.h || gallery->rows == 1);
        if (!inside)
            fail_msg("%d wide: drawing %d of %d x %d leaves the canvas", width, i, gallery->columns,
                     gallery->rows);
        assert_int_equal(gallery_at(gallery, cell.x + 1, cell.y + 1), gallery->first + i);
    }
}

static void test_gallery__fits_every_window(void **state) {
    static const int sizes[][2] = {{480, 360}, {640, 480}, {800, 600}, {1280, 800}, {3840, 2160}};
    struct stage_app *stage = *state;
    stage_app_teach(stage, 40);
    stage_app_key(stage, 'm', UI_CTRL);
    for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++)
        for (int scale = 1; scale <= 2; scale++) {
            stage->app->layers_open = stage->app->attribution_open = i % 2;
            ui_arrange(&stage->ui, stage->app, sizes[i / 2][0], sizes[i / 2][1], (float)scale);
            struct gallery gallery = gallery_of(stage->app, &stage->ui.layout, &stage->ui.theme);
            check_gallery(&gallery, stage_app_place(stage, LAYOUT_CANVAS), sizes[i / 2][0]);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_gallery__is_worked_by_pointer),
        STAGE_TEST(test_gallery__is_worked_by_keys),
        STAGE_TEST(test_gallery__fits_every_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
