/* How pointer and keys move among the test pictures, and among mistakes that are opened. */
#include <stdio.h>

#include "app/ui/screen.h"

enum { FAR = 10 }; /* pictures that the up and down keys go */

static struct action next_filter(const struct app *app) {
    static const enum test_filter next[] = {
        [TEST_FILTER_ALL] = TEST_FILTER_WRONG,
        [TEST_FILTER_WRONG] = TEST_FILTER_RIGHT,
        [TEST_FILTER_RIGHT] = TEST_FILTER_ALL,
    };
    return ui_action(ACTION_TEST_FILTER, (int)next[app->tests.filter]);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_CANVAS, -steps);
}

static bool arrow_key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    *action = ui_action(ACTION_STEP, arrow.across + FAR * arrow.down);
    return action->number != 0;
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    if (key != 'f')
        return arrow_key(ui, app, key, action);
    *action = next_filter(app);
    return true;
}

static void title_text(const struct app *app, char text[VIEW_MAX_TEXT]) {
    if (app->tests.digit >= 0)
        snprintf(text, VIEW_MAX_TEXT, "Only %ss", view_class(app, app->tests.digit));
}

static void button(const struct app *app, enum layout_place place, struct button *button) {
    static const char *const labels[] = {
        [TEST_FILTER_ALL] = "All", [TEST_FILTER_WRONG] = "Wrong", [TEST_FILTER_RIGHT] = "Correct"};
    if (place == LAYOUT_ERASER)
        *button = (struct button){.label = labels[app->tests.filter],
                                  .tip = "Show all, only the misread, or only the correct ones (F)",
                                  .action = next_filter(app)};
}

#define STEP_BUTTONS                                                                               \
    {.label = "Prev",                                                                              \
     .tip = "The previous picture (Left)",                                                         \
     .action = {.kind = ACTION_STEP, .number = -1}},                                               \
    {                                                                                              \
        .label = "Next", .tip = "The next picture (Right)", .action = {                            \
            .kind = ACTION_STEP,                                                                   \
            .number = 1                                                                            \
        }                                                                                          \
    }

static const struct button buttons[] = {{.label = NULL}, STEP_BUTTONS, UI_CLOSE_BUTTON};

static const struct button mistake_buttons[] = {
    {.label = NULL}, /* no filter: the pictures are those of a cell */
    STEP_BUTTONS,
    {.label = "Back",
     .tip = "Back to the mistakes (Esc)",
     .action = {.kind = ACTION_SCREEN, .number = SCREEN_MISTAKES}},
};

const struct ui_screen ui_test_set_screen = {
    .buttons = buttons,
    .button = button,
    .wheel = wheel,
    .key = key,
    .bar_tip = "Show all digits, or only",
    .title = "All digits",
    .title_text = title_text,
    .paint = view_test_set,
};

const struct ui_screen ui_mistake_screen = {
    .buttons = mistake_buttons,
    .wheel = wheel,
    .key = arrow_key,
    .title = "Mistakes",
    .paint = view_test_set,
};
