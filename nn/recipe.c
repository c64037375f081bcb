#include "nn/recipe.h"

#include <math.h>
#include <stdbool.h>

struct nn_recipe nn_recipe_default(void) {
    return (struct nn_recipe){
        .optimizer = NN_OPTIMIZER_ADAM,
        .schedule = NN_SCHEDULE_CONSTANT,
        .epochs = 5,
        .batch_size = 32,
        .learning_rate = 1e-3f,
        .warmup = 0.3f,
        .momentum = 0.9f,
        .beta1 = 0.9f,
        .beta2 = 0.999f,
        .epsilon = 1e-7f,
    };
}

static float cosine_fall(double fraction) {
    return 0.5f + 0.5f * cosf(3.14159265f * (float)fraction);
}

float nn_recipe_learning_rate(const struct nn_recipe *recipe, long step, long step_count) {
    double fraction = (double)step / (double)step_count, warmup = (double)recipe->warmup;
    if (recipe->schedule == NN_SCHEDULE_CONSTANT)
        return recipe->learning_rate;
    if (recipe->schedule == NN_SCHEDULE_ONE_CYCLE) {
        /* From a 25th of the rate up to it, as in Smith 2018, then down to 0. */
        if (fraction < warmup)
            return recipe->learning_rate * (0.04f + 0.96f * (1 - cosine_fall(fraction / warmup)));
        fraction = (fraction - warmup) / (1 - warmup);
    }
    return recipe->learning_rate * cosine_fall(fraction);
}

static struct nn_augmentation scaled(const struct nn_augmentation *a, float factor) {
    return (struct nn_augmentation){
        .shift_px = a->shift_px * factor,
        .rotation_deg = a->rotation_deg * factor,
        .scale = a->scale * factor,
        .shear = a->shear * factor,
        .elastic_px = a->elastic_px * factor,
        .pen_px = a->pen_px * factor,
        .gap_px = a->gap_px * factor,
        .smear_px = a->smear_px * factor,
    };
}

struct nn_augmentation nn_recipe_augmentation(const struct nn_recipe *recipe, long step,
                                              long step_count) {
    float left = 1 - (float)step / (float)step_count;
    return left < recipe->easing ? scaled(&recipe->augmentation, left / recipe->easing)
                                 : recipe->augmentation;
}

/* Inclusive; compares floats, because 0.99 as a float is slightly more than 0.99. */
static bool is_within(double value, double min, double max) {
    return (float)value >= (float)min && (float)value <= (float)max;
}

enum nn_status nn_recipe_check(const struct nn_recipe *recipe, struct nn_error *err) {
    const struct {
        const char *name;
        double value, min, max;
    } bounds[] = {
        {"the number of epochs", recipe->epochs, 1, NN_MAX_EPOCHS},
        {"the batch size", recipe->batch_size, 1, NN_MAX_BATCH},
        {"the learning rate", (double)recipe->learning_rate, NN_MIN_LEARNING_RATE,
         NN_MAX_LEARNING_RATE},
        {"the warm-up fraction", (double)recipe->warmup, 0, 0.99},
        {"momentum", (double)recipe->momentum, 0, 0.9999},
        {"beta1", (double)recipe->beta1, 0, 0.9999},
        {"beta2", (double)recipe->beta2, 0, 0.99999},
        {"epsilon", (double)recipe->epsilon, 1e-12, 1},
        {"weight decay", (double)recipe->weight_decay, 0, 10},
        {"label smoothing", (double)recipe->label_smoothing, 0, 0.9},
        {"the average's decay", (double)recipe->ema_decay, 0, 0.99999},
        {"the shift", (double)recipe->augmentation.shift_px, 0, 14},
        {"the rotation", (double)recipe->augmentation.rotation_deg, 0, 180},
        {"the scale", (double)recipe->augmentation.scale, 0, 0.9},
        {"the shear", (double)recipe->augmentation.shear, 0, 2},
        {"the elastic displacement", (double)recipe->augmentation.elastic_px, 0, 10},
        {"the pen's change", (double)recipe->augmentation.pen_px, 0, 1},
        {"the gap", (double)recipe->augmentation.gap_px, 0, 8},
        {"the smear", (double)recipe->augmentation.smear_px, 0, 8},
        {"the easing fraction", (double)recipe->easing, 0, 1},
    };
    for (unsigned i = 0; i < sizeof bounds / sizeof *bounds; i++)
        if (!is_within(bounds[i].value, bounds[i].min, bounds[i].max))
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s is %g: it must be %g to %g",
                                bounds[i].name, bounds[i].value, bounds[i].min, bounds[i].max);
    return NN_STATUS_OK;
}
