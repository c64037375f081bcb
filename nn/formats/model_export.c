#include "nn/formats/model_export.h"

#include <stdio.h>
#include <stdlib.h>

const char nn_format_name[] = "inkling", nn_format_version[] = "1";

static enum nn_status export_metadata(struct nn_model_export *parts, const struct nn_model *model,
                                      const struct nn_metadata *lines, int count,
                                      struct nn_error *err) {
    const struct nn_spec *spec = &model->spec;
    struct nn_metadata_list *list = &parts->metadata;
    snprintf(parts->input_shape, sizeof parts->input_shape, "%d,%d,%d", spec->input.height,
             spec->input.width, spec->input.channels);
    *list = (struct nn_metadata_list){
        NN_METADATA_OF_FILES,
        {
            {"format", nn_format_name},
            {"format_version", nn_format_version},
            {"spec", spec->text},
            {"input_shape", parts->input_shape},
        },
    };
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < model->metadata.count && list->count < NN_METADATA_LINES - count; i++)
        list->lines[list->count++] = model->metadata.lines[i];
    for (int i = 0; i < count && !status; i++)
        if (!nn_metadata_is_files_own(lines[i].key))
            status = nn_metadata_set(list, NN_METADATA_LINES, &lines[i], err);
    return status;
}

static void export_tensor(struct nn_model_export *parts, const struct nn_model *model,
                          const struct nn_tensor *tensor) {
    struct nn_tensor_entry *entry = &parts->entries[parts->tensor_count++];
    float *values = parts->values + tensor->offset;
    nn_tensor_layout_describe(entry, &model->spec, tensor);
    nn_tensor_layout_convert(&model->spec, tensor, model->values + tensor->offset, values, true);
    entry->values = values;
}

enum nn_status nn_model_export_init(struct nn_model_export *parts, const struct nn_model *model,
                                    const struct nn_metadata *lines, int count,
                                    struct nn_error *err) {
    const struct nn_parameters *parameters = &model->parameters;
    *parts = (struct nn_model_export){0};
    enum nn_status status = export_metadata(parts, model, lines, count, err);
    if (status)
        return status;
    parts->entries = calloc((size_t)parameters->tensor_count + 1, sizeof *parts->entries);
    parts->values = malloc((parameters->count + 1) * sizeof *parts->values);
    if (!parts->entries || !parts->values) {
        nn_model_export_deinit(parts);
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write a model");
    }
    for (int i = 0; i < NN_MAX_LAYERS * NN_TENSOR_ROLES; i++) {
        const struct nn_tensor *tensor = nn_parameters_find(
            parameters, i / NN_TENSOR_ROLES, (enum nn_tensor_role)(i % NN_TENSOR_ROLES));
        if (tensor)
            export_tensor(parts, model, tensor);
    }
    return NN_STATUS_OK;
}

void nn_model_export_deinit(struct nn_model_export *parts) {
    free(parts->entries);
    free(parts->values);
}
