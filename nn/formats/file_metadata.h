/* The lines of metadata that a model's file gets. */
#ifndef NN_FORMATS_FILE_METADATA_H
#define NN_FORMATS_FILE_METADATA_H

#include "nn/metadata_list.h"
#include "nn/model.h"

extern const char nn_format_name[], nn_format_version[];

/* All lines of a model's file: the four, the model's own as far as there is room for them, and
 * these, which win over the model's; BAD_ARGUMENT if these are not text or too many. */
struct nn_file_metadata {
    struct nn_metadata_list list;
    char input_shape[64];
};
NN_MUST_USE enum nn_status nn_file_metadata_of(struct nn_file_metadata *metadata,
                                               const struct nn_model *model,
                                               const struct nn_metadata *lines, int count,
                                               struct nn_error *err);

#endif
