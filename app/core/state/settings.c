#include "app/core/state/settings.h"

#include <assert.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/json_file.h"
#include "app/core/ink/canvas.h"
#include "app/core/ink/image.h"
#include "app/core/recipe/training_table.h"
#include "nn/file.h"

enum { MAX_BYTES = 1 << 16, FORMAT = 1 };

static const char *const theme_names[] = {"desktop", "light", "dark", NULL};

/* What the file has beside the training's settings. */
static const struct field fields[] = {
    FIELD("width", FIELD_INT, struct settings, width, 0, IMAGE_MAX_SIDE),
    FIELD("height", FIELD_INT, struct settings, height, 0, IMAGE_MAX_SIDE),
    FIELD("maximised", FIELD_BOOL, struct settings, maximised, 0, 1),
    {"theme", FIELD_INT, offsetof(struct settings, theme), 0, SETTINGS_THEME_DARK, false,
     theme_names},
    FIELD("zoom", FIELD_INT, struct settings, zoom, SETTINGS_ZOOM_MIN, SETTINGS_ZOOM_MAX),
    FIELD("brush", FIELD_FLOAT, struct settings, brush, (double)CANVAS_BRUSH_MIN,
          (double)CANVAS_BRUSH_MAX),
    FIELD("training_panel", FIELD_BOOL, struct settings, training_panel, 0, 1),
    FIELD("layers", FIELD_BOOL, struct settings, layers, 0, 1),
    FIELD("why", FIELD_BOOL, struct settings, attribution, 0, 1),
    FIELD("reduced_motion", FIELD_BOOL, struct settings, reduced_motion, 0, 1),
};
enum { FIELDS = sizeof fields / sizeof *fields };

struct settings settings_default(void) {
    struct settings settings = {.brush = CANVAS_BRUSH_DEFAULT, .training_panel = true};
    enum nn_status status = training_settings_from_recipe(&settings.training, "sprint", NULL);
    assert(!status);
    (void)status;
    return settings;
}

/* Keys that are not there keep their usual values. */
static enum nn_status load_field(void *object, const struct field *field, const json_t *json,
                                 struct nn_error *err) {
    const json_t *value = json_object_get(json, field->key);
    if (value && !field_from_json(field, object, value))
        return nn_error_set(err, NN_STATUS_BAD_FILE, "its \"%s\" is not valid", field->key);
    return NN_STATUS_OK;
}

/* What the file does not say of a training comes from the recipe that it names. An unknown recipe
 * is reported when the settings are checked. */
static void take_recipe(struct training_settings *settings, const json_t *json) {
    const char *name = json_string_value(json_object_get(json, "recipe"));
    struct training_settings usual;
    if (name && training_settings_from_recipe(&usual, name, NULL) == NN_STATUS_OK)
        *settings = usual;
}

/* Unknown keys are left out: files of earlier and of later programs can be read. */
static enum nn_status load_fields(struct settings *settings, const json_t *json,
                                  struct nn_error *err) {
    const char *program = json_string_value(json_object_get(json, "program"));
    if (!program || strcmp(program, "inkling") != 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "it does not say that it is Inkling's");
    if (json_integer_value(json_object_get(json, "format")) != FORMAT)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "it is not of this version of Inkling");
    enum nn_status status = NN_STATUS_OK;
    take_recipe(&settings->training, json);
    for (int i = 0; !status && i < FIELDS; i++)
        status = load_field(settings, &fields[i], json, err);
    for (int i = 0; !status && i < TRAINING_CHOICES; i++)
        status = load_field(&settings->training, &training_setting((enum training_choice)i)->field,
                            json, err);
    return status ? status : training_settings_check(&settings->training, err);
}

static enum nn_status load(struct settings *settings, const char *path, struct nn_error *err) {
    json_t *json = NULL;
    enum nn_status status = json_file_read(&json, path, MAX_BYTES, err);
    if (!status)
        status = load_fields(settings, json, err);
    json_decref(json);
    return status;
}

enum nn_status settings_read(struct settings *settings, const char *path, struct nn_error *err) {
    struct settings read = settings_default();
    struct nn_error reason = {0}, stuck = {0};
    char aside[FILES_MAX_PATH];
    *settings = read;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return NN_STATUS_OK;
    enum nn_status status = load(&read, path, &reason);
    if (!status) {
        *settings = read;
        return NN_STATUS_OK;
    }
    if (files_set_aside(aside, path, &stuck))
        return nn_error_set(err, status, "the settings in %s cannot be used: %.120s; %.120s", path,
                            reason.message, stuck.message);
    return nn_error_set(
        err, status,
        "the settings in %s cannot be used: %.120s; the default ones are in use, and "
        "the file is now %s",
        path, reason.message, path_base_name(aside));
}

enum nn_status settings_write(const struct settings *settings, const char *path,
                              struct nn_error *err) {
    json_t *json = json_pack("{s:s, s:i}", "program", "inkling", "format", FORMAT);
    bool fits = true;
    for (int i = 0; i < FIELDS; i++)
        fits &= field_add_to_json(&fields[i], settings, json);
    for (int i = 0; i < TRAINING_CHOICES; i++)
        fits &= field_add_to_json(&training_setting((enum training_choice)i)->field,
                                  &settings->training, json);
    char *text = fits ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;
    json_decref(json);
    if (!text)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    enum nn_status status = files_make_folder_of(path, err);
    if (!status)
        status = nn_file_write(path, text, strlen(text), err);
    free(text);
    return status;
}
