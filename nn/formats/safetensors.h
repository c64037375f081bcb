/* Models as safetensors files, which most frameworks read.
 *
 *     8 bytes   length L of the header, little endian
 *     L bytes   JSON: "name": {"dtype": "F32", "shape": [...], "data_offsets": [begin, end]}, ...
 *               and "__metadata__": {string: string}
 *     the rest  the tensors' values, little endian, without gaps or overlap
 *
 * Tensors have PyTorch's names and layouts: conv1.weight [OC,IC/groups,KH,KW], conv1.bias [OC],
 * bn1.weight, bn1.bias, bn1.running_mean, bn1.running_var [C], affine1.weight, affine1.bias [C],
 * dense1.weight [out, in] with the inputs of a flattened image in channel, row, column order.
 * Numbers count the layers of one kind. */
#pragma once

#include <stddef.h>

#include "nn/model.h"

/* Writes the model with its metadata and the given lines, which override the model's own. path
 * holds the whole old file or the whole new one at any moment; a link there is replaced. */
NN_MUST_USE enum nn_status nn_model_save(const struct nn_model *model, const char *path,
                                         const struct nn_metadata *metadata, int metadata_count,
                                         struct nn_error *err);

/* Reads a model from a file or from memory and checks every offset, shape and value. VERSION
 * if its format_version is another. name stands for the memory in messages. The caller releases the
 * model. */
NN_MUST_USE enum nn_status nn_model_load(struct nn_model **model, const char *path,
                                         struct nn_error *err);
NN_MUST_USE enum nn_status nn_model_load_memory(struct nn_model **model, const void *data,
                                                size_t size, const char *name,
                                                struct nn_error *err);
