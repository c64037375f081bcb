/* Functions of an ONNX file's own, which are written out where they are used. Private to
 * nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"

/* Replaces nodes that call a function of the file by the function's nodes, until none is left. */
NN_MUST_USE enum nn_status nn_onnx_write_out_functions(struct nn_onnx_file *file,
                                                       struct nn_error *err);
