/* Weights in files beside an ONNX file. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"

/* Reads what the file at path keeps in files beside it, which must be in its own folder or below,
 * and neither links nor devices. Does nothing if path is NULL: such weights are then refused where
 * they are needed. */
NN_MUST_USE enum nn_status nn_onnx_read_external(struct nn_onnx_file *file, const char *path,
                                                 struct nn_error *err);
