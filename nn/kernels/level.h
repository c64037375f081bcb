/* One level's kernels, under names that end in the level's: nn_gemm_avx2. CMake compiles the files
 * in this folder once per level, with NN_LEVEL defined and flags for that processor. */
#pragma once

#include "nn/kernels.h"

#define NN_JOIN_EXPANDED(a, b) a##_##b
#define NN_JOIN(a, b)          NN_JOIN_EXPANDED(a, b)
#define NN_TEXT_EXPANDED(a)    #a
#define NN_TEXT(a)             NN_TEXT_EXPANDED(a)
#define NN_KERNEL(name)        NN_JOIN(nn_##name, NN_LEVEL)

/* Every kernel, by its name in struct nn_kernels. */
/* clang-format off */
#define NN_EVERY_KERNEL(DO) \
    DO(gemm) DO(relu) DO(relu_backward) DO(max_pool) DO(max_pool_backward) DO(pool_row) \
    DO(unpool_row) DO(pooled_conv) DO(pooled_conv_gradient) DO(add_patches) DO(winograd_input) \
    DO(winograd_output) DO(winograd_output_pooled) DO(winograd_output_gradient) \
    DO(winograd_weight) DO(winograd_weight_gradient) DO(transpose) DO(add_scaled) \
    DO(column_sums) DO(column_products) DO(scale_shift) DO(blend) DO(adam) DO(momentum) \
    DO(move_towards) DO(warp) DO(change_pen) DO(multiply_add)
/* clang-format on */

/* Declares each with the type of its member. */
#define NN_DECLARE_KERNEL(name) __typeof__(*((struct nn_kernels *)NULL)->name) NN_KERNEL(name);
NN_EVERY_KERNEL(NN_DECLARE_KERNEL)

extern const struct nn_kernels NN_KERNEL(kernels);
