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
    if (inside_update(app->inside, reader_model(app->reader), &app->picture, &strokes, &err))
        close_with(app, &app->layers_open, &err);
    app->inside_stale = false;
    app->inside_revision++;
}

static void ask_why(struct app *app) {
    const struct why_question question = {
        .model = reader_model(app->reader),
        .picture = &app->picture,
        .reading = &app->reading,
        .digit = app->why_digit,
        .search = !app_is_training(app),
    };
    struct nn_error err;
    if (why_ask(app->why, &question, &err))
        close_with(app, &app->why_open, &err);
    app->why_stale = false;
}

void app_look(struct app *app) {
    if (app->layers_open && app->inside_stale)
        look_inside(app);
    if (app->why_open && app->why_stale)
        ask_why(app);
    int gradients = app_is_training(app) ? GRADIENTS_IN_TRAINING : GRADIENTS_A_FRAME;
    if (app->why_open && why_work(app->why, gradients))
        app->why_revision++;
}

bool app_is_asking_why(const struct app *app) {
    return app->why_open && !why_is_done(app->why);
}

static void choose(struct app *app, struct inside_choice choice) {
    inside_choose(app->inside, choice);
    app->inside_revision++;
}

static void step_column(struct app *app, int by) {
    int column = inside_value(app->inside)->choice.column + by;
    choose(app, (struct inside_choice){column, 0, -1});
}

static void set_why_digit(struct app *app, int digit) {
    app->why_stale = app->why_stale || digit != app->why_digit;
    app->why_digit = digit;
}

void app_update_inside(struct app *app, const struct action *action) {
    struct inside_choice choice = inside_value(app->inside)->choice;
    switch (action->kind) {
    case ACTION_VIEW:
    case ACTION_EDIT:
        app->inside_stale = true; /* the strokes to shrink are there with the canvas alone */
        break;
    case ACTION_LAYERS:
        app->layers_open = action->number;
        app->panel_in_front = app->panel_in_front && !action->number;
        app->inside_stale = true;
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
    case ACTION_WHY:
        app->why_open = action->number;
        app->panel_in_front = app->panel_in_front && !action->number;
        app->why_stale = true;
        app->why_digit = -1;
        break;
    case ACTION_WHY_DIGIT:
        set_why_digit(app, action->number);
        break;
    default:
        break;
    }
}

bool app_can_look(const struct app *app, const struct action *action) {
    int column = inside_value(app->inside)->choice.column + action->number;
    switch (action->kind) {
    case ACTION_LAYER_STEP:
        return app->layers_open && column >= 0 && column < inside_column_count(app->inside);
    case ACTION_MAP:
    case ACTION_MAP_PIXEL:
        return app->layers_open && inside_column_count(app->inside) > 0;
    case ACTION_WHY_DIGIT:
        return app->why_open;
    default:
        return true;
    }
}
