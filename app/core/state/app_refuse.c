/* Why an action has no effect now. */
#include "app/core/state/app_parts.h"

static const char *about_teaching(const struct app *app) {
    if (app->view != APP_VIEW_CANVAS || canvas_is_drawing(app->canvas))
        return NULL;
    if (app->picture_name[0])
        return "Only what is drawn here can be taught, not a picture.";
    return canvas_strokes(app->canvas).count == 0
               ? "Draw a digit first, then press what it is."
               : "One digit at a time can be taught: several are drawn.";
}

static const char *about_training(const struct app *app, enum action_kind kind) {
    static const char still[] = "The training has not ended yet.";
    bool training = app_is_training(app);
    switch (kind) {
    case ACTION_TRAINING_PAUSE:
    case ACTION_TRAINING_STOP:
        if (app->stopping)
            return "The training comes to its end.";
        return training ? NULL : "Nothing is being trained.";
    case ACTION_TRAINING_START:
    case ACTION_LEARN:
        return "A training is under way already.";
    case ACTION_KEEP:
        return training ? still : "This net reads at the next start already.";
    case ACTION_REVERT:
        return training ? still : "No other net read before this one.";
    case ACTION_BUILTIN:
        return training ? still : "The built-in net reads already.";
    default:
        return NULL;
    }
}

/* Of the selected run. */
static const char *about_run(const struct app *app, enum action_kind kind) {
    int selected = app_selected_run(app);
    if (app->view != APP_VIEW_RUNS || selected < 0)
        return NULL;
    if (app_is_training(app))
        return about_training(app, ACTION_TRAINING_START);
    const struct run_record *run = run_list_at(app->runs.list, selected);
    if (kind == ACTION_USE_RUN && run->summary.ended)
        return "This run's net, model.safetensors, is not in its folder.";
    if (run->state == RUN_RUNNING)
        return "This run is still under way.";
    if (kind == ACTION_USE_RUN)
        return "This run was cut off before it had a net: it can go on (G).";
    return run->state == RUN_STOPPED
               ? "What this run goes on from, checkpoint.safetensors, is not in its folder."
               : "This run has come to its end.";
}

const char *app_refusal(const struct app *app, const struct action *action) {
    switch (action->kind) {
    case ACTION_DIGIT:
        return about_teaching(app);
    case ACTION_SAVE_DRAWING:
        return app->view == APP_VIEW_CANVAS ? "There is no drawing to save."
                                            : "Go back to the canvas (Esc) to save its drawing.";
    case ACTION_EXPORT:
        return "There are no drawings of yours to export yet.";
    case ACTION_ZOOM_STEP:
        if (action->number == 0)
            return NULL;
        return action->number > 0 ? "Nothing larger has room in this window."
                                  : "This is the smallest size.";
    case ACTION_USE_RUN:
    case ACTION_RESUME_RUN:
        return about_run(app, action->kind);
    default:
        return about_training(app, action->kind);
    }
}
