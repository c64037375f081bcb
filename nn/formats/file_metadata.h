/* The lines of metadata in a model's file. */
#ifndef NN_FORMATS_FILE_METADATA_H
#define NN_FORMATS_FILE_METADATA_H

#include "nn/metadata_list.h"
#include "nn/model.h"

extern const char nn_format_name[], nn_format_version[];

/* All lines of a model's file: the four that describe the file, as many of the model's own as fit,
 * and the given ones, which override the model's. BAD_ARGUMENT if the given ones are not text or
 * too many. */
struct nn_file_metadata {
    struct nn_metadata_list list;
    char input_shape[64];
};
NN_MUST_USE enum nn_status nn_file_metadata_of(struct nn_file_metadata *metadata,
                                               const struct nn_model *model,
                                               const struct nn_metadata *lines, int count,
                                               struct nn_error *err);

#endif
