#include "app/core/training/validation.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/training/training_data.h"
#include "nn/calibration.h"
#include "nn/loss.h"

enum { SLICE = 250 };

enum nn_status validation_measure(struct validation *validation, const struct nn_model *model,
                                  const struct nn_dataset *data, struct nn_thread_pool *pool,
                                  const struct training_observer *observer, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    int classed = 0;
    *validation = (struct validation){0};
    for (int first = 0; !status && first < data->count && !training_observer_abandons(observer);
         first += SLICE) {
        int size = data->count - first < SLICE ? data->count - first : SLICE;
        struct nn_dataset slice = nn_dataset_slice(data, first, size);
        struct nn_evaluation evaluation;
        status = nn_model_evaluate(model, &slice, pool, &evaluation, NULL, err);
        if (!status) {
            validation->loss += evaluation.loss * evaluation.count;
            validation->correct += evaluation.correct;
            classed += evaluation.count;
        }
    }
    if (classed > 0) {
        validation->loss /= classed;
        validation->accuracy = (double)validation->correct / classed;
    }
    return status;
}

enum nn_status validation_calibrate(struct nn_model *model, const struct nn_dataset *data,
                                    struct nn_thread_pool *pool, struct nn_error *err) {
    struct nn_evaluation evaluation;
    float *probabilities =
        malloc((size_t)data->count * (size_t)data->classes * sizeof *probabilities);
    if (!probabilities)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to calibrate the network");
    enum nn_status status = nn_model_evaluate(model, data, pool, &evaluation, probabilities, err);
    if (!status) {
        struct nn_calibration calibration =
            nn_calibration_fit(probabilities, data->labels, data->count, data->classes);
        status = nn_model_calibrate(model, &calibration, err);
    }
    free(probabilities);
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
                                     struct nn_thread_pool *pool, struct nn_error *err) {
    size_t outputs = (size_t)test->count * (size_t)test->classes;
    float *probabilities = malloc(outputs * sizeof *probabilities);
    if (!probabilities)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to test the network");
    enum nn_status status =
        nn_model_evaluate(result->model, test, pool, &result->test, probabilities, err);
    if (!status) {
        keep_samples(result, test, probabilities);
        SHA256Data((const uint8_t *)nn_model_values(result->model),
                   nn_model_value_count(result->model) * sizeof(float), result->weights_sha256);
    }
    free(probabilities);
    return status;
}
