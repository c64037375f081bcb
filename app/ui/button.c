#include "app/ui/button.h"

#include "app/ui/explain/ui_explain.h"
#include "app/ui/screen.h"

static struct button start_button(const struct app *app) {
    switch (app->trainer.state) {
    case TRAINING_LOADING:
    case TRAINING_RUNNING:
        return (struct button){.label = "Pause",
                               .tip = "Pause the training",
                               .action = {.kind = ACTION_TRAINING_PAUSE, .number = 1}};
    case TRAINING_PAUSED:
        return (struct button){.label = "Resume",
                               .tip = "Continue the training",
                               .action = {.kind = ACTION_TRAINING_PAUSE, .number = 0}};
    default:
        return (struct button){.label = "Start",
                               .tip = "Train a new network on MNIST",
                               .action = {.kind = ACTION_TRAINING_START}};
    }
}

/* The buttons that every screen has. */
static const struct button buttons[LAYOUT_PLACES] = {
    [LAYOUT_LAYERS_BACK] = {.label = "\u2039",
                            .tip = "The previous layer",
                            .action = {.kind = ACTION_LAYER_STEP, .number = -1}},
    [LAYOUT_LAYERS_NEXT] = {.label = "\u203a",
                            .tip = "The next layer",
                            .action = {.kind = ACTION_LAYER_STEP, .number = 1}},
    [LAYOUT_STOP] = {.label = "Stop",
                     .tip = "End the training here",
                     .action = {.kind = ACTION_TRAINING_STOP}},
    [LAYOUT_KEEP] = {.label = "Keep",
                     .tip = "Use this network from the next start on",
                     .action = {.kind = ACTION_KEEP}},
    [LAYOUT_REVERT] = {.label = "Revert",
                       .tip = "Back to the previous network",
                       .action = {.kind = ACTION_REVERT}},
};

static struct button tool_button(enum layout_place place, const struct app *app) {
    const struct ui_screen *screen = ui_screen_of(app);
    struct button button = screen->buttons[place - LAYOUT_ERASER];
    if (screen->button)
        screen->button(app, place, &button);
    return button;
}

bool button_at(enum layout_place place, const struct app *app, struct button *button) {
    if (place >= LAYOUT_PLACES)
        return false;
    if (place >= LAYOUT_ERASER && place <= LAYOUT_CLEAR)
        *button = tool_button(place, app);
    else if (place == LAYOUT_START)
        *button = start_button(app);
    else
        *button = buttons[place];
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
