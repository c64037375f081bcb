#include "app/ui/screen.h"

#include <string.h>

#include "app/ui/screen.h"
#include "tests/support/check.h"
#include "tests/support/stage_screens.h"

enum { TOOLS = 4 };

/* The labels after stage_screens_go, with the training panel open. NULL: no button; an asterisk: it
 * is disabled. */
static const char *const labels[SCREENS][TOOLS] = {
    [SCREEN_CANVAS] = {"Eraser", "Undo", "Redo*", "Clear"},
    [SCREEN_DRAWINGS] = {"Delete", "Undo", "Edit", "Close"},
    [SCREEN_SHEET] = {"Export*", "Undo*", "Open*", "Close"},
    [SCREEN_TEST_SET] = {"All", "Prev*", "Next", "Close"},
    [SCREEN_MISTAKES] = {"All*", "Update*", "Open", "Close"},
    [SCREEN_MISTAKE] = {NULL, "Prev*", "Next", "Back"},
    [SCREEN_RUNS] = {"Resume*", "Plot", "Use*", "Close"},
    [SCREEN_RECIPE] = {NULL, "New", "Reset*", "Close"},
};

/* Fails unless the place has a button with this label. */
static struct button check_button(const struct stage_app *stage, enum layout_place place,
                                  const char *label) {
    struct button button = {.label = NULL};
    bool is_there = button_at(place, stage->app, &button);
    if (is_there != (label != NULL))
        fail_msg("screen %d, place %d: a button %s", (int)stage->app->screen, (int)place,
                 is_there ? "too many" : "is missing");
    if (!label)
        return button;
    size_t length = strcspn(label, "*");
    if (strlen(button.label) != length || strncmp(button.label, label, length) != 0 ||
        button.enabled != (label[length] == '\0'))
        fail_msg("screen %d: \"%s\", enabled: %d, instead of \"%s\"", (int)stage->app->screen,
                 button.label, button.enabled, label);
    return button;
}

static void test_button__every_screen_has_its_own(void **state) {
    struct stage_app *stage = *state;
    for (int s = 0; s < SCREENS; s++) {
        stage_screens_go(stage, (enum app_screen)s);
        for (int i = 0; i < TOOLS; i++)
            check_button(stage, (enum layout_place)(LAYOUT_ERASER + i), labels[s][i]);
        while (stage->app->screen != SCREEN_CANVAS)
            stage_app_key(stage, UI_KEY_ESCAPE, 0);
    }
}

/* A button looks disabled exactly where pressing it has no effect. */
static void test_button__acts_exactly_where_it_is_enabled(void **state) {
    for (int s = 0; s < SCREENS; s++)
        for (int i = 0; i < TOOLS; i++) {
            void *opened;
            stage_screens_open(&opened);
            struct stage_app *stage = opened;
            stage_screens_go(stage, (enum app_screen)s);
            notices_set_time(&stage->app->notices,
                             10); /* avoids the second press of a double click */
            struct action action = stage_app_click(stage, (enum layout_place)(LAYOUT_ERASER + i));
            bool is_enabled = labels[s][i] && !strchr(labels[s][i], '*');
            if ((action.kind != ACTION_NONE) != is_enabled)
                fail_msg("screen %d: press of \"%s\" does %d", s, labels[s][i], (int)action.kind);
            stage_app_close(&opened);
        }
}

static void test_button__tab_moves_to_the_enabled_ones(void **state) {
    struct stage_app *stage = *state;
    for (int s = 0; s < SCREENS; s++) {
        bool reached[LAYOUT_PLACES] = {false};
        stage_screens_go(stage, (enum app_screen)s);
        for (int i = 0; i < LAYOUT_PLACES; i++) {
            stage_app_key(stage, UI_KEY_TAB, 0);
            reached[stage->ui.focus] = true;
        }
        for (int i = 0; i < TOOLS; i++)
            if (reached[LAYOUT_ERASER + i] != (labels[s][i] && !strchr(labels[s][i], '*')))
                fail_msg("screen %d: Tab %s \"%s\"", s,
                         reached[LAYOUT_ERASER + i] ? "goes to" : "leaves out", labels[s][i]);
        assert_int_equal(reached[LAYOUT_BRUSH], s == SCREEN_CANVAS);
        assert_true(reached[LAYOUT_SETTINGS] && reached[LAYOUT_START] && !reached[LAYOUT_STOP]);
        while (stage->app->screen != SCREEN_CANVAS)
            stage_app_key(stage, UI_KEY_ESCAPE, 0);
    }
}

static bool tip_at(struct stage_app *stage, enum layout_place place, char text[UI_TIP_TEXT]) {
    double due_s;
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, LAYOUT_MENU_BAR));
    stage_app_at(stage, UI_EVENT_POINTER_MOVE, stage_app_place(stage, place));
    notices_set_time(&stage->app->notices, stage->app->notices.now_s + 1);
    return ui_tip(&stage->ui, stage->app, text, &due_s);
}

static void test_button__has_a_tooltip(void **state) {
    struct stage_app *stage = *state;
    char text[UI_TIP_TEXT];
    for (int s = 0; s < SCREENS; s++) {
        stage_screens_go(stage, (enum app_screen)s);
        for (int i = 0; i < TOOLS; i++)
            assert_int_equal(tip_at(stage, (enum layout_place)(LAYOUT_ERASER + i), text),
                             labels[s][i] != NULL);
        for (int place = LAYOUT_START; place <= LAYOUT_SETTINGS; place++)
            assert_true(tip_at(stage, (enum layout_place)place, text));
        while (stage->app->screen != SCREEN_CANVAS)
            stage_app_key(stage, UI_KEY_ESCAPE, 0);
    }
}

/* The shortcut is the menu's, or, where there is none, the one in the tip's text. */
static void test_button__tips_show_the_key(void **state) {
    static const struct {
        enum app_screen screen;
        enum layout_place place;
        const char *tip;
    } rows[] = {
        {SCREEN_CANVAS, LAYOUT_ERASER, "Rub out parts of lines (E)"},
        {SCREEN_CANVAS, LAYOUT_CLEAR, "Clear the canvas (Del)"},
        {SCREEN_CANVAS, LAYOUT_START, "Train a new network on MNIST (F5)"},
        {SCREEN_CANVAS, LAYOUT_STOP, "End the training here (F7)"},
        {SCREEN_CANVAS, LAYOUT_REVERT, "Back to the previous network (Ctrl+R)"},
        {SCREEN_DRAWINGS, LAYOUT_UNDO, "Undo (Ctrl+Z)"},
        {SCREEN_DRAWINGS, LAYOUT_REDO, "Put the drawing on the canvas (Enter)"},
        {SCREEN_MISTAKE, LAYOUT_CLEAR, "Back to the mistakes (Esc)"},
        {SCREEN_RUNS, LAYOUT_CLEAR, "Back to the canvas (Esc)"},
    };
    struct stage_app *stage = *state;
    char text[UI_TIP_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage_screens_go(stage, rows[i].screen);
        assert_true(tip_at(stage, rows[i].place, text));
        assert_string_equal(text, rows[i].tip);
        while (stage->app->screen != SCREEN_CANVAS)
            stage_app_key(stage, UI_KEY_ESCAPE, 0);
    }
}

static void test_button__eraser_stays_pressed(void **state) {
    struct stage_app *stage = *state;
    assert_false(check_button(stage, LAYOUT_ERASER, "Eraser").on);
    stage_app_key(stage, 'e', 0);
    struct button button = check_button(stage, LAYOUT_ERASER, "Eraser");
    assert_true(button.on);
    assert_string_equal(button.tip, "Back to the pen");
    assert_int_equal(button.action.number, CANVAS_TOOL_PEN);
}

static void test_button__filter_says_what_is_shown(void **state) {
    static const char *const shown[] = {"All", "Wrong", "Correct", "All"};
    struct stage_app *stage = *state;
    stage_screens_go(stage, SCREEN_TEST_SET);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        check_button(stage, LAYOUT_ERASER, shown[i]);
        stage_app_click(stage, LAYOUT_ERASER);
    }
}

static void test_button__undo_and_redo_follow_the_canvas(void **state) {
    struct stage_app *stage = *state;
    while (stage_app_click(stage, LAYOUT_UNDO).kind == ACTION_UNDO)
        continue;
    check_button(stage, LAYOUT_UNDO, "Undo*");
    check_button(stage, LAYOUT_REDO, "Redo");
    stage_app_click(stage, LAYOUT_REDO);
    check_button(stage, LAYOUT_UNDO, "Undo");
}

/* Training that is loading its data cannot be paused. Only app_collect takes over what another
 * thread reports. */
static void test_button__panel_follows_the_training(void **state) {
    struct stage_app *stage = *state;
    check_button(stage, LAYOUT_START, "Start");
    check_button(stage, LAYOUT_STOP, "Stop*");
    check_button(stage, LAYOUT_KEEP, "Keep*");
    check_button(stage, LAYOUT_REVERT, "Revert*");
    stage_app_click(stage, LAYOUT_START);
    check_button(stage, LAYOUT_START, "Pause*");
    check_button(stage, LAYOUT_STOP, "Stop");
    stage_app_click(stage, LAYOUT_STOP);
    check_button(stage, LAYOUT_STOP, "Stop*");
    while (app_is_training(stage->app))
        app_collect(stage->app, 0);
    check_button(stage, LAYOUT_START, "Start");
}

static void test_button__other_places_have_none(void **state) {
    static const enum layout_place places[] = {LAYOUT_CANVAS,   LAYOUT_BRUSH, LAYOUT_BARS,
                                               LAYOUT_SETTINGS, LAYOUT_LOSS,  LAYOUT_PLACES};
    struct stage_app *stage = *state;
    struct button button;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_false(button_at(places[i], stage->app, &button));
}

int main(void) {
    stage_screens_write("test-button");
    const struct CMUnitTest tests[] = {
        SCREENS_TEST(test_button__every_screen_has_its_own),
        cmocka_unit_test(test_button__acts_exactly_where_it_is_enabled),
        SCREENS_TEST(test_button__tab_moves_to_the_enabled_ones),
        SCREENS_TEST(test_button__has_a_tooltip),
        SCREENS_TEST(test_button__tips_show_the_key),
        SCREENS_TEST(test_button__eraser_stays_pressed),
        SCREENS_TEST(test_button__filter_says_what_is_shown),
        SCREENS_TEST(test_button__undo_and_redo_follow_the_canvas),
        SCREENS_TEST(test_button__panel_follows_the_training),
        SCREENS_TEST(test_button__other_places_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, stage_screens_remove);
}
