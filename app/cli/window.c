#include "app/sdl/window.h"

#include <unistd.h>

#include "app/cli/say.h"
#include "app/cli/verbs.h"
#include "app/core/base/desktop.h"
#include "app/core/ink/drawing.h"
#include "nn/formats/model_file.h"

struct session {
    struct settings settings;
    char settings_path[FILES_MAX_PATH];
    enum nn_status settings_status; /* of reading: what could not be read is not overwritten */
    struct app *app;
    struct window *window;
};

/* Settings that cannot be kept are reported, but are no reason to fail. */
static void keep_settings(struct session *session) {
    struct nn_error err;
    if (session->settings_status && session->settings_status != NN_STATUS_BAD_FILE)
        return;
    app_note_settings(session->app, &session->settings);
    window_note_settings(session->window, &session->settings);
    if (settings_write(&session->settings, session->settings_path, &err))
        say(stderr, "inkling: the settings were not saved: %s\n", err.message);
}

/* Nobody can be asked any more: the drawing is saved among the results. */
static void keep_all(void *context) {
    struct session *session = context;
    const struct action show = {.kind = ACTION_SCREEN, .number = SCREEN_CANVAS};
    const struct action save = {.kind = ACTION_SAVE_DRAWING};
    fprintf(stderr, "inkling: the connection to the display is lost\n");
    keep_settings(session);
    if (session->app->screen != SCREEN_CANVAS)
        app_update(session->app, &show);
    if (!app_can(session->app, &save))
        return;
    app_update(session->app, &save);
    say(stderr, "inkling: %s\n", session->app->notices.shown.text);
}

static enum nn_status read_settings(struct settings *settings, char path[FILES_MAX_PATH],
                                    struct nn_error *err) {
    struct nn_error unsaved;
    *settings = settings_default();
    enum nn_status status = files_settings_path(path, "inkling/settings.json", &unsaved);
    if (!status) {
        status = settings_read(settings, path, err);
        if (status)
            return status;
        status = files_check_writable(path, &unsaved);
    }
    if (status)
        return nn_error_set(err, status, "the settings will be lost when Inkling ends: %.400s",
                            unsaved.message);
    return NN_STATUS_OK;
}

/* The path of a file of the user's data. NULL, and why nothing is saved there, where it can neither
 * be read nor written. */
static const char *data_path(char path[FILES_MAX_PATH], const char *name,
                             struct nn_error *unsaved) {
    enum nn_status status = files_data_path(path, name, unsaved);
    if (status)
        return NULL;
    status = files_check_writable(path, unsaved);
    return status && access(path, F_OK) != 0 ? NULL : path;
}

/* Of several pictures a contact sheet is made. */
static void open_files(struct app *app, const struct options *options) {
    int pictures = 0;
    for (int i = 0; i < options->file_count; i++)
        pictures +=
            !nn_model_is_file_name(options->files[i]) && !drawing_is_file_name(options->files[i]);
    for (int i = 0; i < options->file_count; i++)
        app_update(app, &(struct action){.kind = pictures > 1 ? ACTION_SHEET_ADD : ACTION_OPEN,
                                         .text = options->files[i]});
}

enum nn_status verb_window(const struct options *options, struct nn_error *err) {
    struct session session = {0};
    struct nn_error error, unsaved = {0};
    char collection[FILES_MAX_PATH], kept[FILES_MAX_PATH];
    session.settings_status = read_settings(&session.settings, session.settings_path, &error);
    const struct app_options app_options = {
        .model = options->model,
        .input = options->input,
        .results = options->results,
        .collection = data_path(collection, "inkling/drawings.ndjson", &unsaved),
        .kept = data_path(kept, "inkling/kept.safetensors", &unsaved),
        .unsaved = unsaved.message[0] ? unsaved.message : NULL,
        .settings = &session.settings,
        .desktop_dark = desktop_is_dark(),
        .wake = window_wake,
    };
    const struct window_options window_options = {.width = session.settings.width,
                                                  .height = session.settings.height,
                                                  .maximised = session.settings.maximised};
    enum nn_status status = app_create(&session.app, &app_options, err);
    if (!status)
        status = window_create(&session.window, session.app, &window_options, err);
    if (!status) {
        open_files(session.app, options);
        if (session.settings_status)
            app_say(session.app, true, "%s", error.message);
        status = window_run(session.window, keep_all, &session, err);
        keep_settings(&session);
    }
    app_destroy(session.app);
    window_destroy(session.window);
    return status;
}
