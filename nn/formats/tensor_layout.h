/* How model files lay tensors out: PyTorch's names, shapes and order (see safetensors.h) instead of
 * the library's own (see parameters.h). */
#pragma once

#include <stdbool.h>

#include "nn/formats/tensor_file.h"
#include "nn/model_private.h"

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
