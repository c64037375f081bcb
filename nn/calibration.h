/* Whether a net's probabilities mean what they say, and how to make them. */
#ifndef NN_CALIBRATION_H
#define NN_CALIBRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/model.h"

enum { NN_RELIABILITY_BINS = 15 };

/* Answers by how sure they were, in equal bins. All zero: none yet. */
struct nn_reliability {
    int count;
    double confidence[NN_RELIABILITY_BINS]; /* sums */
    int correct[NN_RELIABILITY_BINS];
};

/* Adds an answer that was so sure, and right or not. */
void nn_reliability_add(struct nn_reliability *reliability, float confidence, bool correct);

/* The expected calibration error: the mean over the answers of |accuracy - confidence| in their
 * bin (Guo et al. 2017, equation 3); 0 if there are none. */
double nn_reliability_error(const struct nn_reliability *reliability);

/* temperature divides logits before the softmax. Images whose likeliest class then has less than
 * none_threshold are taken to show none of the classes. */
struct nn_calibration {
    double temperature, none_threshold;
};

/* Fits both to probabilities [count, classes] that a model gives images which it was not trained
 * on, by their labels; the array is overwritten. The temperature is the one of the least loss
 * (Guo et al. 2017, section 4.2), between a half and 2. The threshold is a half, where no class at
 * all is the likelier guess, or less if more than one image in a hundred would fall below. Images
 * of no class are left out; without others the calibration is that of a model that has none: 1 and
 * a half. */
struct nn_calibration nn_calibration_fit(float *probabilities, const uint8_t *labels, int count,
                                         int classes);

/* Puts the calibration into the model, before it is shared: its last weights are divided by the
 * temperature, so that whoever runs them gets calibrated probabilities, and its metadata get
 * none_threshold. */
NN_MUST_USE enum nn_status nn_model_calibrate(struct nn_model *model,
                                              const struct nn_calibration *calibration,
                                              struct nn_error *err);

/* The threshold in the model's metadata, or a half where there is no number from 0 to 1. */
float nn_model_none_threshold(const struct nn_model *model);

#endif
