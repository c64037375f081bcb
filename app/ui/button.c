#include "app/ui/button.h"

#include "app/ui/ui_inside.h"

static struct button eraser_button(const struct app *app) {
    bool on = app->tool == CANVAS_TOOL_ERASER;
    return (struct button){
        .label = "Eraser",
        .tip = on ? "Back to the pen" : "Rub out parts of lines",
        .action = {.kind = ACTION_TOOL, .number = on ? CANVAS_TOOL_PEN : CANVAS_TOOL_ERASER},
        .on = on,
    };
}

static struct button start_button(const struct app *app) {
    switch (app->training_state) {
    case TRAINING_LOADING:
    case TRAINING_RUNNING:
        return (struct button){.label = "Pause",
                               .tip = "Hold the training",
                               .action = {.kind = ACTION_TRAINING_PAUSE, .number = 1}};
    case TRAINING_PAUSED:
        return (struct button){.label = "Resume",
                               .tip = "Go on with the training",
                               .action = {.kind = ACTION_TRAINING_PAUSE, .number = 0}};
    default:
        return (struct button){.label = "Start",
                               .tip = "Train a new net on MNIST",
                               .action = {.kind = ACTION_TRAINING_START}};
    }
}

static const struct button plain_buttons[LAYOUT_PLACES] = {
    [LAYOUT_UNDO] = {.label = "Undo", .tip = "Undo", .action = {.kind = ACTION_UNDO}},
    [LAYOUT_REDO] = {.label = "Redo", .tip = "Redo", .action = {.kind = ACTION_REDO}},
    [LAYOUT_CLEAR] = {.label = "Clear",
                      .tip = "Clear the canvas",
                      .action = {.kind = ACTION_CLEAR}},
    [LAYOUT_LAYERS_BACK] = {.label = "\u2039",
                            .tip = "The layer before",
                            .action = {.kind = ACTION_LAYER_STEP, .number = -1}},
    [LAYOUT_LAYERS_NEXT] = {.label = "\u203a",
                            .tip = "The next layer",
                            .action = {.kind = ACTION_LAYER_STEP, .number = 1}},
    [LAYOUT_STOP] = {.label = "Stop",
                     .tip = "End the training here",
                     .action = {.kind = ACTION_TRAINING_STOP}},
    [LAYOUT_KEEP] = {.label = "Keep",
                     .tip = "Go on with the trained net",
                     .action = {.kind = ACTION_KEEP}},
    [LAYOUT_REVERT] = {.label = "Revert",
                       .tip = "Back to the net before",
                       .action = {.kind = ACTION_REVERT}},
};

bool button_at(enum layout_place place, const struct app *app, struct button *button) {
    if (place >= LAYOUT_PLACES)
        return false;
    if (place == LAYOUT_ERASER)
        *button = eraser_button(app);
    else if (place == LAYOUT_START)
        *button = start_button(app);
    else
        *button = plain_buttons[place];
    if (!button->label)
        return false;
    button->enabled = app_can(app, &button->action);
    return true;
}

bool button_takes_focus(enum layout_place place, const struct app *app) {
    struct button button;
    if (place == LAYOUT_BRUSH || place == LAYOUT_SETTINGS)
        return true;
    if (ui_inside_takes_focus(place, app))
        return true;
    return button_at(place, app, &button) && button.enabled;
}
