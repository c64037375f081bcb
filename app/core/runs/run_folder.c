#include "app/core/runs/run_folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "app/core/base/json_file.h"
#include "app/core/base/text.h"
#include "app/core/recipe/training_table.h"
#include "app/core/runs/run_lock.h"
#include "app/core/runs/run_metrics.h"
#include "nn/file.h"
#include "nn/formats/safetensors.h"
#include "nn/kernels.h"
#include "nn/temp_file.h"

enum { MAX_JSON = 1 << 20 };

/* metrics is the whole text of metrics.csv: it is small, and rewriting the file with each line
 * keeps it complete. */
struct run_folder {
    char path[FILES_MAX_PATH];
    struct training_settings settings;
    char started[32];
    char *metrics;
    size_t metrics_length;
    int lock; /* held as long as this exists */
};

enum nn_status run_folder_check_path(const char *path, struct nn_error *err) {
    char longest[FILES_MAX_PATH];
    return path_format(longest, err, "%s/" RUN_FOLDER_CHECKPOINT NN_TEMP_FILE_SUFFIX, path);
}

static void time_text(char text[32]) {
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%S%z", &local);
}

/* NULL if something cannot be written. */
static json_t *settings_json(const struct training_settings *settings) {
    json_t *json = json_object();
    bool fits = true;
    for (enum training_choice i = 0; i < TRAINING_SETTINGS; i++)
        fits &= field_add_to_json(&training_setting(i)->field, settings, json);
    if (fits)
        return json;
    json_decref(json);
    return NULL;
}

/* NULL if a figure is no number or there is no memory. */
static json_t *result_json(const struct training_result *result) {
    const struct nn_spec *spec = nn_model_spec(result->model);
    return json_pack("{s:s, s:I, s:I, s:b, s:f, s:f, s:f, s:s}", "spec", spec->text, "parameters",
                     (json_int_t)nn_spec_parameter_count(spec), "steps", (json_int_t)result->steps,
                     "stopped", (int)result->stopped, "train_seconds", result->train_seconds,
                     "test_accuracy", result->test.accuracy, "test_loss", result->test.loss,
                     "weights_sha256", result->weights_sha256);
}

/* Gives the path of a file that is to be written, while that is in the run's own folder. */
static enum nn_status own_path(const struct run_folder *folder, char path[FILES_MAX_PATH],
                               const char *name, struct nn_error *err) {
    if (run_lock_is_on(folder->lock, folder->path))
        return path_join(path, folder->path, name, err);
    return nn_error_set(err, NN_STATUS_IO,
                        access(folder->path, F_OK) == 0
                            ? "the folder of the run, %s, was replaced by another: the run ends, "
                              "and nothing was written into the new one"
                            : "the folder of the run, %s, was removed: the run ends",
                        folder->path);
}

bool run_folder_can_resume(const struct run_folder *folder) {
    char record[FILES_MAX_PATH];
    return own_path(folder, record, RUN_FOLDER_RECORD, NULL) == NN_STATUS_OK &&
           access(record, F_OK) == 0;
}

static enum nn_status write_json(const struct run_folder *folder,
                                 const struct training_result *result, struct nn_error *err) {
    char path[FILES_MAX_PATH], finished[32];
    enum nn_status status = own_path(folder, path, RUN_FOLDER_RECORD, err);
    if (status)
        return status;
    json_t *run = json_pack("{s:s, s:s, s:s, s:s, s:o}", "program", "inkling", "version",
                            INKLING_VERSION, "kernels", nn_kernels_best()->name, "started",
                            folder->started, "settings", settings_json(&folder->settings));
    int lost = 0; /* jansson's functions return 0 or -1 */
    if (result) {
        time_text(finished);
        lost |= json_object_set_new(run, "finished", json_string(finished));
        lost |= json_object_set_new(run, "result", result_json(result));
    }
    char *text = lost ? NULL : json_dumps(run, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(run);
    if (!text)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "cannot write %s: a figure is not a number, or there is no memory",
                            path);
    status = nn_file_write(path, text, strlen(text), err);
    free(text);
    return status;
}

static enum nn_status no_memory(struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a run");
}

/* NULL without memory. */
static struct run_folder *allocate(const char *path) {
    struct run_folder *folder = calloc(1, sizeof *folder);
    if (!folder)
        return NULL;
    folder->lock = RUN_LOCK_NONE;
    snprintf(folder->path, sizeof folder->path, "%s", path);
    time_text(folder->started);
    return folder;
}

/* A run's files have the same names in every folder: those of another run, or of a user, would be
 * overwritten. What a killed process left of the record, which is written first, is nobody's. */
static enum nn_status check_empty(const char *path, struct nn_error *err) {
    char record[FILES_MAX_PATH];
    enum nn_status status = path_join(record, path, RUN_FOLDER_RECORD, err);
    if (!status && access(record, F_OK) == 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "%s already has a run: choose another folder, or continue it with "
                            "--resume",
                            path);
    if (status)
        return status;
    nn_temp_file_sweep(path, RUN_FOLDER_RECORD);
    DIR *folder = opendir(path);
    if (!folder)
        return nn_error_set(err, NN_STATUS_IO, "cannot look into the folder %s: %s", path,
                            strerror(errno));
    const struct dirent *entry;
    do
        entry = readdir(folder);
    while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    if (entry)
        status = nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                              "%s is not empty: it has %.80s; choose a new or an empty folder for "
                              "the run",
                              path, entry->d_name);
    closedir(folder);
    return status;
}

static enum nn_status begin(struct run_folder *folder, struct nn_error *err) {
    enum nn_status status = run_folder_check_path(folder->path, err);
    if (!status)
        status = files_make_folder(folder->path, err);
    if (!status)
        status = run_lock_take(&folder->lock, folder->path, err);
    if (!status)
        status = check_empty(folder->path, err);
    if (!status)
        status = run_folder_go_back(folder, 0, err);
    return status ? status : write_json(folder, NULL, err);
}

enum nn_status run_folder_create(struct run_folder **out, const struct training_settings *settings,
                                 struct nn_error *err) {
    struct run_folder *folder = allocate(settings->run_folder);
    if (!folder)
        return no_memory(err);
    folder->settings = *settings;
    enum nn_status status = begin(folder, err);
    if (status)
        run_folder_destroy(folder);
    else
        *out = folder;
    return status;
}

/* Parses run.json; the caller owns *run. */
static enum nn_status read_json(json_t **run, const char *folder, struct nn_error *err) {
    char file[FILES_MAX_PATH];
    void *text = NULL;
    size_t size;
    enum nn_status status = path_join(file, folder, RUN_FOLDER_RECORD, err);
    if (!status)
        status = nn_file_read_no_link(&text, &size, file, MAX_JSON, err);
    if (!status)
        status = json_file_parse(run, text, size, file, err);
    free(text);
    return status;
}

/* Fills in a setting that the record of an earlier version lacks: the optimiser and the schedule
 * are the recipe's, and numbers are 0 where that is allowed. */
static bool fill_in(struct training_settings *settings, enum training_choice choice) {
    const struct field *field = &training_setting(choice)->field;
    struct training_settings usual;
    if (choice == TRAINING_CHOICE_PREPARE)
        return true; /* nothing was prepared */
    if (choice != TRAINING_CHOICE_OPTIMIZER && choice != TRAINING_CHOICE_SCHEDULE)
        return field->kind != FIELD_TEXT && field_is_valid(field, settings);
    if (training_settings_from_recipe(&usual, settings->recipe, NULL) == NN_STATUS_OK)
        field_copy(field, settings, &usual);
    return true;
}

static bool settings_from_json(struct training_settings *settings, const json_t *json) {
    *settings = (struct training_settings){.epochs = 0};
    for (enum training_choice i = 0; i < TRAINING_SETTINGS; i++) {
        const struct field *field = &training_setting(i)->field;
        bool there = json_object_get(json, field->key);
        if (there ? !field_from_json(field, settings, json) : !fill_in(settings, i))
            return false;
    }
    return true;
}

/* Cuts the text after the last line whose step is not greater. */
static void keep_metrics_to(struct run_folder *folder, long step) {
    char *line = strchr(folder->metrics, '\n');
    while (line && line[1] && strtol(line + 1, NULL, 10) <= step)
        line = strchr(line + 1, '\n');
    if (line)
        line[1] = '\0';
    folder->metrics_length = strlen(folder->metrics);
}

enum nn_status run_folder_open(struct run_folder **out, const char *path, struct nn_error *err) {
    struct run_summary summary;
    struct run_folder *folder = allocate(path);
    if (!folder)
        return no_memory(err);
    enum nn_status status = run_lock_take(&folder->lock, path, err);
    if (!status)
        status = run_folder_read_summary(&summary, path, err);
    if (status) {
        run_folder_destroy(folder);
        return status;
    }
    folder->settings = summary.settings;
    strcpy(folder->started, summary.started);
    *out = folder;
    return NN_STATUS_OK;
}

enum nn_status run_folder_go_back(struct run_folder *folder, long steps_done,
                                  struct nn_error *err) {
    char metrics[FILES_MAX_PATH];
    void *text = NULL;
    size_t size;
    enum nn_status status = path_join(metrics, folder->path, RUN_FOLDER_METRICS, err);
    if (!status && steps_done > 0)
        status = nn_file_read_no_link(&text, &size, metrics, RUN_METRICS_MAX, err);
    else if (!status && !(text = strdup(RUN_METRICS_HEADER)))
        status = no_memory(err);
    assert(status || text);
    if (!status && strncmp(text, RUN_METRICS_HEADER, strlen(RUN_METRICS_HEADER)) != 0)
        status = nn_error_set(err, NN_STATUS_BAD_FILE,
                              "%s does not begin with the names of its columns: start a new run",
                              metrics);
    if (status) {
        free(text);
        return status;
    }
    free(folder->metrics);
    folder->metrics = text;
    keep_metrics_to(folder, steps_done);
    return NN_STATUS_OK;
}

void run_folder_destroy(struct run_folder *folder) {
    if (!folder)
        return;
    run_lock_give_back(folder->lock);
    free(folder->metrics);
    free(folder);
}

enum nn_status run_folder_points(const struct run_folder *folder, struct training_point **points,
                                 int *count, struct nn_error *err) {
    int lines = 0;
    for (const char *at = folder->metrics; (at = strchr(at, '\n')); at++)
        lines++;
    *points = calloc((size_t)lines + 1, sizeof **points);
    *count = 0;
    if (!*points)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a run's graph");
    for (const char *line = strchr(folder->metrics, '\n'); line && line[1];
         line = strchr(line + 1, '\n'))
        if (!run_metrics_read(line + 1, &(*points)[(*count)++]))
            return nn_error_set(err, NN_STATUS_BAD_FILE,
                                "line %d of %s/metrics.csv is not a line of metrics: start a new "
                                "run",
                                *count + 1, folder->path);
    return NN_STATUS_OK;
}

static enum nn_status write_metrics(const struct run_folder *folder, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = own_path(folder, path, RUN_FOLDER_METRICS, err);
    return status ? status : nn_file_write(path, folder->metrics, folder->metrics_length, err);
}

enum nn_status run_folder_add(struct run_folder *folder, long step, double seconds,
                              const struct training_point *point, struct nn_error *err) {
    char line[RUN_METRICS_LINE];
    size_t length = run_metrics_write(line, step, seconds, point);
    char *metrics = realloc(folder->metrics, folder->metrics_length + length + 1);
    if (!metrics)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the metrics of a run");
    memcpy(metrics + folder->metrics_length, line, length);
    folder->metrics = metrics;
    folder->metrics_length += length;
    metrics[folder->metrics_length] = '\0';
    return isnan(point->val_accuracy) ? NN_STATUS_OK : write_metrics(folder, err);
}

/* Lines newer than the checkpoint do no harm: they are cut when the run continues. */
enum nn_status run_folder_checkpoint(struct run_folder *folder, const struct nn_trainer *trainer,
                                     const char *note, struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = own_path(folder, path, RUN_FOLDER_CHECKPOINT, err);
    if (!status)
        status = write_metrics(folder, err);
    return status ? status : nn_trainer_save(trainer, path, note, err);
}

enum nn_status run_folder_finish(struct run_folder *folder, const struct training_result *result,
                                 struct nn_error *err) {
    char path[FILES_MAX_PATH], accuracy[32];
    enum nn_status status = own_path(folder, path, RUN_FOLDER_MODEL, err);
    if (status)
        return status;
    snprintf(accuracy, sizeof accuracy, "%.4f", result->test.accuracy);
    const struct nn_metadata metadata[] = {{"trained", folder->started},
                                           {"test_accuracy", accuracy}};
    status = nn_model_save(result->model, path, metadata, sizeof metadata / sizeof *metadata, err);
    return status ? status : write_json(folder, result, err);
}

enum nn_status run_folder_keep(const struct run_folder *folder, const struct nn_model *model,
                               struct nn_error *err) {
    char path[FILES_MAX_PATH];
    enum nn_status status = own_path(folder, path, RUN_FOLDER_MODEL, err);
    return status ? status : nn_model_save(model, path, NULL, 0, err);
}

enum nn_status run_folder_say_kept(const char *folder, enum nn_status status,
                                   struct nn_error *err) {
    if (!err)
        return status;
    const struct nn_error reason = *err;
    return nn_error_set(err, status, "%.300s; the network is kept in %s/" RUN_FOLDER_MODEL,
                        reason.message, folder);
}

void run_folder_discard_if_empty(const char *path) {
    (void)rmdir(path); /* which refuses a folder that is not empty */
}

void run_folder_complete(const struct training_result *result) {
    char checkpoint[FILES_MAX_PATH];
    const char *folder = result->settings.run_folder;
    if (!result->stopped &&
        path_join(checkpoint, folder, RUN_FOLDER_CHECKPOINT, NULL) == NN_STATUS_OK)
        unlink(checkpoint);
}

static double number_or_nan(const json_t *object, const char *key) {
    const json_t *number = json_object_get(object, key);
    return json_is_number(number) ? json_number_value(number) : (double)NAN;
}

enum nn_status run_folder_read_summary(struct run_summary *summary, const char *path,
                                       struct nn_error *err) {
    json_t *run = NULL;
    enum nn_status status = read_json(&run, path, err);
    if (status)
        return status;
    const json_t *result = json_object_get(run, "result");
    const char *started = json_string_value(json_object_get(run, "started"));
    *summary = (struct run_summary){
        .ended = result,
        .stopped = json_is_true(json_object_get(result, "stopped")),
        .steps = (long)json_integer_value(json_object_get(result, "steps")),
        .test_accuracy = number_or_nan(result, "test_accuracy"),
        .train_seconds = number_or_nan(result, "train_seconds"),
    };
    if (!settings_from_json(&summary->settings, json_object_get(run, "settings")) ||
        !text_copy(summary->started, sizeof summary->started, started))
        status = nn_error_set(err, NN_STATUS_BAD_FILE,
                              "%s/run.json is not the record of a run: start a new one", path);
    (void)text_copy(summary->kernels, sizeof summary->kernels,
                    json_string_value(json_object_get(run, "kernels")));
    json_decref(run);
    return status ? status : path_copy(summary->settings.run_folder, path, err);
}

bool run_folder_kernels_note(const struct run_summary *summary, char note[RUN_FOLDER_NOTE]) {
    const char *here = nn_kernels_best()->name;
    snprintf(note, RUN_FOLDER_NOTE,
             "began with the kernels for %s and continues with those for %s: its weights will "
             "differ in their last bits from those of a run that was not interrupted",
             summary->kernels, here);
    return summary->kernels[0] && strcmp(summary->kernels, here) != 0;
}
