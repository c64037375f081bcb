#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/state/app_parts.h"
#include "nn/formats/safetensors.h"

struct app_model app_model_retain(const struct app_model *model) {
    struct app_model shared = *model;
    nn_model_retain(shared.model);
    return shared;
}

void app_model_drop(struct app_model *model) {
    nn_model_release(model->model);
    model->model = NULL;
}

enum nn_status app_use_model(struct app *app, struct app_model model, struct nn_error *err) {
    enum nn_status status = reader_set_model(app->reader, model.model, err);
    if (status) {
        app_model_drop(&model);
        return status;
    }
    app_model_drop(&app->live);
    app->live = model;
    app->read_stale = true;
    return NN_STATUS_OK;
}

enum nn_status app_try_model(struct app *app, struct app_model model, struct nn_error *err) {
    struct app_model before = app_model_retain(&app->live);
    enum nn_status status = app_use_model(app, model, err);
    if (status) {
        app_model_drop(&before);
        return status;
    }
    app_model_drop(&app->before);
    app->before = before;
    return NN_STATUS_OK;
}

/* Of UTF-8: not its first byte. */
static bool is_within_a_character(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* A line of the model's metadata, or NULL. */
static const char *line_of(const struct nn_model *model, const char *key) {
    int count;
    const struct nn_metadata *lines = nn_model_metadata(model, &count);
    for (int i = 0; i < count; i++)
        if (strcmp(lines[i].key, key) == 0)
            return lines[i].value;
    return NULL;
}

/* Of metadata, by whether it is of the test pictures. */
static const char *const accuracy_keys[] = {"validation_accuracy", "test_accuracy"};

void app_model_name(struct app_model *model, const char *name) {
    size_t length = strnlen(name, sizeof model->name - 1);
    while (length > 0 && name[length] && is_within_a_character(name[length]))
        length--;
    snprintf(model->name, sizeof model->name, "%.*s", (int)length, name);
    json_t *text = json_string(model->name);
    for (char *at = model->name; !text && *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    json_decref(text);
}

void app_model_describe(struct app_model *model, bool name) {
    const char *said = line_of(model->model, "name");
    const char *accuracy = line_of(model->model, accuracy_keys[true]);
    model->tested = accuracy != NULL;
    if (!accuracy)
        accuracy = line_of(model->model, accuracy_keys[false]);
    double fraction = accuracy ? strtod(accuracy, NULL) : 0;
    if (fraction > 0 && fraction <= 1)
        model->accuracy = fraction;
    if (name && said)
        app_model_name(model, said);
}

enum nn_status app_write_model(const struct app *app, const char *path, struct nn_error *err) {
    char accuracy[32];
    snprintf(accuracy, sizeof accuracy, "%.6f", app->live.accuracy);
    const struct nn_metadata metadata[] = {{"name", app->live.name},
                                           {accuracy_keys[app->live.tested], accuracy}};
    return nn_model_save(app->live.model, path, metadata, isnan(app->live.accuracy) ? 1 : 2, err);
}

/* The built-in net needs no file: it reads where there is none. */
static enum nn_status write_kept(const struct app *app, struct nn_error *err) {
    if (app->live.model == app->builtin.model) {
        if (unlink(app->kept_path) != 0 && errno != ENOENT)
            return nn_error_set(err, NN_STATUS_IO, "cannot remove %s: %s", app->kept_path,
                                strerror(errno));
        return NN_STATUS_OK;
    }
    enum nn_status status = files_make_folder_of(app->kept_path, err);
    return status ? status : app_write_model(app, app->kept_path, err);
}

/* The net in use is the kept one, and there is nothing to go back from. */
static void settle(struct app *app) {
    app_model_drop(&app->kept);
    app_model_drop(&app->before);
    app->kept = app_model_retain(&app->live);
    app->before = app_model_retain(&app->live);
}

enum nn_status app_keep(struct app *app, struct nn_error *err) {
    bool lasts = app->kept_path[0];
    enum nn_status status = lasts ? write_kept(app, err) : NN_STATUS_OK;
    if (status)
        return status;
    settle(app);
    app_say(app, false, lasts ? "Kept: this net reads at the next start too." : "Kept.");
    return NN_STATUS_OK;
}

static enum nn_status read_kept(struct app *app, struct nn_error *err) {
    struct app_model kept = {.origin = APP_ORIGIN_TRAINED, .accuracy = (double)NAN};
    enum nn_status status = nn_model_load(&kept.model, app->kept_path, err);
    if (status)
        return status;
    snprintf(kept.name, sizeof kept.name, "kept net");
    app_model_describe(&kept, true);
    status = app_use_model(app, kept, err);
    if (!status)
        settle(app);
    return status;
}

void app_load_kept(struct app *app) {
    char aside[FILES_MAX_PATH];
    struct nn_error reason, stuck;
    if (access(app->kept_path, F_OK) != 0 && errno == ENOENT)
        return;
    if (read_kept(app, &reason) == NN_STATUS_OK)
        return;
    if (files_set_aside(aside, app->kept_path, &stuck))
        app_say(app, true, "The net that you kept cannot be used: %.200s; %.200s", reason.message,
                stuck.message);
    else
        app_say(app, true, "The net that you kept cannot be used: %.200s; the file is now %s",
                reason.message, path_base_name(aside));
}

enum nn_status app_revert(struct app *app, struct nn_error *err) {
    enum nn_status status = app_use_model(app, app_model_retain(&app->before), err);
    if (!status)
        app_say(app, false, "Back to the %s.", app->before.name);
    return status;
}

enum nn_status app_go_builtin(struct app *app, struct nn_error *err) {
    enum nn_status status = app_try_model(app, app_model_retain(&app->builtin), err);
    if (status)
        return status;
    bool kept = app->kept.model == app->builtin.model;
    app_say(app, false, "Back to the built-in net.%s", kept ? "" : " Keep or revert?");
    return NN_STATUS_OK;
}
