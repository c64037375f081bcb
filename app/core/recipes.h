/* The recipes, nets and augmentations that go by a name. */
#ifndef APP_CORE_RECIPES_H
#define APP_CORE_RECIPES_H

#include "nn/recipe.h"

/* net is the name of the net that the recipe was made for. Beside MNIST it trains on ink_pictures
 * of the program's own ink, of which none_share are no digits. */
struct named_recipe {
    const char *name, *net, *augmentation;
    struct nn_recipe recipe;
    int ink_pictures;
    float none_share;
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

/* Room for names joined by ", ", for messages. */
enum { RECIPES_NAMES = 256 };
void recipes_list_names(char text[RECIPES_NAMES], const char *(*name_at)(int index));

#endif
