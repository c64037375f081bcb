#include "app/core/state/settings.h"

#include <assert.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "app/core/base/json_file.h"
#include "app/core/image/image.h"
#include "app/core/ink/canvas.h"
#include "app/core/recipe/training_table.h"
#include "nn/file.h"

enum { MAX_BYTES = 1 << 17, FORMAT = 1 };

static const char *const theme_names[] = {"desktop", "light", "dark", NULL};

/* What the file has beside the training's settings. */
static const struct field fields[] = {
    {"width", FIELD_INT, offsetof(struct settings, width), 0, IMAGE_MAX_SIDE, true, NULL},
    {"height", FIELD_INT, offsetof(struct settings, height), 0, IMAGE_MAX_SIDE, true, NULL},
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

const struct field *settings_field(int index) {
    return index < (int)(sizeof fields / sizeof *fields) ? &fields[index] : NULL;
}

struct settings settings_default(void) {
    struct settings settings = {.brush = CANVAS_BRUSH_DEFAULT, .training_panel = true};
    enum nn_status status = training_settings_from_recipe(&settings.training, "sprint", NULL);
    assert(!status);
    (void)status;
    return settings;
}

/* Settings as they are read from a file, with the values that were replaced: "zoom is now 6". */
struct loading {
    struct settings settings;
    const json_t *json;
    int length;
    char replaced[256];
};

/* What does not fit any more is not named. */
static void note(struct loading *loading, const char *key, const char *value) {
    char *end = loading->replaced + loading->length;
    size_t space = sizeof loading->replaced - (size_t)loading->length;
    int length = snprintf(end, space, "%s%s is now %s", loading->length ? ", " : "", key, value);
    if ((size_t)length < space)
        loading->length += length;
    else
        *end = '\0';
}

static void note_replaced(struct loading *loading, const struct field *field, const void *object) {
    char value[64];
    bool unset = field->zero_is_unset && field_number(field, object) == 0;
    field_text(field, object, value, sizeof value);
    note(loading, field->key, unset ? "the usual one" : value);
}

/* The object is the settings or their training. A key that is not there keeps its value, as does
 * one with a value that nothing is near to, or with which no training could start. */
static void load_field(struct loading *loading, const struct field *field, void *object) {
    const struct settings before = loading->settings;
    const json_t *value = json_object_get(loading->json, field->key);
    bool fits = !value || field_from_json(field, object, loading->json);
    if (!fits)
        field_nearest_from_json(field, object, value);
    if (training_settings_check(&loading->settings.training, NULL)) {
        fits = false;
        loading->settings = before;
    }
    if (!fits)
        note_replaced(loading, field, object);
}

/* What the file does not say of a training comes from the recipe that it names. */
static void take_recipe(struct loading *loading) {
    const char *name = json_string_value(json_object_get(loading->json, "recipe"));
    struct training_settings usual;
    if (name && training_settings_from_recipe(&usual, name, NULL) == NN_STATUS_OK)
        loading->settings.training = usual;
}

/* Unknown keys are left out: files of earlier and of later programs can be read. */
static enum nn_status load_fields(struct loading *loading, const char *path, struct nn_error *err) {
    const char *program = json_string_value(json_object_get(loading->json, "program"));
    if (!program || strcmp(program, "inkling") != 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s does not say that it is Inkling's", path);
    json_int_t format = json_integer_value(json_object_get(loading->json, "format"));
    if (format != FORMAT)
        return nn_error_set(err, format > FORMAT ? NN_STATUS_VERSION : NN_STATUS_BAD_FILE,
                            "%s is not of this version of Inkling", path);
    take_recipe(loading);
    for (int i = 0; settings_field(i); i++)
        load_field(loading, settings_field(i), &loading->settings);
    for (int i = 0; i < TRAINING_CHOICES; i++)
        load_field(loading, &training_setting((enum training_choice)i)->field,
                   &loading->settings.training);
    if (!recent_files_from_json(&loading->settings.recent, loading->json))
        note(loading, "recent", "shorter");
    return NN_STATUS_OK;
}

static enum nn_status load(struct loading *loading, const char *path, struct nn_error *err) {
    json_t *json = NULL;
    enum nn_status status = json_file_read(&json, path, MAX_BYTES, err);
    loading->json = json;
    if (!status)
        status = load_fields(loading, path, err);
    json_decref(json);
    return status;
}

enum nn_status settings_read(struct settings *settings, const char *path, struct nn_error *err) {
    struct loading loading = {.settings = settings_default()};
    struct nn_error reason = {0};
    char outcome[FILES_OUTCOME];
    *settings = loading.settings;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return NN_STATUS_OK;
    enum nn_status status = load(&loading, path, &reason);
    if (status) {
        status = files_put_away(outcome, path, status);
        return nn_error_set(err, status,
                            "the settings cannot be used: %.200s; the default ones are in use, and "
                            "%.200s",
                            reason.message, outcome);
    }
    *settings = loading.settings;
    if (loading.length == 0)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "values in %.180s that cannot be used are replaced: %s", path,
                        loading.replaced);
}

enum nn_status settings_write(const struct settings *settings, const char *path,
                              struct nn_error *err) {
    json_t *json = json_pack("{s:s, s:i}", "program", "inkling", "format", FORMAT);
    bool fits = recent_files_to_json(&settings->recent, json);
    for (int i = 0; settings_field(i); i++)
        fits &= field_add_to_json(settings_field(i), settings, json);
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
