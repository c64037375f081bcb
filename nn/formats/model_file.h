/* A model from a file of either kind, told apart by the name's ending. */
#ifndef NN_FORMATS_MODEL_FILE_H
#define NN_FORMATS_MODEL_FILE_H

#include <stdbool.h>

#include "nn/model.h"

/* Whether the name ends in .safetensors or .onnx, in small or capital letters. */
bool nn_model_is_file_name(const char *path);

/* ONNX if the name ends in .onnx, else safetensors. The caller releases the model. */
NN_MUST_USE enum nn_status nn_model_open(struct nn_model **model, const char *path,
                                         struct nn_error *err);

#endif
