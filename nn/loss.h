/* Softmax with cross-entropy, as one function for the sake of its gradient. */
#ifndef NN_LOSS_H
#define NN_LOSS_H

#include <stdint.h>

struct nn_loss {
    double sum; /* over the images */
    int correct;
    int classed; /* how many of the images have a class: correct is of these */
};

/* Loss of logits [count, classes] against labels smoothed by `smoothing` (the true class gets
 * 1 - smoothing + smoothing / classes, the others smoothing / classes). The target of an image of
 * NN_NO_CLASS is the same share for every class (outlier exposure, Hendrycks et al. 2019). dlogits,
 * unless NULL, is overwritten with the gradient of scale times the sum; it may be logits. */
struct nn_loss nn_cross_entropy(const float *logits, const uint8_t *labels, int count, int classes,
                                float smoothing, float scale, float *dlogits);

/* The largest value's index, the first one of equals. */
int nn_argmax(const float *values, int count);

#endif
