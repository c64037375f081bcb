/* What a finished run leaves: the net, what it was trained with, how it fared. */
#ifndef APP_CORE_TRAINING_TRAINING_RESULT_H
#define APP_CORE_TRAINING_TRAINING_RESULT_H

#include "app/core/training/training.h"

/* Test pictures for samples.png: the first of the test set. */
enum { TRAINING_SAMPLES = 36, TRAINING_SHA256_TEXT = 65 };

struct training_result {
    struct nn_model *model;
    struct training_settings settings; /* as used: threads and seed filled in */
    struct nn_evaluation test;
    struct training_point *points;
    int point_count;
    uint8_t sample_images[TRAINING_SAMPLES][28 * 28];
    uint8_t sample_labels[TRAINING_SAMPLES], sample_predictions[TRAINING_SAMPLES];
    int sample_count;
    long steps;
    bool stopped;         /* before all epochs were done or the target was reached */
    double train_seconds; /* training alone: no loading, no evaluation */
    char weights_sha256[TRAINING_SHA256_TEXT];
};

/* Looks at the test pictures of data_folder, for the first and only time: fills in test, samples
 * and the sum of the model's weights. */
NN_MUST_USE enum nn_status training_result_test(struct training_result *result,
                                                const char *data_folder,
                                                struct nn_thread_pool *pool, struct nn_error *err);

void training_result_destroy(struct training_result *result);

#endif
