#include "app/core/app/app.h"
#include "app/core/base/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/core/app/app_private.h"

bool app_is_training(const struct app *app) {
    return trainer_session_is_active(&app->trainer);
}

bool app_shows_sketch(const struct app *app) {
    return !screens[app->screen]->picture && !sketch_shows_picture(&app->sketch);
}

int app_label(const struct app *app) {
    const struct screen *screen = screens[app->screen];
    return screen->label ? screen->label(app) : -1;
}

int app_chosen_digit(const struct app *app) {
    const struct screen *screen = screens[app->screen];
    return screen->chosen_digit ? screen->chosen_digit(app) : app_label(app);
}

void app_say(struct app *app, bool bad, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    notices_say(&app->notices, bad, format, arguments);
    va_end(arguments);
}

unsigned app_take_effects(struct app *app, unsigned effects) {
    unsigned taken = app->effects & effects;
    app->effects &= ~taken;
    return taken;
}

void app_note_settings(const struct app *app, struct settings *settings) {
    const struct preferences *preferences = &app->preferences;
    settings->theme = preferences->theme;
    settings->zoom = preferences->zoom;
    settings->brush = app->sketch.brush;
    settings->training_panel = preferences->panel_open;
    settings->layers = app->explain.layers_open;
    settings->attribution = app->explain.attribution_open;
    settings->reduced_motion = preferences->reduced_motion;
    settings->training = app->trainer.settings;
    settings->recent = app->recent;
}

/* In the order in which app_destroy can end any number of them. */
static enum nn_status init_modules(struct app *app, const struct app_options *options,
                                   const struct settings *settings, struct nn_error *err) {
    void (*wake)(void *) = options->wake;
    void *context = options->wake_context;
    app->classes = class_set_digits();
    app->recent = settings->recent;
    preferences_init(&app->preferences, settings, options->desktop_dark);
    enum nn_status status = sketch_init(&app->sketch, settings->brush, err);
    if (!status)
        status = explain_init(&app->explain, err);
    if (!status)
        status = trainer_session_init(&app->trainer, &settings->training, wake, context, err);
    if (!status)
        status = test_browser_init(&app->tests, app->classes, wake, context, err);
    if (!status)
        status = drawings_init(&app->drawings, app->classes, err);
    if (!status)
        status = picture_opener_create(&app->opener, wake, context, err);
    if (!status)
        status = contact_sheet_init(&app->sheet, wake, context, err);
    if (!status)
        status = run_browser_init(&app->runs, wake, context, err);
    if (!status)
        status = model_slots_init(&app->models, options->kept, err);
    if (!status)
        status = prediction_init(&app->prediction, app->models.live.model, err);
    app->explain.layers_open = settings->layers;
    app->explain.attribution_open = settings->attribution;
    return status;
}

/* About what the user gave there is nothing to say but how it is fed; what was said before stays.
 */
static enum nn_status open_given(struct app *app, const char *path, struct nn_error *err) {
    const struct notices said = app->notices;
    enum nn_status status = app_open_model(app, path, path_base_name(path), err);
    if (!status && !app->models.live.fed[0])
        app->notices = said;
    return status;
}

static enum nn_status fill(struct app *app, const struct app_options *options,
                           struct nn_error *err) {
    const struct settings usual = settings_default();
    const struct settings *settings = options->settings ? options->settings : &usual;
    struct nn_error damage;
    snprintf(app->results, sizeof app->results, "%s", options->results ? options->results : "");
    snprintf(app->input, sizeof app->input, "%s", options->input ? options->input : "");
    enum nn_status status = init_modules(app, options, settings, err);
    if (status)
        return status;
    if (options->unsaved)
        app_say(app, true,
                "drawings that you label and networks that you keep now will be lost when Inkling "
                "ends: %s",
                options->unsaved);
    if (options->collection && drawings_load(&app->drawings, options->collection, &damage))
        app_say(app, true, "%s", damage.message);
    app_load_kept(app);
    if (options->unsaved) {
        collection_let_go(app->drawings.collection);
        model_slots_let_go(&app->models);
    }
    if (options->model)
        status = open_given(app, options->model, err);
    if (!status)
        app_refresh(app);
    return status;
}

enum nn_status app_create(struct app **app, const struct app_options *options,
                          struct nn_error *err) {
    struct app *made = calloc(1, sizeof *made);
    if (!made)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the program's state");
    enum nn_status status = fill(made, options, err);
    if (status)
        app_destroy(made);
    else
        *app = made;
    return status;
}

/* Threads end before what they work for. */
void app_destroy(struct app *app) {
    if (!app)
        return;
    trainer_session_deinit(&app->trainer);
    test_browser_deinit(&app->tests);
    run_browser_deinit(&app->runs);
    recipe_page_deinit(&app->recipe);
    drawings_deinit(&app->drawings);
    picture_opener_destroy(app->opener);
    contact_sheet_deinit(&app->sheet);
    prediction_deinit(&app->prediction);
    explain_deinit(&app->explain);
    model_slots_deinit(&app->models);
    sketch_deinit(&app->sketch);
    free(app);
}

static void collect_screen(struct app *app) {
    const struct screen *screen = screens[app->screen];
    struct nn_error err;
    if (!screen->collect || screen->collect(app, &err) == NN_STATUS_OK)
        return;
    app->screen = SCREEN_CANVAS;
    app_say(app, true, "%s", err.message);
}

void app_collect(struct app *app, double now_s) {
    notices_set_time(&app->notices, now_s);
    app_collect_training(app);
    app_collect_drawings(app);
    app_collect_picture(app);
    collect_screen(app);
    run_browser_collect(&app->runs);
    notices_collect(&app->notices);
}

/* Returns whether anything was read. */
static bool read_shown(struct app *app) {
    const struct screen *screen = screens[app->screen];
    struct ink_picture picture;
    if (app_shows_sketch(app))
        return prediction_read_canvas(&app->prediction, app->sketch.canvas);
    if (screen->picture)
        screen->picture(app, &picture);
    else
        picture = sketch_chosen_digit(&app->sketch)->picture;
    return prediction_read_picture(&app->prediction, &picture);
}

void app_refresh(struct app *app) {
    const struct strokes none = {0, NULL};
    struct nn_error err;
    bool changed = read_shown(app);
    const struct explain_subject subject = {
        .changed = changed,
        .model = reader_model(app->prediction.reader),
        .picture = &app->prediction.picture,
        .reading = &app->prediction.reading,
        .strokes = app_shows_sketch(app) ? canvas_strokes(app->sketch.canvas) : none,
        .busy = app_is_training(app),
    };
    if (explain_refresh(&app->explain, &subject, &err))
        app_say(app, true, "%s", err.message);
}

bool app_is_busy(const struct app *app) {
    const struct screen *screen = screens[app->screen];
    return (screen->has_work && screen->has_work(app)) || explain_has_work(&app->explain) ||
           collection_is_loading(app->drawings.collection) || app->drawings.imports;
}
