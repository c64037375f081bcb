/* probabilities MODEL DATA OUT: writes a model's probabilities for the test pictures of a folder,
 * as 32-bit floats [pictures, classes], for comparison with other programs. */
#include <stdio.h>
#include <stdlib.h>

#include "app/core/data/data_set.h"
#include "nn/file.h"
#include "nn/formats/model_file.h"

static enum nn_status write_probabilities(const struct nn_model *model, const char *data,
                                          const char *out, struct nn_error *err) {
    struct data_set folder = {0};
    struct nn_thread_pool *pool = NULL;
    struct nn_evaluation evaluation;
    float *probabilities = NULL;
    size_t classes = nn_shape_size(nn_model_spec(model)->output), size = 0;
    enum nn_status status = data_set_load(&folder, data, DATA_TEST, err);
    if (!status) {
        size = (size_t)folder.test.count * classes * sizeof *probabilities;
        probabilities = malloc(size);
        status = nn_thread_pool_create(&pool, 1, err);
    }
    if (!status)
        status = nn_model_evaluate(model, &folder.test, pool, &evaluation, probabilities, err);
    if (!status)
        status = nn_file_write(out, probabilities, size, err);
    free(probabilities);
    nn_thread_pool_destroy(pool);
    data_set_destroy(&folder);
    return status;
}

int main(int argc, char **argv) {
    struct nn_model *model = NULL;
    struct nn_error err;
    if (argc != 4) {
        fprintf(stderr, "probabilities MODEL DATA OUT\n");
        return 2;
    }
    enum nn_status status = nn_model_open(&model, argv[1], &err);
    if (!status)
        status = write_probabilities(model, argv[2], argv[3], &err);
    nn_model_release(model);
    if (status)
        fprintf(stderr, "probabilities: %s\n", err.message);
    return status != NN_STATUS_OK;
}
