/* Functions of one value, however they are written out in an ONNX graph. Private to nn/formats. */
#pragma once

#include "nn/formats/onnx_file.h"
#include "nn/spec.h"

/* True if the node is computed from numbers and one earlier value alone, value by value, and one of
 * our layers computes the same: GELU from Erf, for example, or a hard swish from Clip. *source is
 * the name of the earlier value, token the layer. */
bool nn_onnx_activation_of(const struct nn_onnx_file *file, const Onnx__NodeProto *node,
                           const char **source, char token[64]);

/* "leaky" and a number: the fewest digits that give the number again, without an exponent, in any
 * locale. */
void nn_onnx_number_text(char text[64], const char *word, float number);
