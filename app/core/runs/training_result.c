#include "app/core/runs/training_result.h"

#include <stdlib.h>

void training_result_destroy(struct training_result *result) {
    if (!result)
        return;
    nn_model_release(result->model);
    free(result->points);
    free(result);
}
