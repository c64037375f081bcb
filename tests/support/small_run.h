/* Training runs that take seconds, and an observer of them. */
#pragma once

#include <stdbool.h>

#include "app/core/training/training_run.h"

/* Settings for a small convolution, the recipe "original" with light augmentation, batches of 16,
 * and the data in this folder (small_set.h). */
struct training_settings small_run_settings(const char *data, const char *run_folder, int epochs);

/* Records the observer's calls; abandons or stops the run after this many steps, unless that is
 * 0. */
struct witness {
    int steps, points, validations, epochs, abandon_after, stop_after;
    int stop_in;           /* the step of this number, from 1, is left; 0: none */
    bool abandon_in_check; /* only at the check of the next step, when a checkpoint is due too */
    int polls;             /* calls that ask whether to abandon, since the last step */
    double first_loss;     /* training loss in the first epoch */
    struct training_epoch last;
};

/* Runs to the end, or to where the witness ends it: NULL if it was abandoned. The caller destroys
 * the result. */
struct training_result *small_run_execute(struct training_run *run, struct witness *witness);

/* The same for a new run. */
struct training_result *small_run_once(const struct training_settings *settings,
                                       struct witness *witness);
