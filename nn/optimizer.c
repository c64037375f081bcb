#include "nn/optimizer.h"

#include <math.h>

static void apply_adam(const struct nn_optimizer_step *at, float rate, size_t first,
                       const float *gradient, size_t count) {
    const struct nn_recipe *recipe = at->recipe;
    int decoupled = recipe->optimizer == NN_OPTIMIZER_ADAMW;
    double t = (double)at->step + 1;
    struct nn_adam adam = {
        .rate = rate,
        .beta1 = recipe->beta1,
        .beta2 = recipe->beta2,
        .epsilon = recipe->epsilon,
        .decay = decoupled ? 0 : recipe->weight_decay,
        .decoupled_decay = decoupled ? recipe->weight_decay : 0,
        .correction1 = (float)(1 - pow((double)recipe->beta1, t)),
        .correction2 = (float)(1 - pow((double)recipe->beta2, t)),
    };
    at->kernels->adam(at->weights + first, at->moment1 + first, at->moment2 + first, gradient,
                      count, &adam);
}

void nn_optimizer_apply(const struct nn_optimizer_step *at, size_t first, const float *gradient,
                        size_t count) {
    float rate = nn_recipe_learning_rate(at->recipe, at->step, at->step_count);
    if (at->recipe->optimizer == NN_OPTIMIZER_SGD)
        at->kernels->momentum(at->weights + first, at->moment1 + first, gradient, count, rate,
                              at->recipe->momentum, at->recipe->weight_decay, at->recipe->nesterov);
    else
        apply_adam(at, rate, first, gradient, count);
}
