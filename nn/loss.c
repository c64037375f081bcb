#include "nn/loss.h"

#include <math.h>
#include <stddef.h>

#include "nn/dataset.h"
#include "nn/model.h"

int nn_argmax(const float *values, int count) {
    int best = 0;
    for (int i = 1; i < count; i++)
        if (values[i] > values[best])
            best = i;
    return best;
}

/* log of the sum of exp(logits - max): kept apart from max, beside which it could be lost. */
static double log_sum(const float *logits, int classes, double *max) {
    double sum = 0;
    *max = (double)logits[nn_argmax(logits, classes)];
    for (int c = 0; c < classes; c++)
        sum += exp((double)logits[c] - *max);
    /* cppcheck-suppress invalidFunctionArg ; max is one of the logits: 1 or more */
    return log(sum);
}

void nn_softmax(const float *logits, int classes, float *probabilities) {
    double max, total = log_sum(logits, classes, &max);
    for (int c = 0; c < classes; c++)
        probabilities[c] = (float)exp((double)logits[c] - max - total);
}

struct nn_loss nn_cross_entropy(const float *logits, const uint8_t *labels, int count, int classes,
                                float smoothing, float scale, float *dlogits) {
    struct nn_loss loss = {0};
    for (int n = 0; n < count; n++, logits += classes) {
        int label = labels[n];
        double max, total = log_sum(logits, classes, &max);
        float shared = label == NN_NO_CLASS ? 1 : smoothing;
        loss.correct += nn_argmax(logits, classes) == label;
        loss.classed += label != NN_NO_CLASS;
        for (int c = 0; c < classes; c++) {
            float target = shared / (float)classes + (c == label ? 1 - shared : 0);
            double log_probability = (double)logits[c] - max - total;
            loss.sum -= (double)target * log_probability;
            if (dlogits)
                dlogits[(ptrdiff_t)n * classes + c] =
                    scale * ((float)exp(log_probability) - target);
        }
    }
    return loss;
}
