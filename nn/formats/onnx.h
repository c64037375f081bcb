/* Models as ONNX files, which most frameworks read and write.
 *
 * Written: IR version 7, operator set 13; input "image" [batch,C,H,W], output "probabilities"
 * [batch,classes] after a softmax; weights under the names listed in safetensors.h; the model's
 * metadata as metadata_props.
 *
 * Read: a chain of nodes from the only input to the first output, as exporters and quantisers write
 * networks of the layers in spec.h, from operator set 6 on, channels first or last, with or without
 * a batch. What follows from the file's own numbers is worked out; functions of the file's own are
 * written out; an activation is known by its values, however it is written; Add, Sub, Mul and Div
 * with a number, or one for each channel, are an affine layer; zeros of a Pad are the next layer's
 * padding; weights are floating-point numbers of 16 to 64 bits or quantised ones, whose values are
 * not rounded here (the line "quantised" of the metadata says so); Softmax, LogSoftmax, Log or
 * ArgMax may end it. Where sides are left open they are those of 28 x 28 pictures. */
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
 * stands for the memory in messages. The caller releases the model. A file's weights may lie in
 * others beside it: in its own folder or below, neither links nor devices. */
NN_MUST_USE enum nn_status nn_model_load_onnx(struct nn_model **model, const char *path,
                                              struct nn_error *err);
NN_MUST_USE enum nn_status nn_model_load_onnx_memory(struct nn_model **model, const void *data,
                                                     size_t size, const char *name,
                                                     struct nn_error *err);
