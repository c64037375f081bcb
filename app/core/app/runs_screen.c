/* The list of runs. */
#include "app/core/app/app_private.h"
#include "app/core/runs/run_folder.h"

static void draw(struct app *app, const struct action *action) {
    run_browser_toggle(&app->runs, action->number);
}

static const char *draw_refusal(const struct app *app, const struct action *action) {
    return run_browser_can_toggle(&app->runs, action->number) ? NULL : "";
}

/* The model of a run stays named after it where another of its kind comes to read. */
static enum nn_status use_run(struct app *app, const struct action *action, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    const struct run_record *run = run_browser_selected_run(&app->runs);
    enum nn_status status =
        path_join(path, run->summary.settings.run_folder, RUN_FOLDER_MODEL, err);
    return status ? status : app_open_model(app, path, run->name, err);
}

static enum nn_status resume(struct app *app, const struct action *action, struct nn_error *err) {
    const struct run_summary *run = &run_browser_selected_run(&app->runs)->summary;
    char note[RUN_FOLDER_NOTE];
    enum nn_status status = app_continue_run(app, run->settings.run_folder, err);
    if (!status && run_folder_kernels_note(run, note))
        app_say(app, false, "This run %s.", note);
    return status;
}

static const char *run_refusal(const struct app *app, const struct action *action) {
    const struct run_record *run = run_browser_selected_run(&app->runs);
    bool use = action->kind == ACTION_USE_RUN;
    if (!run)
        return "";
    if (app_is_training(app))
        return app_training_refusal(app, action);
    if (use ? run->has_model : run->can_resume)
        return NULL;
    if (use && run->summary.ended)
        return "This run's network, model.safetensors, is not in its folder.";
    if (run->state == RUN_RUNNING)
        return "This run is still in progress.";
    if (use)
        return "This run was cut off before it had a network: it can be continued (G).";
    return run->state == RUN_STOPPED ? "This run's checkpoint.safetensors is not in its folder."
                                     : "This run is finished.";
}

static void next_value(struct app *app, const struct action *action) {
    run_browser_next_value(&app->runs);
}

static const char *runs_refusal(const struct app *app, const struct action *action) {
    return run_browser_count(&app->runs) > 0 ? NULL : "";
}

static enum nn_status enter(struct app *app, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    const char *wanted = app->results[0] ? app->results : NULL;
    enum nn_status status = files_results_folder_to_read(folder, wanted, err);
    return status ? status : run_list_watch(app->runs.list, folder, err);
}

static void leave(struct app *app) {
    run_list_rest(app->runs.list);
}

static void step_or_pick(struct app *app, const struct action *action) {
    int from = action->kind == ACTION_STEP ? run_browser_selected(&app->runs) : 0;
    run_browser_select(&app->runs, from + action->number);
}

const struct command runs_commands[] = {
    {ACTION_STEP, ON(SCREEN_RUNS), runs_refusal, step_or_pick, NULL, CHANGES_RUNS,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_PICK, ON(SCREEN_RUNS), runs_refusal, step_or_pick, NULL, CHANGES_RUNS, COMMAND_SETS},
    {ACTION_DRAW_RUN, ON(SCREEN_RUNS), draw_refusal, draw, NULL, CHANGES_RUNS, 0},
    {ACTION_USE_RUN, ON(SCREEN_RUNS), run_refusal, NULL, use_run, CHANGES_MODELS | CHANGES_NOTICE,
     0},
    {ACTION_RESUME_RUN, ON(SCREEN_RUNS), run_refusal, NULL, resume,
     CHANGES_TRAINING | CHANGES_NOTICE, 0},
    {ACTION_RUN_VALUE, ON(SCREEN_RUNS), runs_refusal, next_value, NULL, CHANGES_RUNS, 0},
    {.kind = ACTION_NONE},
};

const struct screen runs_screen = {
    .parent = SCREEN_CANVAS,
    .enter = enter,
    .leave = leave,
};
