#include "app/ui/widgets/gallery.h"

#include "app/ui/view.h"
#include "tests/support/check.h"
#include "tests/support/stage_app.h"

static void test_gallery__works_with_the_pointer(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    stage_app_label(stage, 60);
    stage_app_key(stage, 'm', UI_CTRL);
    assert_int_equal(app->screen, SCREEN_DRAWINGS);
    assert_int_equal(app->drawings.selected, 59);
    struct gallery gallery = drawings_gallery(app, &stage->ui.layout);
    assert_true(gallery.pager.pages > 1 && gallery.pager.page == gallery.pager.pages - 1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery.pager.on);
    assert_int_equal(app->drawings.selected, 59);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery.pager.back);
    assert_int_equal(app->drawings.selected,
                     (gallery.pager.page - 1) * gallery.columns * gallery.rows);
    gallery = drawings_gallery(app, &stage->ui.layout);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, gallery_cell(&gallery, gallery.first + 2));
    assert_int_equal(app->drawings.selected, gallery.first + 2);
    stage_app_click(stage, LAYOUT_ERASER);
    assert_int_equal(collection_count(app->drawings.collection), 59);
    stage_app_click(stage, LAYOUT_UNDO);
    assert_int_equal(collection_count(app->drawings.collection), 60);
    struct ui_event wheel = {.kind = UI_EVENT_WHEEL, .steps = -1};
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_CANVAS));
    assert_int_equal(ui_handle(&stage->ui, app, &wheel).number, gallery.columns);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(app->screen, SCREEN_CANVAS);
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
}

static void test_gallery__works_with_keys(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    stage_app_label(stage, 12);
    stage_app_key(stage, 'm', UI_CTRL);
    struct gallery gallery = drawings_gallery(app, &stage->ui.layout);
    stage_app_key(stage, UI_KEY_UP, 0);
    assert_int_equal(app->drawings.selected, 11 - gallery.columns);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    assert_int_equal(app->drawings.selected, 10 - gallery.columns);
    stage_app_key(stage, '9', 0);
    assert_int_equal(app_label(app), 9);
    stage_app_key(stage, UI_KEY_DELETE, 0);
    assert_int_equal(collection_count(app->drawings.collection), 11);
    stage_app_key(stage, 'z', UI_CTRL);
    assert_int_equal(collection_count(app->drawings.collection), 12);
    stage_app_key(stage, UI_KEY_ESCAPE, 0); /* closes the notice */
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
    stage_app_key(stage, 'm', UI_CTRL);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(app->screen, SCREEN_CANVAS);
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
    stage_app_label(stage, 40);
    stage_app_key(stage, 'm', UI_CTRL);
    for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++)
        for (int scale = 1; scale <= 2; scale++) {
            app_update(stage->app, &(struct action){.kind = ACTION_LAYERS, .number = i % 2});
            app_update(stage->app, &(struct action){.kind = ACTION_ATTRIBUTION, .number = i % 2});
            ui_arrange(&stage->ui, stage->app, sizes[i / 2][0], sizes[i / 2][1], (float)scale);
            struct gallery gallery = drawings_gallery(stage->app, &stage->ui.layout);
            check_gallery(&gallery, stage_app_place(stage, LAYOUT_CANVAS), sizes[i / 2][0]);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_gallery__works_with_the_pointer),
        STAGE_TEST(test_gallery__works_with_keys),
        STAGE_TEST(test_gallery__fits_every_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
