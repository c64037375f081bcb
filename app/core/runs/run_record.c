#include "app/core/runs/run_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/path.h"
#include "app/core/base/text.h"
#include "app/core/recipe/training_choice.h"
#include "app/core/runs/run_lock.h"
#include "app/core/runs/run_metrics.h"
#include "nn/file.h"

const char *run_state_name(enum run_state state) {
    static const char *const names[] = {
        [RUN_RUNNING] = "running", [RUN_FINISHED] = "finished", [RUN_STOPPED] = "stopped"};
    return names[state];
}

/* True if the text can be shown on terminals and in the window. */
static bool is_plain(const char *text) {
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    return true;
}

static bool is_sound(const struct run_record *record) {
    char text[TRAINING_CHOICE_TEXT];
    for (enum training_choice i = 0; i < TRAINING_CHOICES; i++) {
        training_choice_value(&record->summary.settings, i, text);
        if (!is_plain(text))
            return false;
    }
    return is_plain(record->summary.started);
}

static void add_point(struct run_record *record, const struct training_point *point) {
    history_add(&record->history, point);
    record->epochs_done = point->epoch;
    if (!isnan(point->val_accuracy))
        record->val_accuracy = point->val_accuracy;
}

static void read_metrics(struct run_record *record, const char *path) {
    char file[FILES_MAX_PATH];
    struct training_point point;
    void *text = NULL;
    size_t size;
    if (path_join(file, path, RUN_FOLDER_METRICS, NULL) ||
        nn_file_read_no_link(&text, &size, file, RUN_METRICS_MAX, NULL) != NN_STATUS_OK)
        return;
    const char *line = text;
    bool ours = strncmp(line, RUN_METRICS_HEADER, strlen(RUN_METRICS_HEADER)) == 0;
    while (ours && (line = strchr(line, '\n')) && run_metrics_read(++line, &point)) {
        add_point(record, &point);
        record->went_on = record->summary.stopped && strtol(line, NULL, 10) > record->summary.steps;
    }
    free(text);
}

static enum run_state state_of(const struct run_summary *summary, const char *path) {
    if (run_lock_is_taken(path))
        return RUN_RUNNING;
    return summary->ended && !summary->stopped ? RUN_FINISHED : RUN_STOPPED;
}

/* Looks for the run's other files. A run interrupted before its first checkpoint starts over. */
static enum nn_status look_around(struct run_record *record, const char *path,
                                  struct nn_error *err) {
    char model[FILES_MAX_PATH], checkpoint[FILES_MAX_PATH];
    enum nn_status status = path_join(model, path, RUN_FOLDER_MODEL, err);
    if (!status)
        status = path_join(checkpoint, path, RUN_FOLDER_CHECKPOINT, err);
    if (status)
        return status;
    bool ended = record->summary.ended;
    record->has_model = ended && access(model, R_OK) == 0;
    record->can_resume = record->state == RUN_STOPPED && (!ended || access(checkpoint, R_OK) == 0);
    return NN_STATUS_OK;
}

static enum nn_status fill(struct run_record *record, const char *path, struct nn_error *err) {
    if (!text_copy(record->name, sizeof record->name, path_base_name(path)))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "the name of %.200s is too long", path);
    enum nn_status status = run_folder_read_summary(&record->summary, path, err);
    if (status)
        return status;
    if (!is_sound(record))
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s/run.json is not the record of a run",
                            path);
    history_clear(&record->history);
    record->val_accuracy = (double)NAN;
    record->state = state_of(&record->summary, path);
    read_metrics(record, path);
    return look_around(record, path, err);
}

enum nn_status run_record_read(struct run_record **out, const char *path, struct nn_error *err) {
    struct run_record *record = calloc(1, sizeof *record);
    if (!record)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a run");
    atomic_init(&record->owners, 1);
    enum nn_status status = fill(record, path, err);
    if (status)
        free(record);
    else
        *out = record;
    return status;
}

struct run_record *run_record_retain(struct run_record *record) {
    atomic_fetch_add(&record->owners, 1);
    return record;
}

void run_record_release(struct run_record *record) {
    if (record && atomic_fetch_sub(&record->owners, 1) == 1)
        free(record);
}
