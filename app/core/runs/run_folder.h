/* A training run's folder. Its only writer holds its lock (run_lock.h); where the folder was
 * removed or replaced by another since, whatever writes fails with IO and writes nothing. Folders
 * come from elsewhere too, and a link in one may lead to any file of the user's: a run is continued
 * from no link and written through none. The folder itself may be a link. */
#pragma once

#include <stdbool.h>

#include "app/core/runs/training_result.h"
#include "nn/trainer.h"

/* The files in it. */
#define RUN_FOLDER_RECORD     "run.json"
#define RUN_FOLDER_METRICS    "metrics.csv"
#define RUN_FOLDER_MODEL      "model.safetensors"
#define RUN_FOLDER_CHECKPOINT "checkpoint.safetensors"

struct run_folder;

/* BAD_ARGUMENT if the path is too long to have a run's files in it. */
NN_MUST_USE enum nn_status run_folder_check_path(const char *path, struct nn_error *err);

/* Makes the folder and its run.json; BAD_ARGUMENT if there is anything in it already. */
NN_MUST_USE enum nn_status run_folder_create(struct run_folder **folder,
                                             const struct training_settings *settings,
                                             struct nn_error *err);

/* Opens the folder of a run. From then on nobody else can write it. */
NN_MUST_USE enum nn_status run_folder_open(struct run_folder **folder, const char *path,
                                           struct nn_error *err);

/* Whether the run can be continued from this folder: it is still there, with its record. */
bool run_folder_can_resume(const struct run_folder *folder);

/* Restores its metrics as they were after this many steps; after none there are none. An opened
 * folder needs this before its points are read or added to. */
NN_MUST_USE enum nn_status run_folder_go_back(struct run_folder *folder, long steps_done,
                                              struct nn_error *err);
void run_folder_destroy(struct run_folder *folder);

/* Stores the points of metrics.csv in an array that the caller owns. BAD_FILE if a line was not
 * written by this program. */
NN_MUST_USE enum nn_status run_folder_points(const struct run_folder *folder,
                                             struct training_point **points, int *count,
                                             struct nn_error *err);

/* Adds a line to metrics.csv. The file is written only when the point has a validation: a durable
 * write takes as long as many steps. */
NN_MUST_USE enum nn_status run_folder_add(struct run_folder *folder, long step, double seconds,
                                          const struct training_point *point, struct nn_error *err);

/* Writes all of metrics.csv, then the checkpoint with the note. */
NN_MUST_USE enum nn_status run_folder_checkpoint(struct run_folder *folder,
                                                 const struct nn_trainer *trainer, const char *note,
                                                 struct nn_error *err);

/* Writes the model, then run.json again with the result. */
NN_MUST_USE enum nn_status run_folder_finish(struct run_folder *folder,
                                             const struct training_result *result,
                                             struct nn_error *err);

/* Writes the model alone, of a run that failed after its training. */
NN_MUST_USE enum nn_status run_folder_keep(const struct run_folder *folder,
                                           const struct nn_model *model, struct nn_error *err);

/* Adds to a message where the run's model is; returns the status. */
enum nn_status run_folder_say_kept(const char *folder, enum nn_status status, struct nn_error *err);

/* Removes the checkpoint of a run that was not stopped, once everything, including its pictures, is
 * written. Until then an interrupted run can continue. */
void run_folder_complete(const struct training_result *result);

/* Removes the folder of a run that ended before it wrote anything. */
void run_folder_discard_if_empty(const char *path);

/* The content of run.json; settings.run_folder is the path. Missing numbers are NaN. */
struct run_summary {
    struct training_settings settings;
    char started[32]; /* local time, as 2026-01-31T23:59:59+0100 */
    char kernels[16]; /* that it began with; empty if not known */
    bool ended;       /* it has a result */
    bool stopped;     /* it was stopped early and can continue */
    long steps;       /* done when it ended */
    double test_accuracy, train_seconds;
};
NN_MUST_USE enum nn_status run_folder_read_summary(struct run_summary *summary, const char *path,
                                                   struct nn_error *err);

/* What to say of a run that goes on with other kernels than it began with, to follow its name:
 * false if it does not. That is how a run moves to another machine, so it is no error. */
enum { RUN_FOLDER_NOTE = 256 };
bool run_folder_kernels_note(const struct run_summary *summary, char note[RUN_FOLDER_NOTE]);
