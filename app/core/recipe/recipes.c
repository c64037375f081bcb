#include "app/core/recipe/recipes.h"

#include <stdio.h>
#include <string.h>

/* original is the recipe of the Keras notebook that Inkling grew from. The others were chosen by
 * their validation accuracy on the last tenth of MNIST's training pictures. */
static const struct named_recipe recipes[] = {
    {.name = "original",
     .net = "notebook",
     .augmentation = "none",
     .optimizer = "adam",
     .schedule = "constant",
     .recipe = {.epochs = 5,
                .batch_size = 32,
                .learning_rate = 1e-3f,
                .beta1 = 0.9f,
                .beta2 = 0.999f,
                .epsilon = 1e-7f},
     .none_fraction = 0.25f},
    {.name = "sprint",
     .net = "sprint",
     .augmentation = "none",
     .optimizer = "adam",
     .schedule = "one-cycle",
     .recipe = {.epochs = 1,
                .batch_size = 128,
                .learning_rate = 1e-2f,
                .warmup = 0.2f,
                .beta1 = 0.7f,
                .beta2 = 0.9f,
                .epsilon = 1e-7f,
                .label_smoothing = 0.05f},
     .none_fraction = 0.25f},
    {.name = "best",
     .net = "best",
     .augmentation = "medium",
     .optimizer = "adamw",
     .schedule = "one-cycle",
     .recipe = {.epochs = 80,
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

/* The numbers are the shift, rotation, scale, shear, elastic, pen, gap and smear. */
static const struct named_recipe augmentations[] = {
    {.name = "none"},
    {.name = "light", .recipe.augmentation = {1.5f, 12, 0.1f, 0.15f, 0.5f, 0.5f, 1.5f, 1}},
    {.name = "medium", .recipe.augmentation = {2, 15, 0.13f, 0.2f, 0.65f, 0.6f, 2, 1.5f}},
    {.name = "strong", .recipe.augmentation = {2.5f, 15, 0.15f, 0.3f, 0.8f, 0.7f, 2.5f, 2}},
};

/* Momentum is that of most networks since Krizhevsky et al. 2012, Adam's constants are Kingma and
 * Ba's, the weight decay is PyTorch's default. */
#define ADAM .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-8f
static const struct named_recipe optimizers[] = {
    {.name = "sgd", .recipe = {.optimizer = NN_OPTIMIZER_SGD, .momentum = 0.9f, ADAM}},
    {.name = "adam", .recipe = {.optimizer = NN_OPTIMIZER_ADAM, ADAM}},
    {.name = "adamw", .recipe = {.optimizer = NN_OPTIMIZER_ADAMW, .weight_decay = 0.01f, ADAM}},
};

static const struct named_recipe schedules[] = {
    {.name = "constant", .recipe.schedule = NN_SCHEDULE_CONSTANT},
    {.name = "cosine", .recipe.schedule = NN_SCHEDULE_COSINE},
    {.name = "one-cycle", .recipe = {.schedule = NN_SCHEDULE_ONE_CYCLE, .warmup = 0.2f}},
};

#define LIST(rows)                                                                                 \
    { (rows), sizeof(rows) / sizeof *(rows) }
static const struct {
    const struct named_recipe *rows;
    int count;
} lists[] = {
    [RECIPES_WHOLE] = LIST(recipes),
    [RECIPES_AUGMENTATION] = LIST(augmentations),
    [RECIPES_OPTIMIZER] = LIST(optimizers),
    [RECIPES_SCHEDULE] = LIST(schedules),
};

static const char *name_in(enum recipes_list list, int index) {
    return index >= 0 && index < lists[list].count ? lists[list].rows[index].name : NULL;
}

const char *training_recipe_name(int index) {
    return name_in(RECIPES_WHOLE, index);
}

const char *training_augmentation_name(int index) {
    return name_in(RECIPES_AUGMENTATION, index);
}

const char *training_optimizer_name(int index) {
    return name_in(RECIPES_OPTIMIZER, index);
}

const char *training_schedule_name(int index) {
    return name_in(RECIPES_SCHEDULE, index);
}

const struct named_recipe *recipes_find(enum recipes_list list, const char *name) {
    for (int i = 0; i < lists[list].count; i++)
        if (strcmp(lists[list].rows[i].name, name) == 0)
            return &lists[list].rows[i];
    return NULL;
}

const struct named_recipe *recipes_for_net(const char *net) {
    for (int i = 0; i < lists[RECIPES_WHOLE].count; i++)
        if (strcmp(recipes[i].net, net) == 0)
            return &recipes[i];
    return &recipes[0];
}

int recipes_index(const char *(*name_at)(int index), const char *name) {
    for (int i = 0; name_at(i); i++)
        if (strcmp(name_at(i), name) == 0)
            return i;
    return -1;
}

void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index)) {
    size_t length = 0;
    text[0] = '\0';
    for (int i = 0; name_at(i) && length < RECIPES_NAMES; i++)
        length += (size_t)snprintf(text + length, RECIPES_NAMES - length, "%s%s", i ? ", " : "",
                                   name_at(i));
}
