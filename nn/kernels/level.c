#include "nn/kernels/level.h"

#include "nn/kernels/vector.h"

const struct nn_kernels NN_KERNEL(kernels) = {
    .name = NN_TEXT(NN_LEVEL),
    .lanes = LANES,
    .gemm = NN_KERNEL(gemm),
    .relu = NN_KERNEL(relu),
    .relu_backward = NN_KERNEL(relu_backward),
    .max_pool = NN_KERNEL(max_pool),
    .max_pool_backward = NN_KERNEL(max_pool_backward),
    .pool_row = NN_KERNEL(pool_row),
    .unpool_row = NN_KERNEL(unpool_row),
    .pooled_conv = NN_KERNEL(pooled_conv),
    .pooled_conv_gradient = NN_KERNEL(pooled_conv_gradient),
    .gather_patches = NN_KERNEL(gather_patches),
    .scatter_patches = NN_KERNEL(scatter_patches),
    .transpose = NN_KERNEL(transpose),
    .add_scaled = NN_KERNEL(add_scaled),
    .column_sums = NN_KERNEL(column_sums),
    .column_products = NN_KERNEL(column_products),
    .scale_shift = NN_KERNEL(scale_shift),
    .blend = NN_KERNEL(blend),
    .adam = NN_KERNEL(adam),
    .momentum = NN_KERNEL(momentum),
    .move_towards = NN_KERNEL(move_towards),
    .multiply_add = NN_KERNEL(multiply_add),
};
