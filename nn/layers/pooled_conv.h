/* Methods for a convolution that is fused with max pooling: where they apply, faster than computing
 * its whole output and that output's whole gradient. */
#ifndef NN_LAYERS_POOLED_CONV_H
#define NN_LAYERS_POOLED_CONV_H

#include "nn/layers/conv_geometry.h"

/* True if patches are small enough to be pooled while in registers. */
bool nn_conv_is_small(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
void nn_conv_small_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g);
void nn_conv_small_weight_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g);

/* True if patches are large enough to compute the gradients at each window's maximum alone, and the
 * scratch memory for it. pass->transposed_weights is [OC,KH,KW,IC]. */
bool nn_conv_uses_argmax(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
size_t nn_conv_argmax_scratch(const struct nn_conv_geometry *g);
void nn_conv_argmax_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g);

#endif
