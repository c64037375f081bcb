/* Recipes, augmentations, optimisers and schedules by name. */
#pragma once

#include "nn/recipe.h"

/* net is the network that the recipe was made for; recipe has the numbers, without the meaning of
 * the names. Besides MNIST it trains on ink_pictures drawn by the program, of which none_fraction
 * are non-digits. */
struct named_recipe {
    const char *name, *net, *augmentation, *optimizer, *schedule;
    struct nn_recipe recipe;
    int ink_pictures;
    float none_fraction;
};

struct named_augmentation {
    const char *name;
    struct nn_augmentation augmentation;
};

/* constants are the usual ones, for a recipe that was made for another optimiser. */
struct named_optimizer {
    const char *name;
    enum nn_optimizer_kind kind;
    struct nn_recipe constants;
};

struct named_schedule {
    const char *name;
    enum nn_schedule_kind kind;
    float warmup; /* likewise */
};

/* Name number index (0, 1, ...), or NULL after the last; static. */
const char *training_recipe_name(int index);
const char *training_augmentation_name(int index);
const char *training_optimizer_name(int index);
const char *training_schedule_name(int index);

/* The index of a name in such a list, or -1. */
int recipes_index(const char *(*name_at)(int index), const char *name);

/* NULL if there is none of that name; static. */
const struct named_recipe *recipes_find(const char *name);
const struct named_augmentation *recipes_augmentation_find(const char *name);
const struct named_optimizer *recipes_optimizer_find(const char *name);
const struct named_schedule *recipes_schedule_find(const char *name);

/* The default recipe for this network. Never NULL. */
const struct named_recipe *recipes_for_net(const char *net);

/* Writes the names of a list, joined by ", ". */
enum { RECIPES_NAMES = 256 };
void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index));
