/* The only evaluation on the test pictures, at the end of a training. */
#pragma once

#include "app/core/runs/training_result.h"

/* Evaluates the result on the test pictures of data_folder, for the first and only time: fills in
 * test, the samples and the hash of the model's weights. */
NN_MUST_USE enum nn_status final_test(struct training_result *result, const char *data_folder,
                                      struct nn_thread_pool *pool, struct nn_error *err);
