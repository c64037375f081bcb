#include "nn/optimizer.h"

#include <math.h>

static struct nn_adam adam_of(const struct nn_recipe *recipe, float rate, long step) {
    int decoupled = recipe->optimizer == NN_OPTIMIZER_ADAMW;
    double t = (double)step + 1;
    return (struct nn_adam){
        .rate = rate,
        .beta1 = recipe->beta1,
        .beta2 = recipe->beta2,
        .epsilon = recipe->epsilon,
        .decay = decoupled ? 0 : recipe->weight_decay,
        .decoupled_decay = decoupled ? recipe->weight_decay : 0,
        .correction1 = (float)(1 - pow((double)recipe->beta1, t)),
        .correction2 = (float)(1 - pow((double)recipe->beta2, t)),
    };
}

struct nn_optimizer_step nn_optimizer_begin(const struct nn_recipe *recipe, long step,
                                            long step_count) {
    float rate = nn_recipe_learning_rate(recipe, step, step_count);
    return (struct nn_optimizer_step){
        .recipe = recipe, .rate = rate, .adam = adam_of(recipe, rate, step)};
}

void nn_optimizer_apply(const struct nn_optimizer_step *at, size_t first, const float *gradient,
                        size_t count) {
    const struct nn_recipe *recipe = at->recipe;
    if (recipe->optimizer == NN_OPTIMIZER_SGD)
        at->kernels->momentum(at->weights + first, at->moment1 + first, gradient, count, at->rate,
                              recipe->momentum, recipe->weight_decay, recipe->nesterov);
    else
        at->kernels->adam(at->weights + first, at->moment1 + first, at->moment2 + first, gradient,
                          count, &at->adam);
}
