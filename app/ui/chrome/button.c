#include "app/ui/chrome/button.h"

#include "app/ui/explain/ui_activations.h"
#include "app/ui/test_set/browse.h"

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
                            .tip = "The previous layer",
                            .action = {.kind = ACTION_LAYER_STEP, .number = -1}},
    [LAYOUT_LAYERS_NEXT] = {.label = "\u203a",
                            .tip = "The next layer",
                            .action = {.kind = ACTION_LAYER_STEP, .number = 1}},
    [LAYOUT_STOP] = {.label = "Stop",
                     .tip = "End the training here",
                     .action = {.kind = ACTION_TRAINING_STOP}},
    [LAYOUT_KEEP] = {.label = "Keep",
                     .tip = "This net reads at the next start, too",
                     .action = {.kind = ACTION_KEEP}},
    [LAYOUT_REVERT] = {.label = "Revert",
                       .tip = "Back to the net before",
                       .action = {.kind = ACTION_REVERT}},
};

static const struct button collection_buttons[LAYOUT_PLACES] = {
    [LAYOUT_ERASER] = {.label = "Delete",
                       .tip = "Delete the drawing (Del)",
                       .action = {.kind = ACTION_REMOVE}},
    [LAYOUT_UNDO] = {.label = "Undo", .tip = "Undo", .action = {.kind = ACTION_UNDO}},
    [LAYOUT_REDO] = {.label = "Edit",
                     .tip = "Put the drawing on the canvas (Enter)",
                     .action = {.kind = ACTION_EDIT}},
    [LAYOUT_CLEAR] = {.label = "Close",
                      .tip = "Back to the canvas (Esc)",
                      .action = {.kind = ACTION_VIEW, .number = APP_VIEW_CANVAS}},
};

static const struct button test_set_buttons[LAYOUT_PLACES] = {
    [LAYOUT_UNDO] = {.label = "Prev",
                     .tip = "The previous picture (Left)",
                     .action = {.kind = ACTION_BROWSE, .number = -1}},
    [LAYOUT_REDO] = {.label = "Next",
                     .tip = "The next picture (Right)",
                     .action = {.kind = ACTION_BROWSE, .number = 1}},
    [LAYOUT_CLEAR] = {.label = "Close",
                      .tip = "Back to the canvas (Esc)",
                      .action = {.kind = ACTION_VIEW, .number = APP_VIEW_CANVAS}},
};

/* A picture that was opened from the mistakes is one of them: there is no filter. */
static struct button mistake_button(enum layout_place place, const struct app *app) {
    if (place == LAYOUT_ERASER)
        return (struct button){.label = NULL};
    if (place != LAYOUT_CLEAR)
        return test_set_buttons[place];
    return (struct button){
        .label = "Back", .tip = "Back to the mistakes (Esc)", .action = browse_back(app)};
}

static struct button mistakes_button(enum layout_place place, const struct app *app) {
    static const struct button buttons[LAYOUT_PLACES] = {
        [LAYOUT_ERASER] = {.label = "All",
                           .tip = "All mistakes, not those of one cell (Del)",
                           .action = {.kind = ACTION_CELL, .number = -1}},
        [LAYOUT_UNDO] = {.label = "Again",
                         .tip = "Measure the net as it is now (A)",
                         .action = {.kind = ACTION_MEASURE}},
        [LAYOUT_CLEAR] = {.label = "Close",
                          .tip = "Back to the canvas (Esc)",
                          .action = {.kind = ACTION_VIEW, .number = APP_VIEW_CANVAS}},
    };
    if (place != LAYOUT_REDO)
        return buttons[place];
    return (struct button){
        .label = "Open",
        .tip = "Show the picture on the canvas' place (Enter)",
        .action = {.kind = ACTION_MISTAKE, .number = app->mistakes.at > 0 ? app->mistakes.at : 0}};
}

static const struct button runs_buttons[LAYOUT_PLACES] = {
    [LAYOUT_ERASER] = {.label = "Go on",
                       .tip = "Train the selected run on, as it began (G)",
                       .action = {.kind = ACTION_RESUME_RUN}},
    [LAYOUT_UNDO] = {.label = "Value",
                     .tip = "Accuracy or loss, validation or training (V)",
                     .action = {.kind = ACTION_RUN_VALUE}},
    [LAYOUT_REDO] = {.label = "Use",
                     .tip = "Read with the selected run's net (U)",
                     .action = {.kind = ACTION_USE_RUN}},
    [LAYOUT_CLEAR] = {.label = "Close",
                      .tip = "Back to the canvas (Esc)",
                      .action = {.kind = ACTION_VIEW, .number = APP_VIEW_CANVAS}},
};

/* Start is there where the training panel, which has it too, is closed or gives way. */
static struct button recipe_button(enum layout_place place, const struct app *app) {
    static const struct button buttons[LAYOUT_PLACES] = {
        [LAYOUT_UNDO] = {.label = "Again",
                         .tip = "Other pictures, changed anew (A)",
                         .action = {.kind = ACTION_PREVIEW}},
        [LAYOUT_REDO] = {.label = "Reset",
                         .tip = "Back to all that the recipe says (R)",
                         .action = {.kind = ACTION_CHOICE_RESET, .number = TRAINING_CHOICE_RECIPE}},
        [LAYOUT_CLEAR] = {.label = "Close",
                          .tip = "Back to the canvas (Esc)",
                          .action = {.kind = ACTION_VIEW, .number = APP_VIEW_CANVAS}},
    };
    static const struct button start = {.label = "Start",
                                        .tip = "Train a new net like this",
                                        .action = {.kind = ACTION_TRAINING_START}};
    bool panel = app->panel_open && !app->layers_open && !app->attribution_open;
    return place == LAYOUT_ERASER && !panel ? start : buttons[place];
}

static struct button filter_button(const struct app *app) {
    static const char *const labels[] = {
        [APP_TEST_ALL] = "All", [APP_TEST_WRONG] = "Wrong", [APP_TEST_RIGHT] = "Correct"};
    return (struct button){.label = labels[app->test_filter],
                           .tip = "Show all, those read wrong, or correctly (F)",
                           .action = browse_next_filter(app)};
}

/* The tools' places have other buttons while something else is on the canvas' place. */
static struct button tool_button(enum layout_place place, const struct app *app) {
    if (app->view == APP_VIEW_COLLECTION)
        return collection_buttons[place];
    if (app->mistakes.opened)
        return mistake_button(place, app);
    if (app->view == APP_VIEW_MISTAKES)
        return mistakes_button(place, app);
    if (app->view == APP_VIEW_TEST_SET)
        return place == LAYOUT_ERASER ? filter_button(app) : test_set_buttons[place];
    if (app->view == APP_VIEW_RUNS)
        return runs_buttons[place];
    if (app->view == APP_VIEW_RECIPE)
        return recipe_button(place, app);
    return place == LAYOUT_ERASER ? eraser_button(app) : plain_buttons[place];
}

bool button_at(enum layout_place place, const struct app *app, struct button *button) {
    if (place >= LAYOUT_PLACES)
        return false;
    if (place >= LAYOUT_ERASER && place <= LAYOUT_CLEAR)
        *button = tool_button(place, app);
    else if (place == LAYOUT_START)
        *button = start_button(app);
    else
        *button = plain_buttons[place];
    if (!button->label)
        return false;
    button->enabled = app_can(app, &button->action);
    if (button->action.kind == ACTION_BROWSE)
        button->enabled = button->enabled && browse_can_step(app, button->action.number);
    return true;
}

bool button_takes_focus(enum layout_place place, const struct app *app) {
    struct button button;
    if (place == LAYOUT_MISTAKES_MATRIX || place == LAYOUT_MISTAKES_GALLERY)
        return app->mistakes.measured.count > 0;
    if (place == LAYOUT_RUNS_LIST || place == LAYOUT_RUNS_GRAPH || place == LAYOUT_RECIPE_LIST)
        return true;
    if (place == LAYOUT_SETTINGS || ui_activations_takes_focus(place, app))
        return true;
    if (place == LAYOUT_BRUSH)
        return app->view == APP_VIEW_CANVAS;
    return button_at(place, app, &button) && button.enabled;
}
