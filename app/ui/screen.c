#include "app/ui/screen.h"

#include "app/ui/explain/ui_explain.h"

const struct ui_screen *ui_screen_at(enum app_screen screen) {
    static const struct ui_screen *const all[SCREENS] = {
        [SCREEN_CANVAS] = &ui_canvas_screen,     [SCREEN_DRAWINGS] = &ui_drawings_screen,
        [SCREEN_TEST_SET] = &ui_test_set_screen, [SCREEN_MISTAKES] = &ui_mistakes_screen,
        [SCREEN_MISTAKE] = &ui_mistake_screen,   [SCREEN_RUNS] = &ui_runs_screen,
        [SCREEN_RECIPE] = &ui_recipe_screen,     [SCREEN_SHEET] = &ui_sheet_screen,
    };
    return all[screen];
}

const struct ui_screen *ui_screen_of(const struct app *app) {
    return ui_screen_at(app->screen);
}

bool ui_screen_takes_focus(const struct app *app, enum layout_place place) {
    const struct ui_screen *screen = ui_screen_of(app);
    bool listed = place == screen->focus[0] || place == screen->focus[1];
    return listed && place != LAYOUT_MENU_BAR && (!screen->has_focus || screen->has_focus(app));
}

struct action ui_wheel_step(const struct ui *ui, enum layout_place place, int by) {
    return ui->hover == place ? ui_action(ACTION_STEP, by) : ui_nothing;
}

/* The buttons that every screen has. */
static const struct button buttons[LAYOUT_PLACES] = {
    [LAYOUT_LAYERS_BACK] = {"\u2039", "The previous layer", .action = {ACTION_LAYER_STEP, {-1}}},
    [LAYOUT_LAYERS_NEXT] = {"\u203a", "The next layer", .action = {ACTION_LAYER_STEP, {1}}},
    [LAYOUT_START] = {"Start", "Train a new network on MNIST",
                      .action = {.kind = ACTION_TRAINING_START}},
    [LAYOUT_STOP] = {"Stop", "End the training here", .action = {.kind = ACTION_TRAINING_STOP}},
    [LAYOUT_KEEP] = {"Keep", "Start Inkling with this network from now on",
                     .action = {.kind = ACTION_KEEP}},
    [LAYOUT_REVERT] = {"Revert", "Back to the previous network", .action = {.kind = ACTION_REVERT}},
};

/* In place of Start while a training is under way. */
static const struct button pause_button = {"Pause", "Pause the training",
                                           .action = {ACTION_TRAINING_PAUSE, {1}}};
static const struct button resume_button = {"Resume", "Continue the training",
                                            .action = {ACTION_TRAINING_PAUSE, {0}}};

bool button_at(enum layout_place place, const struct app *app, struct button *button) {
    const struct ui_screen *screen = ui_screen_of(app);
    bool tool = place >= LAYOUT_ERASER && place <= LAYOUT_CLEAR;
    if (place >= LAYOUT_PLACES)
        return false;
    *button = tool ? screen->buttons[place - LAYOUT_ERASER] : buttons[place];
    if (tool && screen->button)
        screen->button(app, place, button);
    if (place == LAYOUT_START && app_is_training(app))
        *button = app->trainer.state == TRAINING_PAUSED ? resume_button : pause_button;
    if (!button->label)
        return false;
    button->enabled = app_can(app, &button->action);
    return true;
}

bool button_takes_focus(enum layout_place place, const struct app *app) {
    struct button button;
    if (place == LAYOUT_SETTINGS || ui_explain_takes_focus(place, app) ||
        ui_screen_takes_focus(app, place))
        return true;
    return button_at(place, app, &button) && button.enabled;
}
