/* Run folders as the program leaves them, written without a training. */
#pragma once

#include "app/core/runs/run_folder.h"

/* started is a second of 2026-01-02, epochs the run's setting, points the number of lines of
 * metrics, four per epoch, with a final accuracy of 0.9 + 0.001 * seed. result is the text of
 * run.json's "result", or NULL. The folder is created. */
struct run_files {
    const char *name, *net, *result;
    int started, epochs, seed, points;
};
void run_files_write(const char *folder, const struct run_files *files);

/* Writes finished runs called run-0, run-1 and so on, of 5 epochs, each a second later. */
void run_files_write_finished(const char *folder, int count, int points);

/* Values of `result` for a run that finished and one that was stopped. */
#define RUN_FILES_FINISHED "{\"stopped\": false, \"test_accuracy\": 0.98, \"train_seconds\": 1.5}"
#define RUN_FILES_STOPPED  "{\"stopped\": true, \"steps\": 40, \"test_accuracy\": 0.5}"

/* Writes any text to FOLDER/NAME/FILE. */
void run_files_put(const char *folder, const char *name, const char *file, const char *text);

/* The settings in the record of a run. */
NN_MUST_USE enum nn_status run_files_settings(struct training_settings *settings, const char *path,
                                              struct nn_error *err);
