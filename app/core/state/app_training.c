#include "app/core/state/app_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/core/runs/run_folder.h"

/* The trainer is at this run from now on. */
static void follow(struct app *app, const struct training_settings *run) {
    history_clear(&app->history);
    app->run = *run;
    app->learning = app->run_reads = false;
    app->progress = (struct training_progress){.epoch = 1, .epochs = run->epochs};
    app->training_state = TRAINING_LOADING;
}

enum nn_status app_start_training(struct app *app, struct nn_error *err) {
    struct training_settings run = app->settings;
    char folder[FILES_MAX_PATH];
    enum nn_status status =
        files_results_folder(folder, app->results[0] ? app->results : NULL, err);
    if (!status)
        status = files_new_folder(run.run_folder, folder, "run", err);
    if (status)
        return status;
    status = training_start(app->training, &run, err);
    if (status)
        rmdir(run.run_folder);
    else
        follow(app, &run);
    return status;
}

enum nn_status app_resume_training(struct app *app, const char *run_folder, struct nn_error *err) {
    struct training_settings run;
    enum nn_status status = run_folder_read_settings(&run, run_folder, err);
    if (!status)
        status = training_resume(app->training, &run, err);
    if (!status)
        follow(app, &run);
    return status;
}

static double last_accuracy(const struct app *app) {
    const struct history_series *series = &app->history.validation;
    return series->count > 0 ? series->accuracy[series->count - 1] : (double)NAN;
}

static void take_model(struct app *app, struct nn_model *model, double accuracy, bool tested) {
    struct app_model trained = {
        .model = model, .origin = APP_ORIGIN_TRAINED, .accuracy = accuracy, .tested = tested};
    snprintf(trained.name, sizeof trained.name, "%.40s net", app->run.net);
    struct nn_error err;
    /* Until the run has a net there is another to revert to. */
    if (app->run_reads ? app_use_model(app, trained, &err) : app_try_model(app, trained, &err))
        app_say(app, true, "%s", err.message);
    else
        app->run_reads = true;
}

/* A net that failed in the making does not go on reading. */
static void go_back(struct app *app) {
    struct nn_error err;
    if (app->run_reads && app_use_model(app, app_model_retain(&app->before), &err))
        app_say(app, true, "%s", err.message);
}

/* A run ends with a result, with an error, or, stopped before its first step, with neither. */
static void end_training(struct app *app, const struct training_updates *updates) {
    if (updates->state == TRAINING_FAILED) {
        go_back(app);
        app_say(app, true, "%s", updates->error.message);
    }
    if (updates->fine_tune)
        app_end_fine_tune(app, updates->fine_tune);
    if (!updates->result) {
        rmdir(app->run.run_folder); /* if nothing was written */
        if (updates->state == TRAINING_IDLE)
            app_say(app, false, "Stopped. Your net is as it was.");
        return;
    }
    training_result_destroy(app->result);
    app->result = updates->result;
    take_model(app, nn_model_retain(updates->result->model), updates->result->test.accuracy, true);
    app->requests |= APP_REQUEST_PLOTS;
    app_say(app, false, "%s: %.1f %% of the test digits are read right. Keep or revert?",
            updates->result->stopped ? "Stopped" : "Trained", 100 * updates->result->test.accuracy);
}

static bool take_points(struct app *app) {
    struct training_point point;
    bool any = false;
    for (; training_next_point(app->training, &point); any = true)
        history_add(&app->history, &point);
    return any;
}

void app_collect_training(struct app *app) {
    struct training_updates updates;
    training_collect(app->training, &updates);
    bool changed =
        take_points(app) || updates.model || updates.state != app->training_state ||
        /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): any other bit is news */
        memcmp(&updates.progress, &app->progress, sizeof updates.progress) != 0;
    bool was_training = app_is_training(app);
    app->training_state = updates.state;
    app->progress = updates.progress;
    if (updates.model)
        take_model(app, updates.model, last_accuracy(app), false);
    if (was_training && !app_is_training(app)) {
        app->stopping = false;
        app->attribution_stale = true; /* there is time to search for a change again */
        end_training(app, &updates);
    }
    if (changed)
        app->updates++;
}
