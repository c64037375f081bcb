#include "app/core/state/app.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/state/app_parts.h"
#include "app/core/training/fine_tune.h"

bool app_is_training(const struct app *app) {
    return app->training_state == TRAINING_LOADING || app->training_state == TRAINING_RUNNING ||
           app->training_state == TRAINING_PAUSED;
}

static enum nn_status load_builtin(struct app *app, struct nn_error *err) {
    struct app_model builtin = {.origin = APP_ORIGIN_BUILTIN, .accuracy = (double)NAN};
    snprintf(builtin.name, sizeof builtin.name, "built-in net");
    enum nn_status status = reading_builtin_model(&builtin.model, err);
    if (status)
        return status;
    app_model_describe(&builtin, false);
    app->builtin = builtin;
    status = reader_create(&app->reader, builtin.model, class_set_digits(), err);
    if (status)
        return status;
    app->live = app_model_retain(&builtin);
    app->before = app_model_retain(&builtin);
    app->kept = app_model_retain(&builtin);
    return NN_STATUS_OK;
}

/* Of what the user gave there is nothing to say, but what was said before is. */
static enum nn_status try_given(struct app *app, const char *path, struct nn_error *err) {
    const struct app_toast said = app->toast;
    enum nn_status status = app_open_model(app, path, err);
    app->toast = said;
    return status;
}

void app_set_theme(struct app *app, enum settings_theme theme) {
    app->theme = theme;
    app->dark =
        theme == SETTINGS_THEME_DARK || (theme == SETTINGS_THEME_DESKTOP && app->desktop_dark);
}

static void take_settings(struct app *app, const struct settings *settings) {
    app_set_theme(app, settings->theme);
    app->zoom = settings->zoom;
    app->brush = settings->brush;
    app->panel_open = settings->training_panel;
    app->layers_open = settings->layers;
    app->attribution_open = settings->attribution;
    app->reduced_motion = settings->reduced_motion;
    app->settings = settings->training;
}

void app_note_settings(const struct app *app, struct settings *settings) {
    settings->theme = app->theme;
    settings->zoom = app->zoom;
    settings->brush = app->brush;
    settings->training_panel = app->panel_open;
    settings->layers = app->layers_open;
    settings->attribution = app->attribution_open;
    settings->reduced_motion = app->reduced_motion;
    settings->training = app->settings;
}

static enum nn_status fill(struct app *app, const struct app_options *options,
                           struct nn_error *err) {
    const struct settings usual = settings_default();
    app->desktop_dark = options->desktop_dark;
    app->zoom_fit = SETTINGS_ZOOM_MAX;
    take_settings(app, options->settings ? options->settings : &usual);
    app->test_digit = -1;
    app->mistakes.at = -1;
    mistakes_init(&app->mistakes.measured);
    app->wake = options->wake;
    app->wake_context = options->wake_context;
    history_clear(&app->history);
    if (options->results)
        snprintf(app->results, sizeof app->results, "%s", options->results);
    if (options->kept)
        snprintf(app->kept_path, sizeof app->kept_path, "%s", options->kept);
    app->attribution_digit = -1;
    enum nn_status status = canvas_create(&app->canvas, err);
    if (!status)
        status = activations_create(&app->activations, err);
    if (!status)
        status = attribution_create(&app->attribution, err);
    if (!status)
        status = training_create(&app->training, options->wake, options->wake_context, err);
    if (!status)
        status = test_set_create(&app->test_set, class_set_digits(), options->wake,
                                 options->wake_context, err);
    if (!status)
        status = collection_create(&app->collection, class_set_digits(), err);
    if (!status)
        status = run_list_create(&app->runs.list, options->wake, options->wake_context, err);
    if (!status)
        status = load_builtin(app, err);
    if (status)
        return status;
    struct nn_error error;
    if (options->collection && collection_load(app->collection, options->collection, &error))
        app_say(app, true, "%s", error.message);
    if (app->kept_path[0])
        app_load_kept(app);
    if (options->model)
        status = try_given(app, options->model, err);
    if (status)
        return status;
    app->read_stale = true;
    app->read_revision = UINT64_MAX;
    app_read(app);
    return NN_STATUS_OK;
}

enum nn_status app_create(struct app **app, const struct app_options *options,
                          struct nn_error *err) {
    struct app *made = calloc(1, sizeof *made);
    if (!made)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the program's state");
    enum nn_status status = fill(made, options, err);
    if (status) {
        app_destroy(made);
        return status;
    }
    *app = made;
    return NN_STATUS_OK;
}

void app_destroy(struct app *app) {
    if (!app)
        return;
    training_destroy(app->training);
    test_set_destroy(app->test_set);
    run_list_destroy(app->runs.list);
    preview_deinit(&app->recipe.preview);
    mistakes_deinit(&app->mistakes.measured);
    training_result_destroy(app->result);
    fine_tune_result_destroy(app->fine_tune);
    collection_destroy(app->collection);
    reader_destroy(app->reader);
    activations_destroy(app->activations);
    attribution_destroy(app->attribution);
    nn_model_release(app->drawings.model);
    app_model_drop(&app->live);
    app_model_drop(&app->before);
    app_model_drop(&app->kept);
    app_model_drop(&app->builtin);
    canvas_destroy(app->canvas);
    free(app);
}

void app_collect(struct app *app, double now_s) {
    app_note_time(app, now_s);
    app_collect_training(app);
    app_collect_test_set(app);
    app_collect_drawings(app);
    app_collect_runs(app);
    if (app->toast.until_s > 0 && now_s >= app->toast.until_s)
        app_end_toast(app);
}

static void read_picture(struct app *app) {
    struct reading reading;
    app_shown_picture(app, &app->picture);
    reader_read(app->reader, &app->picture, &reading);
    number_of_reading(&app->number, &reading);
}

static void read_canvas(struct app *app) {
    struct strokes strokes = canvas_strokes(app->canvas);
    number_read(&app->number, &app->drawn, app->reader, &strokes);
    app->picture = app->drawn;
}

/* Whether another picture is shown than the one that was read. */
static bool has_moved_on(const struct app *app) {
    struct ink_picture picture;
    app_shown_picture(app, &picture);
    return memcmp(&picture, &app->picture, sizeof picture) != 0;
}

void app_read(struct app *app) {
    uint64_t revision = canvas_revision(app->canvas);
    if (revision != app->read_revision)
        app->picture_name[0] = '\0';
    if (revision != app->read_revision || app->view != app->read_view || has_moved_on(app))
        app->read_stale = true;
    app->read_revision = revision;
    app->read_view = app->view;
    if (app->read_stale) {
        if (app->view == APP_VIEW_CANVAS && !app->picture_name[0])
            read_canvas(app);
        else
            read_picture(app);
        app->reading = number_latest(&app->number);
        app->activations_stale = app->attribution_stale = true;
    }
    /* Half a digit reads as this and that: only what is sure shows before the pen is lifted. */
    if (!canvas_is_drawing(app->canvas) || number_is_sure(&app->number))
        app->shown = app->number;
    app->read_stale = false;
    app_look(app);
}

bool app_is_busy(const struct app *app) {
    return app_is_reading_drawings(app) || app_is_asking_attribution(app);
}
