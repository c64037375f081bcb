/* Measures how well a model reads pictures that it was not trained on: to validate, to calibrate
 * and finally to test it. If the observer abandons the work, each returns soon with a meaningless
 * result. */
#pragma once

#include "app/core/training/training_run.h"

struct validation {
    double loss, accuracy;
    int correct;
};

/* Pictures without a class do not count; if there are no others, all is 0. */
NN_MUST_USE enum nn_status
validation_measure(struct validation *validation, const struct nn_model *model,
                   const struct nn_dataset *data, struct nn_thread_pool *pool,
                   const struct training_observer *observer, struct nn_error *err);

/* Calibrates the model, which nobody else has yet, on data: see nn/calibration.h. */
NN_MUST_USE enum nn_status validation_calibrate(struct nn_model *model,
                                                const struct nn_dataset *data,
                                                struct nn_thread_pool *pool,
                                                const struct training_observer *observer,
                                                struct nn_error *err);

/* Evaluates the result on the test pictures, for the first and only time: fills in test, the
 * samples and the hash of the model's weights. */
NN_MUST_USE enum nn_status validation_final_test(struct training_result *result,
                                                 const struct nn_dataset *test,
                                                 struct nn_thread_pool *pool,
                                                 const struct training_observer *observer,
                                                 struct nn_error *err);
