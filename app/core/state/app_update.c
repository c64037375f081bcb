#include "app/core/state/app_parts.h"

#include <math.h>
#include <stdio.h>

static void step_brush(struct app *app, int steps) {
    const float step = 0.01f;
    app->brush = fminf(fmaxf(app->brush + step * (float)steps, CANVAS_BRUSH_MIN), CANVAS_BRUSH_MAX);
}

static enum nn_status update_drawing(struct app *app, const struct action *action,
                                     struct nn_error *err) {
    if (app->view != APP_VIEW_CANVAS)
        return NN_STATUS_OK;
    switch (action->kind) {
    case ACTION_STROKE_BEGIN:
        return canvas_begin(app->canvas, app->tool, app->brush, action->position, err);
    case ACTION_STROKE_MOVE:
        return canvas_is_drawing(app->canvas) ? canvas_move(app->canvas, action->position, err)
                                              : NN_STATUS_OK;
    case ACTION_STROKE_END:
        canvas_end(app->canvas);
        return NN_STATUS_OK;
    case ACTION_UNDO:
        if (app_can_unteach(app))
            return app_unteach(app, err);
        canvas_undo(app->canvas);
        return NN_STATUS_OK;
    case ACTION_REDO:
        canvas_redo(app->canvas);
        return NN_STATUS_OK;
    case ACTION_CLEAR:
        app->read_revision = UINT64_MAX; /* a picture from a file goes too */
        return canvas_clear(app->canvas, err);
    case ACTION_TOOL:
        app->tool = (enum canvas_tool)action->number;
        return NN_STATUS_OK;
    case ACTION_BRUSH:
        app->brush = fminf(fmaxf(action->value, CANVAS_BRUSH_MIN), CANVAS_BRUSH_MAX);
        return NN_STATUS_OK;
    case ACTION_BRUSH_STEP:
        step_brush(app, action->number);
        return NN_STATUS_OK;
    default:
        return NN_STATUS_OK;
    }
}

static enum nn_status update_training(struct app *app, const struct action *action,
                                      struct nn_error *err) {
    switch (action->kind) {
    case ACTION_TRAINING_START:
        return app_start_training(app, err);
    case ACTION_TRAINING_PAUSE:
        training_pause(app->training, action->number);
        return NN_STATUS_OK;
    case ACTION_TRAINING_STOP:
        training_stop(app->training);
        app->stopping = true;
        app->updates++;
        return NN_STATUS_OK;
    case ACTION_LEARN:
        return app_start_fine_tune(app, err);
    case ACTION_KEEP:
        return app_keep(app, err);
    case ACTION_REVERT:
        return app_revert(app, err);
    case ACTION_BUILTIN:
        return app_go_builtin(app, err);
    default:
        return NN_STATUS_OK;
    }
}

static enum nn_status update_settings(struct app *app, const struct action *action,
                                      struct nn_error *err) {
    struct training_settings *settings = &app->settings;
    switch (action->kind) {
    case ACTION_NET:
        snprintf(settings->net, sizeof settings->net, "%s", action->text);
        return NN_STATUS_OK;
    case ACTION_RECIPE:
        return training_settings_change_recipe(settings, action->text, err);
    case ACTION_EPOCHS:
        settings->epochs = action->number;
        return NN_STATUS_OK;
    case ACTION_BATCH_SIZE:
        settings->batch_size = action->number;
        return NN_STATUS_OK;
    case ACTION_RATE:
        settings->learning_rate = action->value;
        return NN_STATUS_OK;
    case ACTION_AUGMENTATION:
        snprintf(settings->augmentation, sizeof settings->augmentation, "%s", action->text);
        return NN_STATUS_OK;
    default:
        return NN_STATUS_OK;
    }
}

static enum nn_status update_files(struct app *app, const struct action *action,
                                   struct nn_error *err) {
    switch (action->kind) {
    case ACTION_OPEN:
        return app_open(app, action->text, err);
    case ACTION_SAVE_DRAWING:
        return app_save_drawing(app, err);
    case ACTION_EXPORT:
        return app_export(app, err);
    case ACTION_SAVE_MODEL:
        return app_save_model(app, err);
    case ACTION_SAVE_PICTURE:
        app->requests |= APP_REQUEST_PICTURE;
        return NN_STATUS_OK;
    default:
        return NN_STATUS_OK;
    }
}

int app_zoom_percent(int step) {
    static const int percents[] = {75, 90, 100, 125, 150, 175, 200, 250, 300};
    return percents[step - SETTINGS_ZOOM_MIN];
}

/* Steps that the window has no room for are not taken again on the way back. */
static int shown_zoom(const struct app *app) {
    return app->zoom < app->zoom_fit ? app->zoom : app->zoom_fit;
}

void app_fit_zoom(struct app *app, int step) {
    app->zoom_fit = step < SETTINGS_ZOOM_MIN   ? SETTINGS_ZOOM_MIN
                    : step > SETTINGS_ZOOM_MAX ? SETTINGS_ZOOM_MAX
                                               : step;
}

static bool can_zoom(const struct app *app, int by) {
    if (by == 0)
        return app->zoom != 0;
    return by > 0 ? shown_zoom(app) < app->zoom_fit : shown_zoom(app) > SETTINGS_ZOOM_MIN;
}

static void set_zoom(struct app *app, int step) {
    app->zoom = step;
    if (step > app->zoom_fit)
        app_say(app, false, "This window has no room for %d %%; a larger one shows it.",
                app_zoom_percent(step));
    else
        app_say(app, false, "Size %d %%", app_zoom_percent(step));
}

static void update_view(struct app *app, const struct action *action) {
    switch (action->kind) {
    case ACTION_THEME:
        app_set_theme(app, (enum settings_theme)action->number);
        break;
    case ACTION_MOTION:
        app->reduced_motion = action->number;
        break;
    case ACTION_PANEL:
        app->panel_open = app->panel_in_front = action->number;
        break;
    case ACTION_ZOOM:
        set_zoom(app, action->number);
        break;
    case ACTION_ZOOM_STEP:
        set_zoom(app, action->number == 0 ? 0 : shown_zoom(app) + action->number);
        break;
    case ACTION_KEYS:
        app->keys_shown = action->number;
        break;
    case ACTION_TOAST_CLOSE:
        app_end_toast(app);
        break;
    case ACTION_QUIT:
        app->quit = true;
        break;
    default:
        break;
    }
}

/* A key whose effect could be looked for says why it has none. */
static void refuse(struct app *app, const struct action *action) {
    const char *text = app_refusal(app, action);
    if (text)
        app_say(app, false, "%s", text);
}

/* Whether a notice about what was done before has had its time. The pointer draws on and looks
 * around meanwhile. */
static bool ends_notice(enum action_kind kind) {
    switch (kind) {
    case ACTION_NONE:
    case ACTION_STROKE_BEGIN:
    case ACTION_STROKE_MOVE:
    case ACTION_STROKE_END:
    case ACTION_MAP:
    case ACTION_MAP_PIXEL:
    case ACTION_ATTRIBUTION_DIGIT:
    case ACTION_SAVE_PICTURE: /* the notice is in it */
        return false;
    default:
        return true;
    }
}

void app_update(struct app *app, const struct action *action) {
    if (!app_can(app, action)) {
        refuse(app, action);
        return;
    }
    if (!app->toast.bad && ends_notice(action->kind))
        app_end_toast(app);
    struct nn_error err;
    enum nn_status status = update_drawing(app, action, &err);
    app_follow_canvas(app);
    if (!status)
        status = app_update_browsing(app, action, &err);
    if (!status)
        status = update_training(app, action, &err);
    if (!status)
        status = update_settings(app, action, &err);
    if (!status)
        status = update_files(app, action, &err);
    if (status)
        app_say(app, true, "%s", err.message);
    app_settle_selected(app);
    update_view(app, action);
    app_update_activations(app, action);
    if (app->view == APP_VIEW_RECIPE)
        app_show_recipe(app);
}

/* What changes or needs the canvas. */
static bool can_draw(const struct app *app, const struct action *action) {
    if (app->view != APP_VIEW_CANVAS)
        return action->kind == ACTION_UNDO && app->view == APP_VIEW_COLLECTION &&
               collection_can_undo(app->collection);
    switch (action->kind) {
    case ACTION_UNDO:
        return canvas_can_undo(app->canvas) || app_can_unteach(app);
    case ACTION_REDO:
        return canvas_can_redo(app->canvas);
    case ACTION_CLEAR:
        return canvas_strokes(app->canvas).count > 0 || app->picture_name[0];
    case ACTION_SAVE_DRAWING:
        return canvas_strokes(app->canvas).count > 0;
    case ACTION_BRUSH_STEP:
        return action->number > 0 ? app->brush < CANVAS_BRUSH_MAX : app->brush > CANVAS_BRUSH_MIN;
    default:
        return true;
    }
}

bool app_can(const struct app *app, const struct action *action) {
    bool training = app_is_training(app);
    switch (action->kind) {
    case ACTION_UNDO:
    case ACTION_REDO:
    case ACTION_CLEAR:
    case ACTION_SAVE_DRAWING:
    case ACTION_TOOL:
    case ACTION_BRUSH:
    case ACTION_BRUSH_STEP:
        return can_draw(app, action);
    case ACTION_ZOOM_STEP:
        return can_zoom(app, action->number);
    case ACTION_TRAINING_PAUSE:
        return !app->stopping &&
               app->training_state == (action->number ? TRAINING_RUNNING : TRAINING_PAUSED);
    case ACTION_TRAINING_STOP:
        return training && !app->stopping;
    case ACTION_KEEP:
        return !training && app->live.model != app->kept.model;
    case ACTION_REVERT:
        return !training && app->live.model != app->before.model;
    case ACTION_BUILTIN:
        return !training && app->live.origin != APP_ORIGIN_BUILTIN;
    case ACTION_EXPORT:
        return collection_count(app->collection) > 0;
    case ACTION_LEARN:
    case ACTION_TRAINING_START:
    case ACTION_NET:
    case ACTION_RECIPE:
    case ACTION_EPOCHS:
    case ACTION_BATCH_SIZE:
    case ACTION_RATE:
    case ACTION_AUGMENTATION:
        return !training;
    default:
        return app_can_browse(app, action) && app_can_look(app, action);
    }
}
