#include "app/core/recipe/recipes.h"

#include <stdio.h>
#include <string.h>

/* original is the recipe of the Keras notebook that Inkling grew from. The others were chosen by
 * their validation accuracy on the last tenth of MNIST's training pictures. */
static const struct named_recipe recipes[] = {
    {"original",
     "notebook",
     "none",
     "adam",
     "constant",
     {.epochs = 5,
      .batch_size = 32,
      .learning_rate = 1e-3f,
      .beta1 = 0.9f,
      .beta2 = 0.999f,
      .epsilon = 1e-7f},
     .none_fraction = 0.25f},
    {"sprint",
     "sprint",
     "none",
     "adam",
     "one-cycle",
     {.epochs = 1,
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
     "adamw",
     "one-cycle",
     {.epochs = 80,
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

#define AUGMENTATION(name, shift, rotation, scaling, shearing, elastic, pen, gap, smear)           \
    {                                                                                              \
        name, {                                                                                    \
            .shift_px = shift, .rotation_deg = rotation, .scale = scaling, .shear = shearing,      \
            .elastic_px = elastic, .pen_px = pen, .gap_px = gap, .smear_px = smear                 \
        }                                                                                          \
    }
static const struct named_augmentation augmentations[] = {
    AUGMENTATION("none", 0, 0, 0, 0, 0, 0, 0, 0),
    AUGMENTATION("light", 1.5f, 12, 0.1f, 0.15f, 0.5f, 0.5f, 1.5f, 1),
    AUGMENTATION("medium", 2, 15, 0.13f, 0.2f, 0.65f, 0.6f, 2, 1.5f),
    AUGMENTATION("strong", 2.5f, 15, 0.15f, 0.3f, 0.8f, 0.7f, 2.5f, 2),
};
enum { AUGMENTATIONS = sizeof augmentations / sizeof *augmentations };

/* Momentum is that of most networks since Krizhevsky et al. 2012, Adam's constants are Kingma and
 * Ba's, the weight decay is PyTorch's default. */
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

const char *training_recipe_name(int index) {
    return index >= 0 && index < RECIPES ? recipes[index].name : NULL;
}

const char *training_augmentation_name(int index) {
    return index >= 0 && index < AUGMENTATIONS ? augmentations[index].name : NULL;
}

const char *training_optimizer_name(int index) {
    return index >= 0 && index < OPTIMIZERS ? optimizers[index].name : NULL;
}

const char *training_schedule_name(int index) {
    return index >= 0 && index < SCHEDULES ? schedules[index].name : NULL;
}

int recipes_index(const char *(*name_at)(int index), const char *name) {
    for (int i = 0; name_at(i); i++)
        if (strcmp(name_at(i), name) == 0)
            return i;
    return -1;
}

const struct named_recipe *recipes_find(const char *name) {
    int index = recipes_index(training_recipe_name, name);
    return index < 0 ? NULL : &recipes[index];
}

const struct named_augmentation *recipes_augmentation_find(const char *name) {
    int index = recipes_index(training_augmentation_name, name);
    return index < 0 ? NULL : &augmentations[index];
}

const struct named_optimizer *recipes_optimizer_find(const char *name) {
    int index = recipes_index(training_optimizer_name, name);
    return index < 0 ? NULL : &optimizers[index];
}

const struct named_schedule *recipes_schedule_find(const char *name) {
    int index = recipes_index(training_schedule_name, name);
    return index < 0 ? NULL : &schedules[index];
}

const struct named_recipe *recipes_for_net(const char *net) {
    for (int i = 0; i < RECIPES; i++)
        if (strcmp(recipes[i].net, net) == 0)
            return &recipes[i];
    return &recipes[0];
}

void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index)) {
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; name_at(i) && length < RECIPES_NAMES; i++)
        length += (size_t)snprintf(text + length, RECIPES_NAMES - length, "%s%s", i ? ", " : "",
                                   name_at(i));
}
