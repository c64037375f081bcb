/* The settings of a training: plain values, and their meaning to the network library. Their names
 * and bounds are in training_table.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/base/files.h"
#include "app/core/recipe/recipes.h"
#include "nn/recipe.h"
#include "nn/spec.h"

/* An empty data_folder means MNIST, "ink" the program's own ink; it may be a file, too. With an
 * empty run_folder nothing is written. threads 0 means all processors. Training stops at the
 * validation accuracy `target` unless it is 0. Besides the data the network sees ink_pictures per
 * epoch drawn by the program, of which none_fraction are non-digits. */
struct training_settings {
    char net[NN_MAX_SPEC_TEXT]; /* a network's name or its spec */
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
    char prepare[48]; /* what is done to the pictures: data_preparation.h */
    int classes;      /* of the data, which is how many outputs a named network has; 0: ten */
};

/* The settings of a named recipe; the others are 0. BAD_ARGUMENT lists the known names. */
NN_MUST_USE enum nn_status training_settings_from_recipe(struct training_settings *settings,
                                                         const char *recipe, struct nn_error *err);

/* Checks the settings and looks up their names. Values that are not settings, such as an
 * optimiser's constants, come from the recipe, or from the defaults of another optimiser or
 * schedule. */
NN_MUST_USE enum nn_status training_settings_recipe(const struct training_settings *settings,
                                                    struct nn_recipe *recipe, struct nn_error *err);
NN_MUST_USE enum nn_status training_settings_spec(const struct training_settings *settings,
                                                  struct nn_spec *spec, struct nn_error *err);

/* How many classes the data have; ten where that is not known yet. */
int training_settings_classes(const struct training_settings *settings);

/* Checks that the settings give both. */
NN_MUST_USE enum nn_status training_settings_check(const struct training_settings *settings,
                                                   struct nn_error *err);

/* True if both train the same network: the threads and the run's folder do not matter. */
bool training_settings_train_the_same(const struct training_settings *a,
                                      const struct training_settings *b);

/* How many pictures at the end of a training set of this size are kept for validation. */
int training_settings_validation_count(int count);
