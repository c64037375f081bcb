/* The pictures of a finished training run, in its run folder. */
#pragma once

#include "app/core/runs/training_result.h"

/* Writes accuracy.png, samples.png and confusion.png into the result's run folder, which is then
 * complete: its checkpoint is removed. */
NN_MUST_USE enum nn_status run_pictures_write(const struct training_result *result,
                                              struct nn_error *err);
