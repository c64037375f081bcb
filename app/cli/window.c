#include "app/sdl/window.h"

#include <stdio.h>

#include "app/cli/verbs.h"
#include "app/core/base/desktop.h"

static const char settings_file[] = "inkling/settings.json";

/* Settings that cannot be kept are reported, but are no reason to fail. */
static void keep_settings(struct settings *settings, const struct app *app,
                          const struct window *window) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    app_note_settings(app, settings);
    window_note_settings(window, settings);
    enum nn_status status = files_settings_path(path, settings_file, &err);
    if (!status)
        status = settings_write(settings, path, &err);
    if (status)
        fprintf(stderr, "inkling: the settings were not saved: %s\n", err.message);
}

static enum nn_status read_settings(struct settings *settings, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    *settings = settings_default();
    enum nn_status status = files_settings_path(path, settings_file, err);
    return status ? status : settings_read(settings, path, err);
}

enum nn_status verb_window(const struct options *options, struct nn_error *err) {
    struct settings settings;
    struct nn_error error;
    char collection[FILES_MAX_PATH], kept[FILES_MAX_PATH];
    bool usual = read_settings(&settings, &error) != NN_STATUS_OK;
    bool home = files_data_path(collection, "inkling/drawings.ndjson", NULL) == NN_STATUS_OK &&
                files_data_path(kept, "inkling/kept.safetensors", NULL) == NN_STATUS_OK;
    const struct app_options app_options = {
        .model = options->model,
        .results = options->results,
        .collection = home ? collection : NULL,
        .kept = home ? kept : NULL,
        .settings = &settings,
        .desktop_dark = desktop_is_dark(),
        .wake = window_wake,
    };
    const struct window_options window_options = {
        .width = settings.width, .height = settings.height, .maximised = settings.maximised};
    struct app *app = NULL;
    struct window *window = NULL;
    enum nn_status status = app_create(&app, &app_options, err);
    if (!status)
        status = window_create(&window, app, &window_options, err);
    if (!status) {
        for (int i = 0; i < options->file_count; i++)
            app_update(app, &(struct action){.kind = ACTION_OPEN, .text = options->files[i]});
        if (usual)
            app_say(app, true, "%s", error.message);
        status = window_run(window, err);
        keep_settings(&settings, app, window);
    }
    app_destroy(app);
    window_destroy(window);
    return status;
}
