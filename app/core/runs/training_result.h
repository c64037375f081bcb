/* The result of a run: the network, its settings and its measurements. */
#pragma once

#include <stdbool.h>

#include "app/core/base/class_set.h"
#include "app/core/ink/ink.h"
#include "app/core/recipe/training_settings.h"
#include "app/core/runs/history.h"
#include "nn/model.h"

/* samples.png shows the first pictures of the test set. */
enum { TRAINING_SAMPLES = 36, TRAINING_SHA256_TEXT = 65 };

struct training_result {
    struct class_set classes; /* of the network */
    struct nn_model *model;
    struct training_settings settings; /* as used: threads and seed filled in */
    struct nn_evaluation test;
    struct training_point *points;
    int point_count;
    uint8_t sample_images[TRAINING_SAMPLES][INK_PIXELS];
    uint8_t sample_labels[TRAINING_SAMPLES], sample_predictions[TRAINING_SAMPLES];
    int sample_count;
    long steps;
    bool stopped;         /* before all epochs were done or the target was reached */
    double train_seconds; /* training alone: no loading, no evaluation */
    char weights_sha256[TRAINING_SHA256_TEXT];
};

/* Accepts NULL. */
void training_result_destroy(struct training_result *result);
