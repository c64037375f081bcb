/* A training run's folder: run.json, metrics.csv, model.safetensors, checkpoint.safetensors. */
#ifndef APP_CORE_RUN_FOLDER_H
#define APP_CORE_RUN_FOLDER_H

#include "app/core/training.h"
#include "nn/trainer.h"

struct run_folder;

/* Makes the folder and its run.json; BAD_ARGUMENT if it holds a run already. */
NN_MUST_USE enum nn_status run_folder_create(struct run_folder **folder,
                                             const struct training_settings *settings,
                                             struct nn_error *err);

/* Opens one that holds a run, keeping the metrics up to this step. */
NN_MUST_USE enum nn_status run_folder_open(struct run_folder **folder, const char *path,
                                           long steps_done, struct nn_error *err);
void run_folder_destroy(struct run_folder *folder);

/* Adds a line to metrics.csv, which is written when the point has a validation: a write that is
 * sure to be on the disk takes as long as many steps. */
NN_MUST_USE enum nn_status run_folder_add(struct run_folder *folder, long step, double seconds,
                                          const struct training_point *point, struct nn_error *err);

NN_MUST_USE enum nn_status run_folder_checkpoint(struct run_folder *folder,
                                                 const struct nn_trainer *trainer,
                                                 struct nn_error *err);

/* Writes the model, then run.json once more with the result, then removes the checkpoint. */
NN_MUST_USE enum nn_status run_folder_finish(struct run_folder *folder,
                                             const struct training_result *result,
                                             struct nn_error *err);

/* Settings as run.json has them. */
NN_MUST_USE enum nn_status run_folder_read_settings(struct training_settings *settings,
                                                    const char *path, struct nn_error *err);

/* PATH/checkpoint.safetensors. */
NN_MUST_USE enum nn_status run_folder_checkpoint_path(char path[FILES_MAX_PATH], const char *folder,
                                                      struct nn_error *err);

#endif
