#include "app/core/training/validation.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/training/training_data.h"
#include "nn/calibration.h"
#include "nn/loss.h"

enum { SLICE = 250 };

/* Sets *logits to an array [count, classes] to be freed, also on failure. It is not filled to the
 * end if the observer abandons the work. */
static enum nn_status compute_logits(float **logits, const struct nn_model *model,
                                     const struct nn_dataset *data, struct nn_thread_pool *pool,
                                     const struct training_observer *observer,
                                     struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    *logits = calloc((size_t)data->count * (size_t)data->classes, sizeof **logits);
    if (!*logits)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to measure the network");
    for (int first = 0; !status && first < data->count && !training_observer_abandons(observer);
         first += SLICE) {
        struct nn_dataset slice =
            nn_dataset_slice(data, first, min_int(SLICE, data->count - first));
        status =
            nn_model_logits(model, &slice, pool, *logits + (ptrdiff_t)first * data->classes, err);
    }
    return status;
}

enum nn_status validation_measure(struct validation *validation, const struct nn_model *model,
                                  const struct nn_dataset *data, struct nn_thread_pool *pool,
                                  const struct training_observer *observer, struct nn_error *err) {
    float *logits;
    struct nn_evaluation evaluation = {0};
    enum nn_status status = compute_logits(&logits, model, data, pool, observer, err);
    if (!status)
        nn_evaluate_logits(&evaluation, data, logits);
    *validation = (struct validation){evaluation.loss, evaluation.accuracy, evaluation.correct};
    free(logits);
    return status;
}

enum nn_status validation_calibrate(struct nn_model *model, const struct nn_dataset *data,
                                    struct nn_thread_pool *pool,
                                    const struct training_observer *observer,
                                    struct nn_error *err) {
    float *logits;
    struct nn_evaluation evaluation;
    enum nn_status status = compute_logits(&logits, model, data, pool, observer, err);
    if (!status) {
        nn_evaluate_logits(&evaluation, data, logits);
        struct nn_calibration calibration =
            nn_calibration_fit(logits, data->labels, data->count, data->classes);
        status = nn_model_calibrate(model, &calibration, err);
    }
    free(logits);
    return status;
}

/* The first test pictures that have a class. */
static void keep_samples(struct training_result *result, const struct nn_dataset *test,
                         const float *probabilities) {
    for (int i = 0; i < test->count && result->sample_count < TRAINING_SAMPLES; i++) {
        if (test->labels[i] == NN_NO_CLASS)
            continue;
        int sample = result->sample_count++;
        memcpy(result->sample_images[sample], test->images + (ptrdiff_t)i * INK_PIXELS, INK_PIXELS);
        result->sample_labels[sample] = test->labels[i];
        result->sample_predictions[sample] =
            (uint8_t)nn_argmax(probabilities + (ptrdiff_t)i * test->classes, test->classes);
    }
}

enum nn_status validation_final_test(struct training_result *result, const struct nn_dataset *test,
                                     struct nn_thread_pool *pool,
                                     const struct training_observer *observer,
                                     struct nn_error *err) {
    float *logits;
    enum nn_status status = compute_logits(&logits, result->model, test, pool, observer, err);
    if (!status) {
        nn_evaluate_logits(&result->test, test, logits);
        keep_samples(result, test, logits);
        SHA256Data((const uint8_t *)nn_model_values(result->model),
                   nn_model_value_count(result->model) * sizeof(float), result->weights_sha256);
    }
    free(logits);
    return status;
}
