/* Softmax and cross-entropy in one function, which simplifies the gradient. */
#pragma once

#include <stdint.h>

struct nn_loss {
    double sum; /* over the images */
    int correct;
    int classed; /* images with a class; correct is out of these */
};

/* Loss of logits [count, classes] against labels smoothed by `smoothing` (the true class gets 1 -
 * smoothing + smoothing / classes, the others smoothing / classes). The target of an image of
 * NN_NO_CLASS is 1 / classes for every class (outlier exposure, Hendrycks et al. 2019). dlogits,
 * unless NULL, is overwritten with the gradient of scale times the sum; it may alias logits. */
struct nn_loss nn_cross_entropy(const float *logits, const uint8_t *labels, int count, int classes,
                                float smoothing, float scale, float *dlogits);

/* The index of the first maximum. */
int nn_argmax(const float *values, int count);
