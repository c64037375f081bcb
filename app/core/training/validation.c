#include "app/core/training/validation.h"

#include <stdlib.h>

#include "nn/calibration.h"

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
