/* Recipes and their parts by name: augmentations, optimisers and schedules. */
#pragma once

#include "nn/recipe.h"

/* recipe has the numbers. Of a part it has only what belongs to it: the augmentation, or the kind
 * of optimiser or schedule with the usual constants, for a recipe that was made for another kind.
 * The other members are those of a whole recipe: net is the network that it was made for, the texts
 * name its parts, and besides MNIST it trains on ink_pictures drawn by the program, of which
 * none_fraction are non-digits. */
struct named_recipe {
    const char *name;
    struct nn_recipe recipe;
    const char *net, *augmentation, *optimizer, *schedule;
    int ink_pictures;
    float none_fraction;
};

enum recipes_list { RECIPES_WHOLE, RECIPES_AUGMENTATION, RECIPES_OPTIMIZER, RECIPES_SCHEDULE };

/* NULL if there is none of that name; static. */
const struct named_recipe *recipes_find(enum recipes_list list, const char *name);

/* The default recipe for this network. Never NULL. */
const struct named_recipe *recipes_for_net(const char *net);

/* Name number index (0, 1, ...), or NULL after the last; static. */
const char *training_recipe_name(int index);
const char *training_augmentation_name(int index);
const char *training_optimizer_name(int index);
const char *training_schedule_name(int index);

/* The index of a name in such a list, or -1. */
int recipes_index(const char *(*name_at)(int index), const char *name);

/* Writes the names of a list, joined by ", ". */
enum { RECIPES_NAMES = 256 };
void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index));
