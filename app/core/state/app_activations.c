/* What the layers' view and the importance map show: kept up to date only while they are open. */
#include "app/core/state/app_parts.h"

/* What one frame may cost: a gradient of the built-in net takes 0.4 ms, more beside a training. */
enum { GRADIENTS_A_FRAME = 8, GRADIENTS_IN_TRAINING = 2 };

static void close_with(struct app *app, bool *open, const struct nn_error *err) {
    *open = false;
    app_say(app, true, "%s", err->message);
}

static void look_inside(struct app *app) {
    struct nn_error err;
    const struct strokes none = {0, NULL};
    bool drawn = app->view == APP_VIEW_CANVAS && !app->picture_name[0];
    struct strokes strokes = drawn ? canvas_strokes(app->canvas) : none;
    if (activations_update(app->activations, reader_model(app->reader), &app->picture, &strokes,
                           &err))
        close_with(app, &app->layers_open, &err);
    app->activations_stale = false;
    app->activations_revision++;
}

static void ask_attribution(struct app *app) {
    const struct attribution_question question = {
        .model = reader_model(app->reader),
        .picture = &app->picture,
        .reading = &app->reading,
        .digit = app->attribution_digit,
        .search = !app_is_training(app),
    };
    struct nn_error err;
    if (attribution_ask(app->attribution, &question, &err))
        close_with(app, &app->attribution_open, &err);
    app->attribution_stale = false;
}

void app_look(struct app *app) {
    if (app->layers_open && app->activations_stale)
        look_inside(app);
    if (app->attribution_open && app->attribution_stale)
        ask_attribution(app);
    int gradients = app_is_training(app) ? GRADIENTS_IN_TRAINING : GRADIENTS_A_FRAME;
    if (app->attribution_open && attribution_work(app->attribution, gradients))
        app->attribution_revision++;
}

bool app_is_asking_attribution(const struct app *app) {
    return app->attribution_open && !attribution_is_done(app->attribution);
}

static void choose(struct app *app, struct activations_choice choice) {
    activations_choose(app->activations, choice);
    app->activations_revision++;
}

static void step_column(struct app *app, int by) {
    int column = activations_value(app->activations)->choice.column + by;
    choose(app, (struct activations_choice){column, 0, -1});
}

static void set_attribution_digit(struct app *app, int digit) {
    app->attribution_stale = app->attribution_stale || digit != app->attribution_digit;
    app->attribution_digit = digit;
}

void app_update_activations(struct app *app, const struct action *action) {
    struct activations_choice choice = activations_value(app->activations)->choice;
    switch (action->kind) {
    case ACTION_VIEW:
    case ACTION_EDIT:
        app->activations_stale = true; /* the strokes to shrink are there with the canvas alone */
        break;
    case ACTION_LAYERS:
        app->layers_open = action->number;
        app->panel_in_front = app->panel_in_front && !action->number;
        app->activations_stale = true;
        break;
    case ACTION_LAYER_STEP:
        step_column(app, action->number);
        break;
    case ACTION_MAP:
        choose(app, action->choice);
        break;
    case ACTION_MAP_PIXEL:
        choice.pixel = action->number;
        choose(app, choice);
        break;
    case ACTION_ATTRIBUTION:
        app->attribution_open = action->number;
        app->panel_in_front = app->panel_in_front && !action->number;
        app->attribution_stale = true;
        app->attribution_digit = -1;
        break;
    case ACTION_ATTRIBUTION_DIGIT:
        set_attribution_digit(app, action->number);
        break;
    default:
        break;
    }
}

bool app_can_look(const struct app *app, const struct action *action) {
    int column = activations_value(app->activations)->choice.column + action->number;
    switch (action->kind) {
    case ACTION_LAYER_STEP:
        return app->layers_open && column >= 0 &&
               column < activations_column_count(app->activations);
    case ACTION_MAP:
    case ACTION_MAP_PIXEL:
        return app->layers_open && activations_column_count(app->activations) > 0;
    case ACTION_ATTRIBUTION_DIGIT:
        return app->attribution_open;
    default:
        return true;
    }
}
