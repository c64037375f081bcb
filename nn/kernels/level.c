#include "nn/kernels/level.h"

const struct nn_kernels NN_KERNEL(kernels) = {
    .name = NN_TEXT(NN_LEVEL),
    .gemm = NN_KERNEL(gemm),
    .relu = NN_KERNEL(relu),
    .relu_backward = NN_KERNEL(relu_backward),
    .max_pool = NN_KERNEL(max_pool),
    .max_pool_backward = NN_KERNEL(max_pool_backward),
    .pool_row = NN_KERNEL(pool_row),
    .unpool_row = NN_KERNEL(unpool_row),
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
