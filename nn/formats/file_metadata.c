#include "nn/formats/file_metadata.h"

#include <stdio.h>

const char nn_format_name[] = "inkling", nn_format_version[] = "1";

static enum nn_status add_line(struct nn_metadata_list *list, const struct nn_metadata *line,
                               struct nn_error *err) {
    enum nn_status status = nn_metadata_check(line, err);
    return status ? status : nn_metadata_set(list, line->key, line->value, err);
}

enum nn_status nn_file_metadata_of(struct nn_file_metadata *metadata, const struct nn_model *model,
                                   const struct nn_metadata *lines, int count,
                                   struct nn_error *err) {
    const struct nn_spec *spec = nn_model_spec(model);
    int own_count;
    const struct nn_metadata *own = nn_model_metadata(model, &own_count);
    snprintf(metadata->input_shape, sizeof metadata->input_shape, "%d,%d,%d", spec->input.height,
             spec->input.width, spec->input.channels);
    metadata->list = (struct nn_metadata_list){
        NN_METADATA_OF_FILES,
        {
            {"format", nn_format_name},
            {"format_version", nn_format_version},
            {"spec", spec->text},
            {"input_shape", metadata->input_shape},
        },
    };
    enum nn_status status = NN_STATUS_OK;
    for (int i = 0; i < own_count && metadata->list.count < NN_METADATA_LINES - count; i++)
        metadata->list.lines[metadata->list.count++] = own[i];
    for (int i = 0; i < count && !status; i++)
        if (!nn_metadata_is_files_own(lines[i].key))
            status = add_line(&metadata->list, &lines[i], err);
    return status;
}
