/* How tensors lie in files, as PyTorch's do (safetensors.h) and ours do not (parameters.h). */
#pragma once

#include <stdbool.h>

#include "nn/formats/tensor_file.h"
#include "nn/model_private.h"

extern const char nn_format_name[], nn_format_version[];

/* The name and shape of the tensor in a file; values is NULL. */
void nn_tensor_layout_describe(struct nn_tensor_entry *entry, const struct nn_spec *spec,
                               const struct nn_tensor *tensor);

/* The name of a layer's node or tensors: conv1, relu1, conv2. */
void nn_tensor_layout_name(char name[NN_TENSOR_FILE_NAME], const struct nn_spec *spec, int layer);

/* Copies a tensor's values from our layout to the file's, or back. The arrays must not overlap. */
void nn_tensor_layout_convert(const struct nn_spec *spec, const struct nn_tensor *tensor,
                              const float *from, float *to, bool to_file);

/* Index in a file of a layer's input i, flattened from this image: files list values by channel, we
 * list them by pixel. */
size_t nn_tensor_layout_input(struct nn_shape image, size_t i);

/* Index in a file's tensor of our value i; the layer's inputs were flattened from image. */
size_t nn_tensor_layout_place(const struct nn_layer *layer, enum nn_tensor_role role,
                              struct nn_shape image, size_t i);

/* BAD_ARGUMENT for a network that ends in an image: others flatten by channel, we by pixel, and no
 * weights follow the outputs that could be reordered. */
NN_MUST_USE enum nn_status nn_tensor_layout_check_outputs(const struct nn_spec *spec,
                                                          struct nn_error *err);

/* A model as its file holds it. The tensors are in a file's layout and in the order of a PyTorch
 * state_dict: layer by layer, weight, bias, running mean, running variance. The metadata, whose
 * texts are borrowed, are the four lines that describe the file, as many of the model's own as fit,
 * and the given ones, which override the model's. */
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
