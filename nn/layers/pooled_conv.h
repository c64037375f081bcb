/* Ways of computing a convolution that a max pooling is merged into: faster than to make the whole
 * of its output and of that's gradient, where they apply. */
#ifndef NN_LAYERS_POOLED_CONV_H
#define NN_LAYERS_POOLED_CONV_H

#include "nn/layers/conv_geometry.h"

/* Whether patches are small enough to be pooled while they are in registers. */
bool nn_conv_is_small(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
void nn_conv_small_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g);
void nn_conv_small_weight_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g);

/* Whether patches are large enough to have the gradients of each window's winner alone, and how
 * much scratch memory that takes. pass->transposed_weights is the weight transposed, [OC,KH,KW,IC].
 */
bool nn_conv_uses_argmax(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
size_t nn_conv_argmax_scratch(const struct nn_conv_geometry *g);
void nn_conv_argmax_gradient(const struct nn_pass *pass, const struct nn_conv_geometry *g);

#endif
