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

/* log of the sum of the exponentials. */
static double log_sum(const float *logits, int classes) {
    float most = logits[nn_argmax(logits, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++)
        sum += exp((double)(logits[c] - most));
    return (double)most + log(sum);
}

void nn_softmax(const float *logits, int classes, float *probabilities) {
    double total = log_sum(logits, classes);
    for (int c = 0; c < classes; c++)
        probabilities[c] = (float)exp((double)logits[c] - total);
}

struct nn_loss nn_cross_entropy(const float *logits, const uint8_t *labels, int count, int classes,
                                float smoothing, float scale, float *dlogits) {
    struct nn_loss loss = {0};
    for (int n = 0; n < count; n++, logits += classes) {
        int label = labels[n];
        double total = log_sum(logits, classes);
        float spread = smoothing / (float)classes;
        loss.correct += nn_argmax(logits, classes) == label;
        for (int c = 0; c < classes; c++) {
            float target = spread + (c == label ? 1 - smoothing : 0);
            double log_probability = (double)logits[c] - total;
            loss.sum -= (double)target * log_probability;
            if (dlogits)
                dlogits[(ptrdiff_t)n * classes + c] =
                    scale * ((float)exp(log_probability) - target);
        }
    }
    return loss;
}
