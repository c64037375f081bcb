/* The recipes, nets and augmentations that go by a name. */
#ifndef APP_CORE_RECIPE_RECIPES_H
#define APP_CORE_RECIPE_RECIPES_H

#include "nn/recipe.h"

/* net is the name of the net that the recipe was made for. Beside MNIST it trains on ink_pictures
 * of the program's own ink, of which none_fraction are no digits. */
struct named_recipe {
    const char *name, *net, *augmentation;
    struct nn_recipe recipe;
    int ink_pictures;
    float none_fraction;
};

/* Number index (0, 1, ...), or NULL past the last; borrowed for ever. */
const struct named_recipe *recipes_at(int index);
const struct named_recipe *recipes_find(const char *name);

/* The recipe to train this net by when nothing else is said. Never NULL. */
const struct named_recipe *recipes_for_net(const char *net);

struct named_augmentation {
    const char *name;
    struct nn_augmentation augmentation;
};
const struct named_augmentation *recipes_augmentation_at(int index);
const struct named_augmentation *recipes_augmentation_find(const char *name);

/* Optimisers and schedules by the names that files and the window have for them. For a recipe that
 * was made for another one, constants holds the usual values of what it needs. */
struct named_optimizer {
    const char *name;
    enum nn_optimizer_kind kind;
    struct nn_recipe constants;
};
const struct named_optimizer *recipes_optimizer_at(int index);
const struct named_optimizer *recipes_optimizer_find(const char *name);

struct named_schedule {
    const char *name;
    enum nn_schedule_kind kind;
    float warmup;
};
const struct named_schedule *recipes_schedule_at(int index);
const struct named_schedule *recipes_schedule_find(const char *name);

/* The names of what a recipe was made for. */
const char *recipes_optimizer_name(const struct nn_recipe *recipe);
const char *recipes_schedule_name(const struct nn_recipe *recipe);

/* Room for names joined by ", ", for messages. */
enum { RECIPES_NAMES = 256 };
void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index));

#endif
