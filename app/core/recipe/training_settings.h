/* What a training is told: plain values, and what they come to. */
#ifndef APP_CORE_RECIPE_TRAINING_SETTINGS_H
#define APP_CORE_RECIPE_TRAINING_SETTINGS_H

#include <stdint.h>

#include "app/core/base/files.h"
#include "nn/recipe.h"
#include "nn/spec.h"

/* Choices by name. An empty data_folder means MNIST, "ink" the program's own ink; an empty
 * run_folder, none is written; threads 0, all processors. target 0: none; else stop at this
 * validation accuracy. Beside the data's pictures the net sees ink_pictures an epoch of the
 * program's own ink, of which none_fraction are no digits. */
struct training_settings {
    char net[NN_MAX_SPEC_TEXT]; /* a net's name or its spec */
    char recipe[32];
    char augmentation[32], optimizer[16], schedule[16];
    int epochs, batch_size;
    float learning_rate;
    uint64_t seed;
    int threads;
    double target;
    int ink_pictures;
    float none_fraction;
    char data_folder[FILES_MAX_PATH], run_folder[FILES_MAX_PATH];
};

enum { TRAINING_MAX_INK = 10000000 };
#define TRAINING_MAX_SEED 9007199254740992.0 /* to which JSON's numbers are exact */

/* Names for menus and help; NULL past the last. */
const char *training_recipe_name(int index);
const char *training_augmentation_name(int index);
const char *training_optimizer_name(int index);
const char *training_schedule_name(int index);

/* Settings of a named recipe (its net, optimiser, schedule, epochs, batch, rate, augmentation,
 * ink). BAD_ARGUMENT lists the names there are. */
NN_MUST_USE enum nn_status training_settings_from_recipe(struct training_settings *settings,
                                                         const char *recipe, struct nn_error *err);

/* The same of settings that a user is at: their seed and threads stay. */
NN_MUST_USE enum nn_status training_settings_change_recipe(struct training_settings *settings,
                                                           const char *recipe,
                                                           struct nn_error *err);

/* The settings' names looked up and their numbers checked: what nn needs. What settings do not
 * have, as an optimiser's constants, is the recipe's; of an optimiser or a schedule that is not the
 * recipe's own, it is the usual. */
NN_MUST_USE enum nn_status training_settings_recipe(const struct training_settings *settings,
                                                    struct nn_recipe *recipe, struct nn_error *err);
NN_MUST_USE enum nn_status training_settings_spec(const struct training_settings *settings,
                                                  struct nn_spec *spec, struct nn_error *err);

/* Whether both can be had of the settings; says why not. */
NN_MUST_USE enum nn_status training_settings_check(const struct training_settings *settings,
                                                   struct nn_error *err);

/* Pictures at the end of a training set of so many that are kept for validation. */
int training_settings_validation_count(int count);

#endif
