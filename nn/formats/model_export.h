/* A model as its file holds it. */
#pragma once

#include "nn/formats/tensor_layout.h"
#include "nn/metadata_list.h"

extern const char nn_format_name[], nn_format_version[];

/* The tensors are in a file's layout and in the order of a PyTorch state_dict: layer by layer,
 * weight, bias, running mean, running variance. The metadata, whose texts are borrowed, are the
 * four lines that describe the file, as many of the model's own as fit, and the given ones, which
 * override the model's. */
struct nn_model_export {
    int tensor_count;
    struct nn_tensor_entry *entries;
    float *values; /* the memory of the entries' values */
    struct nn_metadata_list metadata;
    char input_shape[64];
};

/* BAD_ARGUMENT if the given lines are not text or too many. */
NN_MUST_USE enum nn_status nn_model_export_init(struct nn_model_export *parts,
                                                const struct nn_model *model,
                                                const struct nn_metadata *lines, int count,
                                                struct nn_error *err);
void nn_model_export_deinit(struct nn_model_export *parts);
