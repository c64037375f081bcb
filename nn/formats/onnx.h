/* Models as ONNX files, which most frameworks read and write.
 *
 * Written: IR version 7, operator set 13; input "image" [batch,C,H,W], output "probabilities"
 * [batch,classes] after a softmax; weights under the names listed in safetensors.h; the model's
 * metadata as metadata_props.
 *
 * Read: a chain of nodes from the only input to the first output, as the exporters of PyTorch and
 * Keras write networks of the layers in spec.h: Conv, Relu, MaxPool, BatchNormalization, Dropout,
 * Gemm, MatMul and Add, GlobalAveragePool and ReduceMean; Flatten, Reshape, Squeeze, Unsqueeze and
 * Transpose between them, with channels first or last; Softmax or LogSoftmax at the end; Identity
 * and Constant anywhere. The logits are the same whatever the order of values in the file. */
#pragma once

#include <stddef.h>

#include "nn/model.h"

/* Writes the model with its metadata and the given lines, which override the model's own. path
 * holds the whole old file or the whole new one at any moment. BAD_ARGUMENT for a network that ends
 * in an image, whose outputs ONNX would order differently. */
NN_MUST_USE enum nn_status nn_model_save_onnx(const struct nn_model *model, const char *path,
                                              const struct nn_metadata *metadata,
                                              int metadata_count, struct nn_error *err);

/* Reads a model from a file or from memory; BAD_FILE names the node that cannot be used. name
 * stands for the memory in messages. The caller releases the model. */
NN_MUST_USE enum nn_status nn_model_load_onnx(struct nn_model **model, const char *path,
                                              struct nn_error *err);
NN_MUST_USE enum nn_status nn_model_load_onnx_memory(struct nn_model **model, const void *data,
                                                     size_t size, const char *name,
                                                     struct nn_error *err);
