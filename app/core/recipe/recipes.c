#include "app/core/recipe/recipes.h"

#include <stdio.h>
#include <string.h>

/* original is what the Keras notebook did that Inkling grew from. The others were chosen by the
 * validation accuracy on the last tenth of MNIST's training pictures. */
static const struct named_recipe recipes[] = {
    {"original",
     "notebook",
     "none",
     {.optimizer = NN_OPTIMIZER_ADAM,
      .schedule = NN_SCHEDULE_CONSTANT,
      .epochs = 5,
      .batch_size = 32,
      .learning_rate = 1e-3f,
      .beta1 = 0.9f,
      .beta2 = 0.999f,
      .epsilon = 1e-7f},
     .none_fraction = 0.25f},
    {"sprint",
     "sprint",
     "none",
     {.optimizer = NN_OPTIMIZER_ADAM,
      .schedule = NN_SCHEDULE_ONE_CYCLE,
      .epochs = 1,
      .batch_size = 128,
      .learning_rate = 1e-2f,
      .warmup = 0.2f,
      .beta1 = 0.7f,
      .beta2 = 0.9f,
      .epsilon = 1e-7f,
      .label_smoothing = 0.05f},
     .none_fraction = 0.25f},
    {"best",
     "best",
     "medium",
     {.optimizer = NN_OPTIMIZER_ADAMW,
      .schedule = NN_SCHEDULE_ONE_CYCLE,
      .epochs = 80,
      .batch_size = 64,
      .learning_rate = 4e-3f,
      .warmup = 0.2f,
      .beta1 = 0.9f,
      .beta2 = 0.99f,
      .epsilon = 1e-8f,
      .weight_decay = 0.02f,
      .label_smoothing = 0.05f,
      .ema_decay = 0.999f,
      .easing = 0.2f},
     .ink_pictures = 5000,
     .none_fraction = 0.6f},
};
enum { RECIPES = sizeof recipes / sizeof *recipes };

static const struct named_augmentation augmentations[] = {
    {"none", {.shift_px = 0}},
    {"light",
     {.shift_px = 1.5f,
      .rotation_deg = 12,
      .scale = 0.1f,
      .shear = 0.15f,
      .elastic_px = 0.5f,
      .pen_px = 0.5f,
      .gap_px = 1.5f,
      .smear_px = 1}},
    {"medium",
     {.shift_px = 2,
      .rotation_deg = 15,
      .scale = 0.13f,
      .shear = 0.2f,
      .elastic_px = 0.65f,
      .pen_px = 0.6f,
      .gap_px = 2,
      .smear_px = 1.5f}},
    {"strong",
     {.shift_px = 2.5f,
      .rotation_deg = 15,
      .scale = 0.15f,
      .shear = 0.3f,
      .elastic_px = 0.8f,
      .pen_px = 0.7f,
      .gap_px = 2.5f,
      .smear_px = 2}},
};
enum { AUGMENTATIONS = sizeof augmentations / sizeof *augmentations };

/* Momentum as in most nets since Krizhevsky et al. 2012, Adam's constants as Kingma and Ba give
 * them, the decay as PyTorch has it. */
static const struct named_optimizer optimizers[] = {
    {"sgd", NN_OPTIMIZER_SGD, {.momentum = 0.9f, .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-8f}},
    {"adam", NN_OPTIMIZER_ADAM, {.beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-8f}},
    {"adamw",
     NN_OPTIMIZER_ADAMW,
     {.beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-8f, .weight_decay = 0.01f}},
};
enum { OPTIMIZERS = sizeof optimizers / sizeof *optimizers };

static const struct named_schedule schedules[] = {
    {"constant", NN_SCHEDULE_CONSTANT, 0},
    {"cosine", NN_SCHEDULE_COSINE, 0},
    {"one-cycle", NN_SCHEDULE_ONE_CYCLE, 0.2f},
};
enum { SCHEDULES = sizeof schedules / sizeof *schedules };

const struct named_recipe *recipes_at(int index) {
    return index >= 0 && index < RECIPES ? &recipes[index] : NULL;
}

const struct named_recipe *recipes_find(const char *name) {
    for (int i = 0; i < RECIPES; i++)
        if (strcmp(recipes[i].name, name) == 0)
            return &recipes[i];
    return NULL;
}

const struct named_recipe *recipes_for_net(const char *net) {
    for (int i = 0; i < RECIPES; i++)
        if (strcmp(recipes[i].net, net) == 0)
            return &recipes[i];
    return &recipes[0];
}

const struct named_augmentation *recipes_augmentation_at(int index) {
    return index >= 0 && index < AUGMENTATIONS ? &augmentations[index] : NULL;
}

const struct named_augmentation *recipes_augmentation_find(const char *name) {
    for (int i = 0; i < AUGMENTATIONS; i++)
        if (strcmp(augmentations[i].name, name) == 0)
            return &augmentations[i];
    return NULL;
}

const struct named_optimizer *recipes_optimizer_at(int index) {
    return index >= 0 && index < OPTIMIZERS ? &optimizers[index] : NULL;
}

const struct named_optimizer *recipes_optimizer_find(const char *name) {
    for (int i = 0; i < OPTIMIZERS; i++)
        if (strcmp(optimizers[i].name, name) == 0)
            return &optimizers[i];
    return NULL;
}

const struct named_schedule *recipes_schedule_at(int index) {
    return index >= 0 && index < SCHEDULES ? &schedules[index] : NULL;
}

const struct named_schedule *recipes_schedule_find(const char *name) {
    for (int i = 0; i < SCHEDULES; i++)
        if (strcmp(schedules[i].name, name) == 0)
            return &schedules[i];
    return NULL;
}

const char *recipes_optimizer_name(const struct nn_recipe *recipe) {
    int i = 0;
    while (optimizers[i].kind != recipe->optimizer)
        i++;
    return optimizers[i].name;
}

const char *recipes_schedule_name(const struct nn_recipe *recipe) {
    int i = 0;
    while (schedules[i].kind != recipe->schedule)
        i++;
    return schedules[i].name;
}

void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index)) {
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; name_at(i) && length < RECIPES_NAMES; i++)
        length += (size_t)snprintf(text + length, RECIPES_NAMES - length, "%s%s", i ? ", " : "",
                                   name_at(i));
}
