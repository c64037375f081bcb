#include "app/core/training/final_test.h"

#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/training/training_data.h"
#include "nn/loss.h"

static void hash_weights(struct training_result *result) {
    const struct nn_model *model = result->model;
    SHA256Data((const uint8_t *)nn_model_values(model), nn_model_value_count(model) * sizeof(float),
               result->weights_sha256);
}

/* The first test pictures that show a digit. */
static void keep_samples(struct training_result *result, const struct nn_dataset *test,
                         const float *probabilities) {
    for (int i = 0; i < test->count && result->sample_count < TRAINING_SAMPLES; i++) {
        if (test->labels[i] == NN_NO_CLASS)
            continue;
        int sample = result->sample_count++;
        memcpy(result->sample_images[sample], test->images + (ptrdiff_t)i * 28 * 28, 28 * 28);
        result->sample_labels[sample] = test->labels[i];
        result->sample_predictions[sample] =
            (uint8_t)nn_argmax(probabilities + (ptrdiff_t)i * 10, 10);
    }
}

enum nn_status final_test(struct training_result *result, const char *data_folder,
                          struct nn_thread_pool *pool, struct nn_error *err) {
    struct idx_folder data = {0};
    enum nn_status status = training_data_load(&data, data_folder, IDX_TEST, err);
    if (status)
        return status;
    float *probabilities = malloc((size_t)data.test.count * 10 * sizeof *probabilities);
    if (!probabilities)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to test the net");
    if (!status)
        status =
            nn_model_evaluate(result->model, &data.test, pool, &result->test, probabilities, err);
    if (!status) {
        keep_samples(result, &data.test, probabilities);
        hash_weights(result);
    }
    free(probabilities);
    idx_folder_destroy(&data);
    return status;
}
