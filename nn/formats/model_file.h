/* Opens a model file of either kind, which its extension decides. */
#pragma once

#include <stdbool.h>

#include "nn/model.h"

/* True if the name ends in .safetensors or .onnx, in lower or upper case. */
bool nn_model_is_file_name(const char *path);

/* Reads ONNX if the name ends in .onnx, else safetensors. The caller releases the model. */
NN_MUST_USE enum nn_status nn_model_open(struct nn_model **model, const char *path,
                                         struct nn_error *err);
