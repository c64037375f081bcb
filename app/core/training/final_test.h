/* The one look at the test pictures, at a training's end. */
#ifndef APP_CORE_TRAINING_FINAL_TEST_H
#define APP_CORE_TRAINING_FINAL_TEST_H

#include "app/core/runs/training_result.h"

/* Looks at the test pictures of data_folder, of the result's classes, for the first and only time:
 * fills in test, samples and the sum of the model's weights. */
NN_MUST_USE enum nn_status final_test(struct training_result *result, const char *data_folder,
                                      struct nn_thread_pool *pool, struct nn_error *err);

#endif
