/* Products of whole numbers, as quantisers write them. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"

/* If the node scales the result of a ConvInteger or MatMulInteger back to what it stands for, *made
 * becomes a Conv or MatMul of the numbers themselves; else NULL. If it is a QLinearConv,
 * QLinearMatMul or QGemm, *made does too, and *rounding, else NULL, is a QuantizeLinear after it.
 * The file owns both. */
NN_MUST_USE enum nn_status nn_onnx_product_of(const struct nn_onnx_file *file,
                                              const Onnx__NodeProto *node,
                                              const Onnx__NodeProto **made,
                                              const Onnx__NodeProto **rounding,
                                              struct nn_error *err);
