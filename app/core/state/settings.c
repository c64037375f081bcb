#include "app/core/state/settings.h"

#include <assert.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/ink/image.h"
#include "app/core/state/app.h"
#include "nn/file.h"

enum { MAX_BYTES = 1 << 16, FORMAT = 1 };

static const char *const theme_names[] = {"desktop", "light", "dark"};
enum { THEMES = sizeof theme_names / sizeof *theme_names };

enum kind { KIND_FLAG, KIND_WHOLE, KIND_SEED, KIND_REAL, KIND_TEXT, KIND_THEME };

/* A line of the file. least and most bound numbers; most is the room for a text. */
static const struct field {
    const char *key;
    enum kind kind;
    size_t offset;
    double min, max;
} fields[] = {
    {"width", KIND_WHOLE, offsetof(struct settings, width), 0, IMAGE_MAX_SIDE},
    {"height", KIND_WHOLE, offsetof(struct settings, height), 0, IMAGE_MAX_SIDE},
    {"maximised", KIND_FLAG, offsetof(struct settings, maximised), 0, 0},
    {"theme", KIND_THEME, offsetof(struct settings, theme), 0, 0},
    {"zoom", KIND_WHOLE, offsetof(struct settings, zoom), SETTINGS_ZOOM_MIN, SETTINGS_ZOOM_MAX},
    {"brush", KIND_REAL, offsetof(struct settings, brush), (double)CANVAS_BRUSH_MIN,
     (double)CANVAS_BRUSH_MAX},
    {"training_panel", KIND_FLAG, offsetof(struct settings, training_panel), 0, 0},
    {"layers", KIND_FLAG, offsetof(struct settings, layers), 0, 0},
    {"why", KIND_FLAG, offsetof(struct settings, attribution), 0, 0},
    {"reduced_motion", KIND_FLAG, offsetof(struct settings, reduced_motion), 0, 0},
    {"net", KIND_TEXT, offsetof(struct settings, training.net), 0, NN_MAX_SPEC_TEXT},
    {"recipe", KIND_TEXT, offsetof(struct settings, training.recipe), 0,
     sizeof((struct training_settings *)0)->recipe},
    {"augmentation", KIND_TEXT, offsetof(struct settings, training.augmentation), 0,
     sizeof((struct training_settings *)0)->augmentation},
    {"optimizer", KIND_TEXT, offsetof(struct settings, training.optimizer), 0,
     sizeof((struct training_settings *)0)->optimizer},
    {"schedule", KIND_TEXT, offsetof(struct settings, training.schedule), 0,
     sizeof((struct training_settings *)0)->schedule},
    {"epochs", KIND_WHOLE, offsetof(struct settings, training.epochs), 1, 10000},
    {"batch_size", KIND_WHOLE, offsetof(struct settings, training.batch_size), 1, 8192},
    {"learning_rate", KIND_REAL, offsetof(struct settings, training.learning_rate), 1e-9, 100},
    {"seed", KIND_SEED, offsetof(struct settings, training.seed), 0, TRAINING_MAX_SEED},
    {"threads", KIND_WHOLE, offsetof(struct settings, training.threads), 0, 1024},
};
enum { FIELDS = sizeof fields / sizeof *fields };

struct settings settings_default(void) {
    struct settings settings = {.brush = CANVAS_BRUSH_DEFAULT, .training_panel = true};
    enum nn_status status = training_settings_from_recipe(&settings.training, "sprint", NULL);
    assert(!status);
    (void)status;
    return settings;
}

static bool load_theme(enum settings_theme *theme, const json_t *value) {
    const char *name = json_string_value(value);
    for (int i = 0; name && i < THEMES; i++)
        if (strcmp(theme_names[i], name) == 0) {
            *theme = (enum settings_theme)i;
            return true;
        }
    return false;
}

static bool load_text(char *text, double capacity, const json_t *value) {
    size_t length = json_string_length(value);
    if (!json_is_string(value) || length >= (size_t)capacity ||
        strlen(json_string_value(value)) != length)
        return false;
    strcpy(text, json_string_value(value));
    return true;
}

/* False if the value is not of the field's kind or out of bounds. */
static bool load_field(struct settings *settings, const struct field *field, const json_t *value) {
    void *place = (char *)settings + field->offset;
    double number = json_number_value(value);
    bool in_bounds = json_is_number(value) && number >= field->min && number <= field->max;
    switch (field->kind) {
    case KIND_FLAG:
        *(bool *)place = json_is_true(value);
        return json_is_boolean(value);
    case KIND_WHOLE:
        if (in_bounds && number == floor(number))
            *(int *)place = (int)number;
        return in_bounds && number == floor(number);
    case KIND_SEED:
        if (in_bounds && number == floor(number))
            *(uint64_t *)place = (uint64_t)number;
        return in_bounds && number == floor(number);
    case KIND_REAL:
        if (in_bounds)
            *(float *)place = (float)number;
        return in_bounds;
    case KIND_TEXT:
        return load_text(place, field->max, value);
    case KIND_THEME:
        return load_theme(place, value);
    }
    return false;
}

/* What the file does not say of a training comes from the recipe that it names; one that there is
 * not is told of when its field is read. */
static void take_recipe(struct training_settings *settings, const json_t *json) {
    const char *name = json_string_value(json_object_get(json, "recipe"));
    struct training_settings usual;
    if (name && training_settings_from_recipe(&usual, name, NULL) == NN_STATUS_OK)
        *settings = usual;
}

/* Keys that are not there keep their usual values, and unknown ones are left out: files of earlier
 * and of later programs can be read. */
static enum nn_status load_fields(struct settings *settings, const json_t *json,
                                  struct nn_error *err) {
    const char *program = json_string_value(json_object_get(json, "program"));
    if (!program || strcmp(program, "inkling") != 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "it does not say that it is Inkling's");
    if (json_integer_value(json_object_get(json, "format")) != FORMAT)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "it is not of this version of Inkling");
    take_recipe(&settings->training, json);
    for (int i = 0; i < FIELDS; i++) {
        const json_t *value = json_object_get(json, fields[i].key);
        if (value && !load_field(settings, &fields[i], value))
            return nn_error_set(err, NN_STATUS_BAD_FILE, "its \"%s\" makes no sense",
                                fields[i].key);
    }
    return training_settings_check(&settings->training, err);
}

static enum nn_status load(struct settings *settings, const char *path, struct nn_error *err) {
    void *text = NULL;
    size_t size;
    json_error_t reason;
    enum nn_status status = nn_file_read(&text, &size, path, MAX_BYTES, err);
    if (status)
        return status;
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &reason);
    free(text);
    status = json ? load_fields(settings, json, err)
                  : nn_error_set(err, NN_STATUS_BAD_FILE, "line %d: %s", reason.line, reason.text);
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
    return nn_error_set(err, status,
                        "the settings in %s cannot be used: %.120s; the usual ones are in use, and "
                        "the file is now %s",
                        path, reason.message, path_base_name(aside));
}

static json_t *field_json(const struct settings *settings, const struct field *field) {
    const void *place = (const char *)settings + field->offset;
    switch (field->kind) {
    case KIND_FLAG:
        return json_boolean(*(const bool *)place);
    case KIND_WHOLE:
        return json_integer(*(const int *)place);
    case KIND_SEED:
        return json_integer((json_int_t) * (const uint64_t *)place);
    case KIND_REAL:
        return json_real((double)*(const float *)place);
    case KIND_TEXT:
        return json_string(place);
    case KIND_THEME:
        return json_string(theme_names[*(const enum settings_theme *)place]);
    }
    return NULL;
}

enum nn_status settings_write(const struct settings *settings, const char *path,
                              struct nn_error *err) {
    json_t *json = json_pack("{s:s, s:i}", "program", "inkling", "format", FORMAT);
    bool fits = json != NULL;
    for (int i = 0; fits && i < FIELDS; i++)
        fits = json_object_set_new(json, fields[i].key, field_json(settings, &fields[i])) == 0;
    char *text = fits ? json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(7)) : NULL;
    json_decref(json);
    if (!text)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    enum nn_status status = files_make_folder_of(path, err);
    if (!status)
        status = nn_file_write(path, text, strlen(text), err);
    free(text);
    return status;
}
