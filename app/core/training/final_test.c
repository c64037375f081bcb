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

enum nn_status final_test(struct training_result *result, const char *data_folder,
                          struct nn_thread_pool *pool, struct nn_error *err) {
    struct idx_folder data = {0};
    enum nn_status status = training_data_load(&data, data_folder, IDX_TEST, result->classes, err);
    if (status)
        return status;
    size_t outputs = (size_t)data.test.count * (size_t)data.test.classes;
    float *probabilities = malloc(outputs * sizeof *probabilities);
    if (!probabilities)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to test the network");
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
