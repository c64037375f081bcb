/* Run folders as the program leaves them, written without a training. */
#pragma once

#include "app/core/runs/run_folder.h"

/* started is a second of 2026-01-02; epochs is what the run was told; points lines of metrics, four
 * an epoch, the last of accuracy 0.9 + 0.001 * seed. result is the text of run.json's "result", or
 * NULL. The folder is made. */
struct run_files {
    const char *name, *net, *result;
    int started, epochs, seed, points;
};
void run_files_write(const char *folder, const struct run_files *files);

/* The end of a run that came to it, for `result`. */
#define RUN_FILES_FINISHED "{\"stopped\": false, \"test_accuracy\": 0.98, \"train_seconds\": 1.5}"
#define RUN_FILES_STOPPED  "{\"stopped\": true, \"steps\": 40, \"test_accuracy\": 0.5}"

/* Any text to FOLDER/NAME/FILE. */
void run_files_put(const char *folder, const char *name, const char *file, const char *text);

/* The settings in the record of a run. */
NN_MUST_USE enum nn_status run_files_settings(struct training_settings *settings, const char *path,
                                              struct nn_error *err);
