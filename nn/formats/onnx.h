/* Models as ONNX files, which most of the field reads and writes.
 *
 * Written: IR version 7, operator set 13; input "image" [batch,C,H,W], output "probabilities"
 * [batch,classes] after a softmax; weights under the names that safetensors.h lists; the model's
 * metadata as metadata_props.
 *
 * Read: a chain of nodes from the one input to the first output, as PyTorch's and Keras' exporters
 * write nets of our layers: Conv, Relu, MaxPool, BatchNormalization, Dropout, Gemm, MatMul and Add,
 * GlobalAveragePool and ReduceMean; Flatten, Reshape, Squeeze, Unsqueeze and Transpose between
 * them, with channels first or last; Softmax or LogSoftmax at the end; Identity and Constant
 * anywhere. The logits are the same, whatever order the values had in the file. */
#ifndef NN_FORMATS_ONNX_H
#define NN_FORMATS_ONNX_H

#include <stddef.h>

#include "nn/model.h"

/* Writes the model with its metadata and these lines, which win over the model's own; path is the
 * old file or the whole new one at any moment. BAD_ARGUMENT for a net that ends in an image, which
 * has no order of outputs that ONNX and we agree on. */
NN_MUST_USE enum nn_status nn_model_save_onnx(const struct nn_model *model, const char *path,
                                              const struct nn_metadata *metadata,
                                              int metadata_count, struct nn_error *err);

/* Reads a model from a file or from memory; BAD_FILE names the node that it cannot be read for.
 * name is what messages call the memory. The caller releases the model. */
NN_MUST_USE enum nn_status nn_model_load_onnx(struct nn_model **model, const char *path,
                                              struct nn_error *err);
NN_MUST_USE enum nn_status nn_model_load_onnx_memory(struct nn_model **model, const void *data,
                                                     size_t size, const char *name,
                                                     struct nn_error *err);

#endif
