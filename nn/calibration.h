/* Measures how well a network's probabilities match its accuracy, and corrects them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/model.h"

enum { NN_RELIABILITY_BINS = 15 };

/* Answers grouped by confidence into equal bins. Zero-initialised: no answers yet. */
struct nn_reliability {
    int count;
    double confidence[NN_RELIABILITY_BINS]; /* sums */
    int correct[NN_RELIABILITY_BINS];
};

/* Adds an answer given with this confidence. */
void nn_reliability_add(struct nn_reliability *reliability, float confidence, bool correct);

/* The expected calibration error: the mean over the answers of |accuracy - confidence|
 * in their bin (Guo et al. 2017, equation 3); 0 if there are none. */
double nn_reliability_error(const struct nn_reliability *reliability);

/* temperature divides the logits before the softmax. Images whose likeliest class then has a
 * probability below none_threshold are taken to show none of the classes. */
struct nn_calibration {
    double temperature, none_threshold;
};

/* Fits both to the probabilities [count, classes] that a model gives to images it was not trained
 * on, and their labels; overwrites the array. The temperature minimises the loss (Guo et al. 2017,
 * section 4.2) between 0.5 and 2. The threshold is 0.5, below which "no class" is the likelier
 * guess, or lower if more than one image in a hundred would fall below it. Images without a class
 * are left out; if there are no others, the temperature is 1 and the threshold 0.5. */
struct nn_calibration nn_calibration_fit(float *probabilities, const uint8_t *labels, int count,
                                         int classes);

/* Applies the calibration to a model that is not shared yet: divides its last weights by the
 * temperature, for everybody who runs it, and adds none_threshold to its metadata. */
NN_MUST_USE enum nn_status nn_model_calibrate(struct nn_model *model,
                                              const struct nn_calibration *calibration,
                                              struct nn_error *err);

/* The threshold in the model's metadata, or 0.5 if there is no number from 0 to 1. */
float nn_model_none_threshold(const struct nn_model *model);
