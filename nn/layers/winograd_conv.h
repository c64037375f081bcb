/* Convolutions of 3 x 3 at stride 1 by Winograd's F(2x2, 3x3): Lavin and Gray 2016. Outputs are
 * made in tiles of 2 x 2 from 16 products where the sum by its definition takes 36, and the
 * rounding stays that of a few additions more. The gradients are those of the same products. */
#ifndef NN_LAYERS_WINOGRAD_CONV_H
#define NN_LAYERS_WINOGRAD_CONV_H

#include "nn/layers/conv_geometry.h"

/* Whether there are kernels that do so, and whether these do. */
bool nn_conv_may_be_winograd(const struct nn_conv_geometry *g);
bool nn_conv_is_winograd(const struct nn_kernels *kernels, const struct nn_conv_geometry *g);
size_t nn_conv_winograd_scratch(const struct nn_conv_geometry *g, bool backward);

/* Forward of all images of the pass, pooling and relu included; the gradients, without pooling. */
void nn_conv_winograd_forward(const struct nn_pass *pass, const struct nn_conv_geometry *g);
void nn_conv_winograd_gradients(const struct nn_pass *pass, const struct nn_conv_geometry *g);

#endif
