/* Convolutions of 3 x 3 with stride 1 by Winograd's F(2x2, 3x3): Lavin and Gray 2016. An output
 * tile of 2 x 2 takes 16 products instead of 36, with the rounding errors of only a few more
 * additions. The gradients use the same products. */
#ifndef NN_LAYERS_WINOGRAD_CONV_H
#define NN_LAYERS_WINOGRAD_CONV_H

#include "nn/layers/conv_geometry.h"

/* True if some level has the kernels for it, and if these kernels do. */
bool nn_conv_may_be_winograd(const struct nn_conv_geometry *g);
bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g, bool backward);

/* The forward pass over all images, with pooling and relu; the gradients, without pooling. */
void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g);
void nn_conv_winograd_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g);

#endif
