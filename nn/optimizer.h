/* Updates weights by their gradients. Its state is two numbers per weight. */
#pragma once

#include <stddef.h>

#include "nn/kernels.h"
#include "nn/recipe.h"

/* One step over `count` weights from `first` on; step counts from 0. moment1 is Adam's first moment
 * or SGD's velocity; moment2, Adam's second. Arrays start at weight 0, only gradient at `first`. */
struct nn_optimizer_step {
    const struct nn_kernels *kernels;
    const struct nn_recipe *recipe;
    float *weights, *moment1, *moment2;
    long step, step_count;
};

void nn_optimizer_apply(const struct nn_optimizer_step *step, size_t first, const float *gradient,
                        size_t count);
