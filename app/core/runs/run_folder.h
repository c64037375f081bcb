/* A training run's folder: run.json, metrics.csv, model.safetensors, checkpoint.safetensors.
 * Whoever writes it holds its lock (run_lock.h): two cannot. */
#ifndef APP_CORE_RUNS_RUN_FOLDER_H
#define APP_CORE_RUNS_RUN_FOLDER_H

#include <stdbool.h>

#include "app/core/runs/training_result.h"
#include "nn/trainer.h"

struct run_folder;

/* Makes the folder and its run.json; BAD_ARGUMENT if it holds a run already. */
NN_MUST_USE enum nn_status run_folder_create(struct run_folder **folder,
                                             const struct training_settings *settings,
                                             struct nn_error *err);

/* Opens one that holds a run. From then on nobody else writes it. */
NN_MUST_USE enum nn_status run_folder_open(struct run_folder **folder, const char *path,
                                           struct nn_error *err);

/* Takes up its metrics as they were after so many steps; after none there are none. An opened
 * folder needs this before its points are asked for or added to. */
NN_MUST_USE enum nn_status run_folder_go_back(struct run_folder *folder, long steps_done,
                                              struct nn_error *err);
void run_folder_destroy(struct run_folder *folder);

/* The points that metrics.csv has, an array of the caller's. BAD_FILE if a line is none that this
 * program wrote. */
NN_MUST_USE enum nn_status run_folder_points(const struct run_folder *folder,
                                             struct training_point **points, int *count,
                                             struct nn_error *err);

/* Adds a line to metrics.csv, which is written when the point has a validation: a write that is
 * sure to be on the disk takes as long as many steps. */
NN_MUST_USE enum nn_status run_folder_add(struct run_folder *folder, long step, double seconds,
                                          const struct training_point *point, struct nn_error *err);

/* Writes metrics.csv to its last line, then the checkpoint with the note. */
NN_MUST_USE enum nn_status run_folder_checkpoint(struct run_folder *folder,
                                                 const struct nn_trainer *trainer, const char *note,
                                                 struct nn_error *err);

/* Writes the model, then run.json once more with the result. */
NN_MUST_USE enum nn_status run_folder_finish(struct run_folder *folder,
                                             const struct training_result *result,
                                             struct nn_error *err);

/* Once all that a run leaves is written, its pictures too, it needs its checkpoint no more, unless
 * it was stopped. Until then a run that is cut off can go on to its end. */
void run_folder_complete(const struct training_result *result);

/* Removes the folder of a run that ended before anything was written to it. Any other stays. */
void run_folder_discard_if_empty(const char *path);

/* Settings as run.json has them. */
NN_MUST_USE enum nn_status run_folder_read_settings(struct training_settings *settings,
                                                    const char *path, struct nn_error *err);

/* What run.json says of a run, its run_folder aside. Numbers that it does not have are NaN. */
struct run_summary {
    struct training_settings settings;
    char started[32]; /* local time, as 2026-01-31T23:59:59+0100 */
    bool ended;       /* it has a result; */
    bool stopped;     /* which was asked for before its time, so that the run can go on; */
    long steps;       /* after these */
    double test_accuracy, train_seconds;
};
NN_MUST_USE enum nn_status run_folder_read_summary(struct run_summary *summary, const char *path,
                                                   struct nn_error *err);

/* FOLDER/checkpoint.safetensors, FOLDER/model.safetensors. */
NN_MUST_USE enum nn_status run_folder_checkpoint_path(char path[FILES_MAX_PATH], const char *folder,
                                                      struct nn_error *err);
NN_MUST_USE enum nn_status run_folder_model_path(char path[FILES_MAX_PATH], const char *folder,
                                                 struct nn_error *err);

#endif
