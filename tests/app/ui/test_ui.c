#include "app/ui/ui.h"

#include <string.h>
#include <unistd.h>

#include "app/ui/menu/keys_sheet.h"
#include "app/ui/screen.h"
#include "app/ui/view.h"
#include "tests/support/check.h"
#include "tests/support/driver.h"
#include "tests/support/stage_app.h"

static void draw(struct stage_app *stage) {
    struct rect canvas = stage_app_place(stage, LAYOUT_CANVAS);
    stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, canvas.x + 20, canvas.y + 20);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, canvas.x + 60, canvas.y + 90);
    stage_app_pointer(stage, UI_EVENT_POINTER_UP, canvas.x + 60, canvas.y + 90);
}

static void test_ui__press_move_release_draws_a_stroke(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    struct strokes strokes = canvas_strokes(stage->app->sketch.canvas);
    assert_int_equal(strokes.count, 1);
    assert_int_equal(strokes.items[0]->count, 2);
    float side = (float)stage_app_place(stage, LAYOUT_CANVAS).w;
    check_close((double)strokes.items[0]->points[1].y, (double)(90 / side), 1e-5, 0);
    assert_false(canvas_is_drawing(stage->app->sketch.canvas));
}

static void test_ui__stroke_continues_outside_the_canvas(void **state) {
    struct stage_app *stage = *state;
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage_app_place(stage, LAYOUT_CANVAS));
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_BARS));
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, -50, -50);
    assert_true(canvas_is_drawing(stage->app->sketch.canvas));
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).items[0]->count, 3);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage_app_place(stage, LAYOUT_STOP));
    assert_false(canvas_is_drawing(stage->app->sketch.canvas));
}

static void test_ui__losing_the_focus_ends_the_stroke(void **state) {
    struct stage_app *stage = *state;
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage_app_place(stage, LAYOUT_CANVAS));
    stage_app_pointer(stage, UI_EVENT_FOCUS_LOST, 0, 0);
    assert_false(canvas_is_drawing(stage->app->sketch.canvas));
    struct action action =
        stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_CLEAR));
    assert_int_equal(action.kind, ACTION_NONE);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).items[0]->count, 1);
}

static void test_ui__button_acts_on_release_over_it(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage_app_place(stage, LAYOUT_CLEAR));
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage_app_place(stage, LAYOUT_UNDO));
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
}

static void test_ui__every_tool_button_works(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    assert_int_equal(stage_app_click(stage, LAYOUT_UNDO).kind, ACTION_UNDO);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
    assert_int_equal(stage_app_click(stage, LAYOUT_UNDO).kind, ACTION_NONE);
    assert_int_equal(stage_app_click(stage, LAYOUT_REDO).kind, ACTION_REDO);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
    stage_app_click(stage, LAYOUT_ERASER);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_ERASER);
    stage_app_click(stage, LAYOUT_ERASER);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_PEN);
}

static void test_ui__slider_follows_the_pointer_beyond_its_ends(void **state) {
    struct stage_app *stage = *state;
    struct rect slider = stage_app_place(stage, LAYOUT_BRUSH);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, slider);
    check_close((double)stage->app->sketch.brush, (double)(CANVAS_BRUSH_MIN + CANVAS_BRUSH_MAX) / 2,
                2e-3, 0);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, slider.x + 5000, 3);
    check_close((double)stage->app->sketch.brush, (double)CANVAS_BRUSH_MAX, 1e-6, 0);
    stage_app_pointer(stage, UI_EVENT_POINTER_UP, slider.x + 5000, 3);
    stage_app_pointer(stage, UI_EVENT_POINTER_MOVE, slider.x, slider.y);
    check_close((double)stage->app->sketch.brush, (double)CANVAS_BRUSH_MAX, 1e-6, 0);
}

static void test_ui__tab_cycles_through_the_enabled_controls(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_TAB, 0);
    enum layout_place first = stage->ui.focus;
    int count = 0;
    do {
        assert_true(button_takes_focus(stage->ui.focus, stage->app));
        stage_app_key(stage, UI_KEY_TAB, 0);
        count++;
    } while (stage->ui.focus != first && count < 100);
    assert_int_equal(count, 4); /* brush, eraser, start, settings: the others are disabled */
    stage_app_key(stage, UI_KEY_TAB, UI_SHIFT);
    assert_int_equal(stage->ui.focus, LAYOUT_SETTINGS);
}

static void test_ui__space_and_enter_press_what_has_the_focus(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_equal(stage->ui.focus, LAYOUT_ERASER);
    stage_app_key(stage, ' ', 0);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_ERASER);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(stage->app->sketch.tool, CANVAS_TOOL_PEN);
}

/* The test pictures have Close where the canvas has Clear. */
static void test_ui__focus_does_not_pass_to_another_view_s_button(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_key(stage, 't', UI_CTRL);
    for (int i = 0; i < 20 && stage->ui.focus != LAYOUT_CLEAR; i++)
        stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
    assert_int_equal(stage->ui.focus, LAYOUT_PLACES);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
}

static void test_ui__arrows_move_the_slider_that_has_the_focus(void **state) {
    struct stage_app *stage = *state;
    float before = stage->app->sketch.brush;
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    check_close((double)stage->app->sketch.brush, (double)before, 0, 0);
    stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_true(stage->app->sketch.brush > before);
}

static void test_ui__shortcuts_act(void **state) {
    static const struct {
        int key;
        unsigned mods;
        enum action_kind kind;
    } rows[] = {
        {'z', UI_CTRL, ACTION_UNDO},
        {'z', UI_CTRL | UI_SHIFT, ACTION_REDO},
        {'y', UI_CTRL, ACTION_REDO},
        {UI_KEY_DELETE, 0, ACTION_CLEAR},
        {'n', UI_CTRL, ACTION_CLEAR},
        {UI_KEY_F1 + 10, 0, ACTION_FULL_SCREEN},
        {'e', 0, ACTION_TOOL},
        {']', 0, ACTION_BRUSH_STEP},
        {'=', UI_CTRL, ACTION_ZOOM_STEP},
        {'+', UI_CTRL | UI_SHIFT, ACTION_ZOOM_STEP},
        {UI_KEY_F1, 0, ACTION_KEYS},
        {UI_KEY_F1 + 11, 0, ACTION_SAVE_PICTURE},
        {'q', UI_CTRL, ACTION_QUIT},
        {'q', 0, ACTION_NONE},
        {'z', 0, ACTION_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stage_app *stage = *state;
        struct ui_event event = {.kind = UI_EVENT_KEY, .key = rows[i].key, .mods = rows[i].mods};
        struct action action = ui_handle(&stage->ui, stage->app, &event);
        if (action.kind != rows[i].kind)
            fail_msg("row %zu: action %d", i, action.kind);
    }
}

static void test_ui__wheel_with_ctrl_changes_the_size(void **state) {
    struct stage_app *stage = *state;
    struct ui_event wheel = {.kind = UI_EVENT_WHEEL, .steps = 3, .mods = UI_CTRL};
    struct action action = ui_handle(&stage->ui, stage->app, &wheel);
    assert_int_equal(action.kind, ACTION_ZOOM_STEP);
    assert_int_equal(action.number, 1);
    wheel.steps = -1;
    assert_int_equal(ui_handle(&stage->ui, stage->app, &wheel).number, -1);
}

static void test_ui__summary_opens_the_train_menu(void **state) {
    struct stage_app *stage = *state;
    stage_app_click(stage, LAYOUT_SETTINGS);
    assert_string_equal(menus[stage->ui.menu.open].title, "Train");
    struct menu_geometry geometry;
    struct rect settings = stage_app_place(stage, LAYOUT_SETTINGS);
    menu_measure(&geometry, &stage->ui.menu, &stage->ui.layout, stage->app, stage->ui.font);
    assert_int_equal(geometry.popup.x, settings.x);
    assert_int_equal(geometry.popup.y + geometry.popup.h, settings.y);
    stage_app_key(stage, UI_KEY_LEFT, 0);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    menu_measure(&geometry, &stage->ui.menu, &stage->ui.layout, stage->app, stage->ui.font);
    assert_int_equal(geometry.popup.x, geometry.titles[MENU_TRAIN].x);
}

static void test_ui__digit_keys_and_bars_label_the_drawing(void **state) {
    struct stage_app *stage = *state;
    struct app *app = stage->app;
    stage_app_key(stage, '4', 0);
    assert_int_equal(collection_count(app->drawings.collection), 0);
    draw(stage);
    stage_app_key(stage, '4', 0);
    assert_int_equal(app_label(app), 4);
    struct rect bar = layout_bar(&stage->ui.layout, 9);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, bar);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, bar);
    assert_int_equal(stage_app_at(stage, UI_EVENT_POINTER_UP, bar).kind, ACTION_DIGIT);
    assert_int_equal(app_label(app), 9);
    assert_int_equal(collection_count(app->drawings.collection), 1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, bar);
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage_app_place(stage, LAYOUT_CANVAS));
    assert_int_equal(canvas_strokes(app->sketch.canvas).count, 1);
}

static void test_ui__keys_behind_the_list_of_keys_do_not_act(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_key(stage, UI_KEY_F1, 0);
    static const struct {
        int key;
        unsigned mods;
    } rows[] = {{'e', 0}, {UI_KEY_DELETE, 0}, {'z', UI_CTRL},  {'f', UI_ALT}, {']', 0},
                {'7', 0}, {'d', UI_CTRL},     {UI_KEY_TAB, 0}, {'m', UI_CTRL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (stage_app_key(stage, rows[i].key, rows[i].mods).kind != ACTION_NONE)
            fail_msg("row %zu acts", i);
    assert_true(stage->app->preferences.keys_shown);
    assert_int_equal(stage->ui.menu.open, -1);
    assert_int_equal(stage_app_key(stage, UI_KEY_F12, 0).kind, ACTION_SAVE_PICTURE);
    static const int closing[] = {UI_KEY_F1, UI_KEY_ESCAPE, UI_KEY_ENTER, ' '};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++) {
        app_update(stage->app, &(struct action){.kind = ACTION_KEYS, .number = 1});
        stage_app_key(stage, closing[i], 0);
        assert_false(stage->app->preferences.keys_shown);
    }
}

/* In a window too small for the whole list; in a larger one there are no pages. */
static void test_ui__list_of_keys_has_pages(void **state) {
    struct stage_app *stage = *state;
    struct ui *ui = &stage->ui;
    struct keys_sheet sheet;
    ui_arrange(ui, stage->app, 480, 360, 1);
    stage_app_key(stage, UI_KEY_F1, 0);
    keys_sheet_make(&sheet, &ui->layout);
    assert_true(sheet.pager.pages > 1);
    stage_app_key(stage, UI_KEY_RIGHT, 0);
    assert_int_equal(ui->keys_page, 1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, sheet.pager.back);
    assert_int_equal(ui->keys_page, 0);
    stage_app_key(stage, UI_KEY_UP, 0);
    assert_int_equal(ui->keys_page, 0);
    struct ui_event wheel = {.kind = UI_EVENT_WHEEL, .steps = -1};
    for (int i = 0; i < sheet.pager.pages + 1; i++)
        assert_int_equal(ui_handle(ui, stage->app, &wheel).kind, ACTION_NONE);
    assert_int_equal(ui->keys_page, sheet.pager.pages - 1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, sheet.pager.on);
    assert_int_equal(ui->keys_page, sheet.pager.pages - 1);
    assert_true(stage->app->preferences.keys_shown);
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_false(stage->app->preferences.keys_shown);
    assert_int_equal(ui->keys_page, 0);
}

static void test_ui__double_click_that_leaves_the_gallery_clears_nothing(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_key(stage, 'm', UI_CTRL);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(stage->app->screen, SCREEN_CANVAS);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
    notices_set_time(&stage->app->notices, 1);
    stage_app_click(stage, LAYOUT_CLEAR);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
}

static void test_ui__double_click_that_closes_the_keys_draws_nothing(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_F1, 0);
    stage_app_click(stage, LAYOUT_CANVAS);
    assert_false(stage->app->preferences.keys_shown);
    stage_app_click(stage, LAYOUT_CANVAS);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
    stage_app_pointer(stage, UI_EVENT_POINTER_DOWN, 60, 90);
    stage_app_pointer(stage, UI_EVENT_POINTER_UP, 60, 90);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 1);
}

static void test_ui__keys_of_the_network_s_views_work_while_browsing(void **state) {
    struct stage_app *stage = *state;
    stage_app_label(stage, 3);
    stage_app_key(stage, 'l', 0);
    stage_app_key(stage, 't', UI_CTRL);
    assert_int_equal(stage_app_key(stage, 'f', 0).kind, ACTION_TEST_FILTER);
    assert_int_equal(stage_app_key(stage, 'w', 0).kind, ACTION_ATTRIBUTION);
    stage_app_key(stage, 'm', UI_CTRL);
    assert_int_equal(stage_app_key(stage, UI_KEY_LEFT, 0).kind, ACTION_STEP);
    app_refresh(stage->app);
    stage_app_key(stage, '.', 0);
    assert_int_equal(activations_value(stage->app->explain.activations)->choice.column, 1);
    while (stage->ui.focus != LAYOUT_LAYERS_STRIP)
        stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_equal(stage_app_key(stage, UI_KEY_LEFT, 0).kind, ACTION_LAYER_STEP);
}

static void test_ui__only_the_canvas_is_read_shrunk(void **state) {
    struct stage_app *stage = *state;
    stage_app_label(stage, 1);
    stage_app_key(stage, 'l', 0);
    app_refresh(stage->app);
    assert_true(activations_shrunk_reading(stage->app->explain.activations)->digit >= 0);
    stage_app_key(stage, 'm', UI_CTRL);
    app_refresh(stage->app);
    assert_int_equal(activations_shrunk_reading(stage->app->explain.activations)->digit, -1);
}

/* Pointing at a bar asks for its evidence, so only keys label the drawing. */
static void test_ui__bars_that_show_evidence_do_not_label(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_key(stage, 'w', 0);
    struct rect bar = layout_bar(&stage->ui.layout, 6);
    assert_int_equal(stage_app_at(stage, UI_EVENT_POINTER_MOVE, bar).kind,
                     ACTION_ATTRIBUTION_DIGIT);
    assert_int_equal(stage->app->explain.digit, 6);
    assert_int_equal(app_label(stage->app), -1);
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, bar);
    stage_app_at(stage, UI_EVENT_POINTER_UP, bar);
    assert_int_equal(app_label(stage->app), -1);
    assert_int_equal(stage->app->explain.digit, 6);
    stage_app_key(stage, '6', 0);
    assert_int_equal(app_label(stage->app), 6);
}

/* The stage has space for one of them, and a line about training. */
static void test_ui__panel_and_layers_come_to_the_front_in_turn(void **state) {
    struct stage_app *stage = *state;
    static const struct {
        int key;
        bool panel, layers;
    } rows[] = {
        {'l', false, true},           {UI_KEY_F1 + 8, true, false}, {'l', false, true},
        {UI_KEY_F1 + 8, true, false}, {UI_KEY_F1 + 8, false, true}, {UI_KEY_F1 + 8, true, false},
        {'l', false, true},           {'l', true, false},           {UI_KEY_F1 + 8, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage_app_key(stage, rows[i].key, 0);
        if (rows[i].panel != (stage_app_place(stage, LAYOUT_ACCURACY).w > 0) ||
            rows[i].layers != (stage_app_place(stage, LAYOUT_LAYERS_STRIP).w > 0) ||
            stage->app->preferences.panel_open != (stage_app_place(stage, LAYOUT_KEEP).w > 0))
            fail_msg("row %zu shows something else", i);
    }
}

static void test_ui__space_has_no_effect_without_training(void **state) {
    struct stage_app *stage = *state;
    struct action action = stage_app_key(stage, ' ', 0);
    assert_int_equal(action.kind, ACTION_TRAINING_PAUSE);
    assert_false(app_can(stage->app, &action));
    assert_int_equal(stage_app_key(stage, UI_KEY_F1 + 5, 0).kind, ACTION_TRAINING_PAUSE);
}

static void test_ui__long_message_does_not_cover_the_tools(void **state) {
    struct stage_app *stage = *state;
    static const int sizes[][2] = {{480, 360}, {500, 900}, {800, 600}, {1280, 800}};
    app_say(stage->app, true, "%s",
            "a message of many words, far more than there is room for in "
            "the line that it has at the foot of the column, and so it "
            "grows upward and is cut at last where nothing helps, for no "
            "window of this size could ever show such a long text whole; "
            "it says what happened, to which file, and what to do about it");
    for (size_t i = 0; i < 2 * (sizeof sizes / sizeof *sizes); i++) {
        app_update(stage->app, &(struct action){.kind = ACTION_LAYERS, .number = i % 2});
        app_update(stage->app, &(struct action){.kind = ACTION_ATTRIBUTION, .number = i % 2});
        ui_arrange(&stage->ui, stage->app, sizes[i / 2][0], sizes[i / 2][1], 1);
        struct rect toast = view_toast_rect(stage->app, &stage->ui);
        for (int tool = LAYOUT_BRUSH; tool <= LAYOUT_CLEAR; tool++) {
            struct rect both =
                rect_intersection(toast, stage_app_place(stage, (enum layout_place)tool));
            assert_true(both.w <= 0 || both.h <= 0);
        }
        assert_true(toast.y >= stage_app_place(stage, LAYOUT_MENU_BAR).h);
    }
}

static void test_ui__list_of_keys_closes_with_any_click(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_F1, 0);
    assert_true(stage->app->preferences.keys_shown);
    draw(stage);
    assert_false(stage->app->preferences.keys_shown);
    assert_int_equal(canvas_strokes(stage->app->sketch.canvas).count, 0);
}

static void test_ui__tooltip_waits(void **state) {
    struct stage_app *stage = *state;
    char text[UI_TIP_TEXT];
    double due_s;
    app_collect(stage->app, 10);
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_UNDO));
    assert_false(ui_tip(&stage->ui, stage->app, text, &due_s));
    assert_true(due_s > 10);
    app_collect(stage->app, due_s);
    assert_true(ui_tip(&stage->ui, stage->app, text, &due_s));
    assert_string_equal(text, "Undo (Ctrl+Z)");
    stage_app_at(stage, UI_EVENT_POINTER_DOWN, stage_app_place(stage, LAYOUT_UNDO));
    stage_app_at(stage, UI_EVENT_POINTER_UP, stage_app_place(stage, LAYOUT_UNDO));
    assert_false(ui_tip(&stage->ui, stage->app, text, &due_s));
}

static void test_ui__dropped_file_is_opened(void **state) {
    struct stage_app *stage = *state;
    struct ui_event event = {.kind = UI_EVENT_DROP, .path = "a.png"};
    struct action action = ui_handle(&stage->ui, stage->app, &event);
    assert_int_equal(action.kind, ACTION_OPEN);
    assert_string_equal(action.text, "a.png");
}

/* Space must act again once the bars accept no keys. */
static void test_ui__focus_leaves_the_bars_when_evidence_is_closed(void **state) {
    struct stage_app *stage = *state;
    draw(stage);
    stage_app_key(stage, 'w', 0);
    while (stage->ui.focus != LAYOUT_BARS)
        stage_app_key(stage, UI_KEY_TAB, 0);
    stage_app_key(stage, 'w', 0);
    assert_int_equal(stage->ui.focus, LAYOUT_PLACES);
}

static void test_ui__held_key_saves_once_but_undoes_repeatedly(void **state) {
    struct stage_app *stage = *state;
    const struct ui_event save = {.kind = UI_EVENT_KEY, .key = UI_KEY_F12, .repeat = true};
    const struct ui_event undo = {
        .kind = UI_EVENT_KEY, .key = 'z', .mods = UI_CTRL, .repeat = true};
    assert_int_equal(ui_handle(&stage->ui, stage->app, &save).kind, ACTION_NONE);
    assert_int_equal(ui_handle(&stage->ui, stage->app, &undo).kind, ACTION_UNDO);
    assert_int_equal(stage_app_key(stage, UI_KEY_F12, 0).kind, ACTION_SAVE_PICTURE);
}

static void test_ui__escape_stops_an_import_before_it_goes_back(void **state) {
    static const char file[] = "test_ui-drawings.ndjson";
    struct stage_app *stage = *state;
    driver_begin_import(stage->app, file, 10000);
    assert_int_equal(stage_app_key(stage, UI_KEY_ESCAPE, 0).kind, ACTION_IMPORT_STOP);
    assert_int_equal(stage_app_key(stage, UI_KEY_ESCAPE, 0).kind, ACTION_SCREEN);
    unlink(file);
}

static void test_ui__press_on_a_message_closes_it(void **state) {
    struct stage_app *stage = *state;
    struct rect place = stage->ui.layout.places[LAYOUT_TOAST];
    app_say(stage->app, false, "Saved something");
    assert_true(stage->app->notices.shown.until_s > 0);
    struct action action = stage_app_at(stage, UI_EVENT_POINTER_DOWN, place);
    assert_int_equal(action.kind, ACTION_NOTICE_CLOSE);
    assert_true(stage->app->notices.shown.until_s == 0);
    stage_app_at(stage, UI_EVENT_POINTER_UP, place);
    app_say(stage->app, true, "Again");
    stage_app_key(stage, UI_KEY_ESCAPE, 0);
    assert_true(stage->app->notices.shown.until_s == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_ui__press_move_release_draws_a_stroke),
        STAGE_TEST(test_ui__stroke_continues_outside_the_canvas),
        STAGE_TEST(test_ui__losing_the_focus_ends_the_stroke),
        STAGE_TEST(test_ui__button_acts_on_release_over_it),
        STAGE_TEST(test_ui__every_tool_button_works),
        STAGE_TEST(test_ui__slider_follows_the_pointer_beyond_its_ends),
        STAGE_TEST(test_ui__tab_cycles_through_the_enabled_controls),
        STAGE_TEST(test_ui__space_and_enter_press_what_has_the_focus),
        STAGE_TEST(test_ui__focus_does_not_pass_to_another_view_s_button),
        STAGE_TEST(test_ui__arrows_move_the_slider_that_has_the_focus),
        STAGE_TEST(test_ui__focus_leaves_the_bars_when_evidence_is_closed),
        STAGE_TEST(test_ui__held_key_saves_once_but_undoes_repeatedly),
        STAGE_TEST(test_ui__escape_stops_an_import_before_it_goes_back),
        STAGE_TEST(test_ui__press_on_a_message_closes_it),
        STAGE_TEST(test_ui__shortcuts_act),
        STAGE_TEST(test_ui__wheel_with_ctrl_changes_the_size),
        STAGE_TEST(test_ui__summary_opens_the_train_menu),
        STAGE_TEST(test_ui__digit_keys_and_bars_label_the_drawing),
        STAGE_TEST(test_ui__keys_behind_the_list_of_keys_do_not_act),
        STAGE_TEST(test_ui__list_of_keys_has_pages),
        STAGE_TEST(test_ui__double_click_that_leaves_the_gallery_clears_nothing),
        STAGE_TEST(test_ui__double_click_that_closes_the_keys_draws_nothing),
        STAGE_TEST(test_ui__keys_of_the_network_s_views_work_while_browsing),
        STAGE_TEST(test_ui__only_the_canvas_is_read_shrunk),
        STAGE_TEST(test_ui__bars_that_show_evidence_do_not_label),
        STAGE_TEST(test_ui__panel_and_layers_come_to_the_front_in_turn),
        STAGE_TEST(test_ui__space_has_no_effect_without_training),
        STAGE_TEST(test_ui__long_message_does_not_cover_the_tools),
        STAGE_TEST(test_ui__list_of_keys_closes_with_any_click),
        STAGE_TEST(test_ui__tooltip_waits),
        STAGE_TEST(test_ui__dropped_file_is_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
