#include "nn/calibration.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "nn/decimal.h"
#include "nn/loss.h"
#include "nn/model_private.h"

enum { HALVINGS = 40 };

static const char threshold_key[] = "none_threshold";
static const double usual_threshold = 0.5, max_refused = 0.01;

void nn_reliability_add(struct nn_reliability *reliability, float confidence, bool correct) {
    float place = confidence * NN_RELIABILITY_BINS;
    /* confidence is not a number if weights have overflowed. */
    int bin = place < NN_RELIABILITY_BINS ? (int)place : NN_RELIABILITY_BINS - 1;
    reliability->count++;
    reliability->confidence[bin] += (double)confidence;
    reliability->correct[bin] += correct;
}

double nn_reliability_error(const struct nn_reliability *reliability) {
    double error = 0;
    for (int bin = 0; bin < NN_RELIABILITY_BINS; bin++)
        error += fabs(reliability->correct[bin] - reliability->confidence[bin]);
    return reliability->count > 0 ? error / reliability->count : 0;
}

/* The logits are known up to a constant for each image, which changes nothing. */
struct sample {
    const float *logits;
    const uint8_t *labels;
    int count, classes;
    double inverse; /* of the temperature */
};

/* An image's logits weighted by their probabilities, and that of the likeliest class. */
struct answer {
    double mean, confidence;
};

static struct answer answer_of(const struct sample *sample, int n, double inverse) {
    const float *logits = sample->logits + (ptrdiff_t)n * sample->classes;
    double max = (double)logits[nn_argmax(logits, sample->classes)], total = 0, mean = 0;
    for (int c = 0; c < sample->classes; c++) {
        double weight = exp(inverse * ((double)logits[c] - max));
        total += weight;
        mean += weight * (double)logits[c];
    }
    return (struct answer){mean / total, 1 / total};
}

/* Whether the loss, which is convex in the inverse temperature, increases with it there. */
static bool loss_rises(const struct sample *sample, double inverse) {
    double slope = 0;
    for (int n = 0; n < sample->count; n++)
        if (sample->labels[n] != NN_NO_CLASS)
            slope += answer_of(sample, n, inverse).mean -
                     (double)sample->logits[(ptrdiff_t)n * sample->classes + sample->labels[n]];
    return slope > 0;
}

static bool refuses_too_many(const struct sample *sample, double threshold) {
    int below = 0, classed = 0;
    for (int n = 0; n < sample->count; n++)
        if (sample->labels[n] != NN_NO_CLASS) {
            below += answer_of(sample, n, sample->inverse).confidence < threshold;
            classed++;
        }
    return (double)below / classed > max_refused;
}

struct bounds {
    double low, high;
};

/* Of 1 / temperature, which a few images that are all read correctly would drive to infinity. */
static const struct bounds inverse_bounds = {0.5, 2};

/* Where the condition, false at low numbers and true at high ones, changes. */
static struct bounds bisect(const struct sample *sample, struct bounds bounds,
                            bool (*is_high)(const struct sample *sample, double number)) {
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (bounds.low + bounds.high) / 2;
        if (is_high(sample, middle))
            bounds.high = middle;
        else
            bounds.low = middle;
    }
    return bounds;
}

static bool has_classes(const uint8_t *labels, int count) {
    for (int n = 0; n < count; n++)
        if (labels[n] != NN_NO_CLASS)
            return true;
    return false;
}

struct nn_calibration nn_calibration_fit(float *probabilities, const uint8_t *labels, int count,
                                         int classes) {
    const float min = 1e-37f; /* log(0) is not finite */
    if (!has_classes(labels, count))
        return (struct nn_calibration){1, usual_threshold};
    for (ptrdiff_t i = 0; i < (ptrdiff_t)count * classes; i++)
        probabilities[i] = logf(fmaxf(probabilities[i], min));
    struct sample sample = {probabilities, labels, count, classes, 1};
    struct bounds inverse = bisect(&sample, inverse_bounds, loss_rises);
    sample.inverse = (inverse.low + inverse.high) / 2;
    double threshold = usual_threshold;
    if (refuses_too_many(&sample, threshold))
        threshold = bisect(&sample, (struct bounds){0, threshold}, refuses_too_many).low;
    return (struct nn_calibration){1 / sample.inverse, threshold};
}

/* Everything after the last layer with weights is linear, or keeps signs and order. */
static void divide_logits(struct nn_model *model, double temperature) {
    const struct nn_parameters *parameters = &model->parameters;
    int last = 0;
    for (int i = 0; i < parameters->tensor_count; i++)
        if (parameters->tensors[i].layer > last)
            last = parameters->tensors[i].layer;
    for (enum nn_tensor_role role = NN_TENSOR_WEIGHT; role <= NN_TENSOR_BIAS; role++) {
        const struct nn_tensor *tensor = nn_parameters_find(parameters, last, role);
        if (!tensor)
            continue; /* the network has no weights */
        float *values = model->values + tensor->offset;
        for (size_t i = 0; i < tensor->size; i++)
            values[i] = (float)((double)values[i] / temperature);
    }
}

enum nn_status nn_model_calibrate(struct nn_model *model, const struct nn_calibration *calibration,
                                  struct nn_error *err) {
    char text[32];
    const struct nn_metadata line = {threshold_key, text};
    /* printf would use the locale's decimal separator. */
    long parts = lround(1e4 * calibration->none_threshold);
    snprintf(text, sizeof text, "%ld.%04ld", parts / 10000, parts % 10000);
    enum nn_status status = nn_model_annotate(model, &line, 1, err);
    if (!status)
        divide_logits(model, calibration->temperature);
    return status;
}

float nn_model_none_threshold(const struct nn_model *model) {
    const struct nn_metadata *line = nn_metadata_find(&model->metadata, threshold_key);
    const char *end = line ? line->value : "";
    double threshold = nn_decimal_parse(&end); /* not a number if there is none */
    bool is_fraction = !*end && threshold >= 0 && threshold <= 1;
    return (float)(is_fraction ? threshold : usual_threshold);
}
