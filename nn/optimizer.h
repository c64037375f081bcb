/* Updates weights by their gradients. Its state is two numbers per weight. */
#pragma once

#include <stddef.h>

#include "nn/kernels.h"
#include "nn/recipe.h"

/* One step for all weights. nn_optimizer_begin fills in the recipe's part, the caller the rest.
 * moment1 is Adam's first moment or SGD's velocity; moment2, Adam's second. Arrays start at weight
 * 0. */
struct nn_optimizer_step {
    const struct nn_recipe *recipe; /* borrowed */
    float rate;
    struct nn_adam adam; /* unused by SGD */
    const struct nn_kernels *kernels;
    float *weights, *moment1, *moment2;
};

/* step counts from 0. */
struct nn_optimizer_step nn_optimizer_begin(const struct nn_recipe *recipe, long step,
                                            long step_count);

/* Updates `count` weights from `first` on by their gradient [count]. */
void nn_optimizer_apply(const struct nn_optimizer_step *step, size_t first, const float *gradient,
                        size_t count);
