#include <string.h>

#include "app/cli/verbs.h"
#include "nn/safetensors.h"

enum nn_status verb_export(const struct options *options, struct nn_error *err) {
    if (!options->to || strcmp(options->to, "safetensors") != 0)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "%.40s is no format to export to: say --to safetensors",
                            options->to ? options->to : "nothing");
    struct nn_model *model = NULL;
    enum nn_status status = verb_load_model(&model, options, err);
    if (!status)
        status = nn_model_save(model, options->files[0], NULL, 0, err);
    nn_model_release(model);
    return status;
}
