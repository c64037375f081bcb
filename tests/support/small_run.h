/* Training runs of seconds, and what an observer saw of them. */
#pragma once

#include <stdbool.h>

#include "app/core/training/training_run.h"

/* A little convolution, the recipe "original" with light augmentation, batches of 16, on the data
 * in this folder (small_set.h). */
struct training_settings small_run_settings(const char *data, const char *run_folder, int epochs);

/* What an observer saw; leaves or stops the run after so many steps, unless that is 0. */
struct witness {
    int steps, points, validations, epochs, abandon_after, stop_after;
    bool abandon_in_check; /* not before the check of the next step, when a checkpoint is due too */
    int polls;             /* whether to abandon, since the last step */
    double first_loss;     /* of training, in the first epoch */
    struct training_epoch last;
};

/* To its end, or to where the witness ends it: NULL if it was left. The caller destroys it. */
struct training_result *small_run_execute(struct training_run *run, struct witness *witness);

/* The same, of a new run. */
struct training_result *small_run_once(const struct training_settings *settings,
                                       struct witness *witness);
