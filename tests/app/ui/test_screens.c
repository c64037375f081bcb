/* The table of screens: the action of each key, the wheel and a click on each of them. */
#include <stdlib.h>
#include <string.h>

#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/runs/runs_layout.h"
#include "app/ui/screen.h"
#include "app/ui/view.h"
#include "tests/support/check.h"
#include "tests/support/stage_screens.h"

enum { F3 = UI_KEY_F1 + 2, ROW = 1000 }; /* a multiple of ROW stands for rows of the gallery */

static struct action handle(struct stage_app *stage, struct ui_event event) {
    return ui_handle(&stage->ui, stage->app, &event);
}

static void leave(struct stage_app *stage) {
    while (stage->app->screen != SCREEN_CANVAS)
        stage_app_key(stage, UI_KEY_ESCAPE, 0);
}

static int columns(const struct stage_app *stage) {
    const struct ui *ui = &stage->ui;
    return stage->app->screen == SCREEN_DRAWINGS
               ? drawings_gallery(stage->app, &ui->layout).columns
               : mistakes_gallery_of(stage->app, &ui->layout).columns;
}

static void check_action(const struct stage_app *stage, struct action action, size_t row,
                         enum action_kind kind, int number) {
    int expected = abs(number) == ROW ? number / ROW * columns(stage) : number;
    if (action.kind != kind || (kind != ACTION_NONE && action.number != expected))
        fail_msg("row %zu: action %d with %d, not %d with %d", row, (int)action.kind, action.number,
                 (int)kind, expected);
}

static void test_screens__keys_give_their_actions(void **state) {
    static const struct {
        enum app_screen screen;
        int key;
        enum action_kind kind;
        int number;
    } rows[] = {
        {SCREEN_CANVAS, UI_KEY_DELETE, ACTION_CLEAR, 0},
        {SCREEN_CANVAS, UI_KEY_RIGHT, ACTION_NONE, 0},
        {SCREEN_CANVAS, '7', ACTION_DIGIT, 7},
        {SCREEN_CANVAS, ' ', ACTION_TRAINING_PAUSE, 1},
        {SCREEN_CANVAS, F3, ACTION_SCREEN, SCREEN_MISTAKES},
        {SCREEN_DRAWINGS, UI_KEY_LEFT, ACTION_STEP, -1},
        {SCREEN_DRAWINGS, UI_KEY_RIGHT, ACTION_STEP, 1},
        {SCREEN_DRAWINGS, UI_KEY_UP, ACTION_STEP, -ROW},
        {SCREEN_DRAWINGS, UI_KEY_DOWN, ACTION_STEP, ROW},
        {SCREEN_DRAWINGS, UI_KEY_DELETE, ACTION_REMOVE, 0},
        {SCREEN_DRAWINGS, UI_KEY_ENTER, ACTION_EDIT, 0},
        {SCREEN_DRAWINGS, '7', ACTION_DIGIT, 7},
        {SCREEN_DRAWINGS, 'l', ACTION_LAYERS, 1},
        {SCREEN_TEST_SET, UI_KEY_LEFT, ACTION_STEP, -1},
        {SCREEN_TEST_SET, UI_KEY_DOWN, ACTION_STEP, 10},
        {SCREEN_TEST_SET, UI_KEY_UP, ACTION_STEP, -10},
        {SCREEN_TEST_SET, 'f', ACTION_TEST_FILTER, TEST_FILTER_WRONG},
        {SCREEN_TEST_SET, '7', ACTION_DIGIT, 7},
        {SCREEN_TEST_SET, UI_KEY_ENTER, ACTION_NONE, 0},
        {SCREEN_MISTAKES, UI_KEY_LEFT, ACTION_STEP,
         1}, /* none is selected yet: selects the first */
        {SCREEN_MISTAKES, UI_KEY_DOWN, ACTION_STEP, 1},
        {SCREEN_MISTAKES, UI_KEY_ENTER, ACTION_MISTAKE, 0},
        {SCREEN_MISTAKES, ' ', ACTION_MISTAKE, 0},
        {SCREEN_MISTAKES, UI_KEY_DELETE, ACTION_CELL, -1},
        {SCREEN_MISTAKES, 'a', ACTION_MEASURE, 0},
        {SCREEN_MISTAKES, F3, ACTION_SCREEN, SCREEN_CANVAS},
        {SCREEN_MISTAKE, UI_KEY_RIGHT, ACTION_STEP, 1},
        {SCREEN_MISTAKE, UI_KEY_UP, ACTION_STEP, -10},
        {SCREEN_MISTAKE, 'f', ACTION_NONE, 0},
        {SCREEN_MISTAKE, F3, ACTION_SCREEN, SCREEN_MISTAKES},
        {SCREEN_RUNS, UI_KEY_UP, ACTION_STEP, -1},
        {SCREEN_RUNS, UI_KEY_DOWN, ACTION_STEP, 1},
        {SCREEN_RUNS, UI_KEY_LEFT, ACTION_NONE, 0}, /* moves the chart's cursor */
        {SCREEN_RUNS, ' ', ACTION_DRAW_RUN, 0},
        {SCREEN_RUNS, UI_KEY_ENTER, ACTION_DRAW_RUN, 0},
        {SCREEN_RUNS, 'u', ACTION_USE_RUN, 0},
        {SCREEN_RUNS, 'g', ACTION_RESUME_RUN, 0},
        {SCREEN_RUNS, 'v', ACTION_RUN_VALUE, 0},
        {SCREEN_RECIPE, UI_KEY_UP, ACTION_STEP, -1},
        {SCREEN_RECIPE, UI_KEY_DOWN, ACTION_STEP, 1},
        {SCREEN_RECIPE, UI_KEY_LEFT, ACTION_CHOICE_STEP, -1},
        {SCREEN_RECIPE, UI_KEY_RIGHT, ACTION_CHOICE_STEP, 1},
        {SCREEN_RECIPE, UI_KEY_ENTER, ACTION_CHOICE_STEP,
         1}, /* the next value, where values are names */
        {SCREEN_RECIPE, UI_KEY_DELETE, ACTION_CHOICE_RESET, TRAINING_CHOICE_RECIPE},
        {SCREEN_RECIPE, 'r', ACTION_CHOICE_RESET, TRAINING_CHOICE_RECIPE},
        {SCREEN_RECIPE, 'a', ACTION_PREVIEW, 0},
    };
    struct stage_app *stage = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage_screens_go(stage, rows[i].screen);
        struct action action =
            handle(stage, (struct ui_event){.kind = UI_EVENT_KEY, .key = rows[i].key});
        check_action(stage, action, i, rows[i].kind, rows[i].number);
        leave(stage);
    }
}

static void test_screens__wheel_gives_its_actions(void **state) {
    static const struct {
        enum app_screen screen;
        enum layout_place place;
        int steps;
        enum action_kind kind;
        int number;
    } rows[] = {
        {SCREEN_CANVAS, LAYOUT_CANVAS, 2, ACTION_BRUSH_STEP, 2},
        {SCREEN_CANVAS, LAYOUT_BARS, 2, ACTION_NONE, 0},
        {SCREEN_DRAWINGS, LAYOUT_CANVAS, -1, ACTION_STEP, ROW},
        {SCREEN_DRAWINGS, LAYOUT_BARS, -1, ACTION_NONE, 0},
        {SCREEN_TEST_SET, LAYOUT_CANVAS, -3, ACTION_STEP, 3},
        {SCREEN_MISTAKE, LAYOUT_CANVAS, 1, ACTION_STEP, -1},
        {SCREEN_MISTAKES, LAYOUT_MISTAKES_GALLERY, -1, ACTION_STEP, 1},
        {SCREEN_MISTAKES, LAYOUT_MISTAKES_MATRIX, -1, ACTION_NONE, 0},
        {SCREEN_RUNS, LAYOUT_RUNS_LIST, -1, ACTION_STEP, 1},
        {SCREEN_RUNS, LAYOUT_RUNS_GRAPH, -1, ACTION_NONE, 0},
        {SCREEN_RECIPE, LAYOUT_RECIPE_LIST, -1, ACTION_NONE, 0},
    };
    struct stage_app *stage = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage_screens_go(stage, rows[i].screen);
        stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, rows[i].place));
        struct action action =
            handle(stage, (struct ui_event){.kind = UI_EVENT_WHEEL, .steps = rows[i].steps});
        check_action(stage, action, i, rows[i].kind, rows[i].number);
        leave(stage);
    }
}

/* Returns something to click on the current screen, and the action that results at once. */
static struct rect pressed_rect(const struct stage_app *stage, enum action_kind *kind,
                                int *number) {
    const struct ui *ui = &stage->ui;
    const struct app *app = stage->app;
    struct gallery gallery;
    struct runs_layout runs;
    *number = 1;
    switch (app->screen) {
    case SCREEN_DRAWINGS:
        gallery = drawings_gallery(app, &ui->layout);
        *kind = ACTION_PICK;
        return gallery_cell(&gallery, 1);
    case SCREEN_MISTAKES:
        gallery = mistakes_gallery_of(app, &ui->layout);
        *kind = ACTION_MISTAKE;
        return gallery_cell(&gallery, 1);
    case SCREEN_RUNS:
        runs = runs_layout_of(app, &ui->layout);
        *kind = ACTION_DRAW_RUN;
        return runs_row_of(&runs, 1).box;
    case SCREEN_RECIPE:
        *kind = ACTION_PICK;
        *number = TRAINING_CHOICE_EPOCHS;
        return recipe_part_rect(&ui->layout, TRAINING_CHOICE_EPOCHS, RECIPE_TITLE);
    default: /* a test picture does not react */
        *kind = ACTION_NONE;
        return stage_app_place(stage, LAYOUT_CANVAS);
    }
}

static void test_screens__click_gives_its_action(void **state) {
    struct stage_app *stage = *state;
    for (int s = SCREEN_CANVAS + 1; s < SCREENS; s++) {
        enum action_kind kind;
        int number;
        stage_screens_go(stage, (enum app_screen)s);
        struct rect rect = pressed_rect(stage, &kind, &number);
        assert_true(rect.w > 0);
        notices_set_time(&stage->app->notices,
                         10 * s); /* avoids the second press of a double click */
        const struct ui_event down = {.kind = UI_EVENT_POINTER_DOWN,
                                      .x = (float)(rect.x + rect.w / 2),
                                      .y = (float)(rect.y + rect.h / 2)};
        check_action(stage, handle(stage, down), (size_t)s, kind, number);
        stage_app_at(stage, UI_EVENT_POINTER_UP, (struct rect){0, 0, 1, 1});
        leave(stage);
    }
}

static void test_screens__escape_and_the_last_button_go_to_the_parent(void **state) {
    static const enum app_screen parents[SCREENS] = {[SCREEN_MISTAKE] = SCREEN_MISTAKES};
    struct stage_app *stage = *state;
    for (int s = SCREEN_CANVAS + 1; s < SCREENS; s++)
        for (int by_pointer = 0; by_pointer < 2; by_pointer++) {
            stage_screens_go(stage, (enum app_screen)s);
            notices_set_time(&stage->app->notices, 10 * (2 * s + by_pointer));
            struct action action = by_pointer ? stage_app_click(stage, LAYOUT_CLEAR)
                                              : stage_app_key(stage, UI_KEY_ESCAPE, 0);
            check_action(stage, action, (size_t)s, ACTION_SCREEN, (int)parents[s]);
            assert_int_equal(stage->app->screen, parents[s]);
            leave(stage);
        }
}

/* Checks a row: four buttons, of which the first may depend on the state, and the last leads to the
 * parent; a title or the slider; and members that belong together. */
static void test_screens__rows_are_complete(void **state) {
    for (int s = 0; s < SCREENS; s++) {
        const struct ui_screen *screen = ui_screen_at((enum app_screen)s);
        for (int i = 1; i < 4; i++)
            assert_true(screen->buttons[i].label && screen->buttons[i].tip &&
                        screen->buttons[i].action.kind != ACTION_NONE);
        const struct action *last = &screen->buttons[3].action;
        if (s != SCREEN_CANVAS)
            assert_true(last->kind == ACTION_SCREEN && last->number == (int)screens[s]->parent);
        bool slides = screen->focus[0] == LAYOUT_BRUSH;
        assert_true(slides == (screen->title == NULL));
        assert_true(!screen->short_title || screen->title);
        assert_true(!screen->release || screen->released != LAYOUT_MENU_BAR);
        assert_true(!screen->paint || !screen->shown); /* the others lay out places of their own */
    }
}

/* Enter and Space in a place of another view must not reach the screen. */
static void test_screens__keys_in_the_layers_do_not_reach_the_screen(void **state) {
    static const int keys[] = {UI_KEY_ENTER, ' '};
    struct stage_app *stage = *state;
    stage_app_key(stage, 'l', 0);
    app_refresh(stage->app);
    for (int s = 0; s < SCREENS; s++)
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            stage_screens_go(stage, (enum app_screen)s);
            for (int t = 0; t < LAYOUT_PLACES && stage->ui.focus != LAYOUT_LAYERS_STRIP; t++)
                stage_app_key(stage, UI_KEY_TAB, 0);
            assert_int_equal(stage->ui.focus, LAYOUT_LAYERS_STRIP);
            struct action action =
                handle(stage, (struct ui_event){.kind = UI_EVENT_KEY, .key = keys[i]});
            if (action.kind != ACTION_NONE)
                fail_msg("screen %d, key %d: action %d", s, keys[i], (int)action.kind);
            leave(stage);
        }
}

static void test_screens__slider_has_nothing_to_press(void **state) {
    struct stage_app *stage = *state;
    stage_app_key(stage, UI_KEY_TAB, 0);
    assert_int_equal(stage->ui.focus, LAYOUT_BRUSH);
    assert_int_equal(stage_app_key(stage, ' ', 0).kind, ACTION_NONE);
    assert_int_equal(stage_app_key(stage, UI_KEY_ENTER, 0).kind, ACTION_NONE);
    assert_int_equal(stage_app_key(stage, UI_KEY_RIGHT, 0).kind, ACTION_BRUSH_STEP);
}

static void test_screens__shortcuts_are_not_typed(void **state) {
    struct stage_app *stage = *state;
    stage_screens_go(stage, SCREEN_RECIPE);
    while (stage->app->recipe.choice != TRAINING_CHOICE_NET)
        stage_app_key(stage, UI_KEY_DOWN, 0);
    stage_app_key(stage, UI_KEY_ENTER, 0);
    assert_true(stage->ui.edit.open);
    char before[TRAINING_CHOICE_TEXT];
    strcpy(before, stage->ui.edit.text);
    const struct ui_event save = {.kind = UI_EVENT_KEY, .key = 's', .mods = UI_CTRL};
    assert_int_equal(handle(stage, save).kind, ACTION_SAVE_DRAWING);
    assert_string_equal(stage->ui.edit.text, before);
    handle(stage, (struct ui_event){.kind = UI_EVENT_KEY, .key = 'x', .mods = UI_SHIFT});
    assert_int_equal(strlen(stage->ui.edit.text), strlen(before) + 1);
}

static void test_screens__held_keys_move_but_do_not_toggle(void **state) {
    static const struct {
        enum app_screen screen;
        int key;
        enum action_kind kind;
        int number;
    } rows[] = {
        {SCREEN_DRAWINGS, UI_KEY_LEFT, ACTION_STEP, -1},
        {SCREEN_DRAWINGS, UI_KEY_DELETE, 0, 0},
        {SCREEN_DRAWINGS, '7', ACTION_NONE, 0},
        {SCREEN_TEST_SET, UI_KEY_DOWN, ACTION_STEP, 10},
        {SCREEN_TEST_SET, 'f', ACTION_NONE, 0},
        {SCREEN_MISTAKES, UI_KEY_ENTER, ACTION_NONE, 0},
        {SCREEN_RUNS, UI_KEY_DOWN, ACTION_STEP, 1},
        {SCREEN_RUNS, ' ', ACTION_NONE, 0},
        {SCREEN_RUNS, 'v', ACTION_NONE, 0},
        {SCREEN_RECIPE, UI_KEY_RIGHT, ACTION_CHOICE_STEP, 1},
        {SCREEN_RECIPE, 'a', ACTION_NONE, 0},
        {SCREEN_RECIPE, 'r', ACTION_NONE, 0},
    };
    struct stage_app *stage = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage_screens_go(stage, rows[i].screen);
        const struct ui_event held = {.kind = UI_EVENT_KEY, .key = rows[i].key, .repeat = true};
        check_action(stage, handle(stage, held), i, rows[i].kind, rows[i].number);
        leave(stage);
    }
}

int main(void) {
    stage_screens_write("test-screens");
    const struct CMUnitTest tests[] = {
        SCREENS_TEST(test_screens__keys_give_their_actions),
        SCREENS_TEST(test_screens__wheel_gives_its_actions),
        SCREENS_TEST(test_screens__click_gives_its_action),
        SCREENS_TEST(test_screens__escape_and_the_last_button_go_to_the_parent),
        cmocka_unit_test(test_screens__rows_are_complete),
        SCREENS_TEST(test_screens__keys_in_the_layers_do_not_reach_the_screen),
        SCREENS_TEST(test_screens__slider_has_nothing_to_press),
        SCREENS_TEST(test_screens__shortcuts_are_not_typed),
        SCREENS_TEST(test_screens__held_keys_move_but_do_not_toggle),
    };
    return cmocka_run_group_tests(tests, NULL, stage_screens_remove);
}
