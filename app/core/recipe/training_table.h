/* The one table of training settings. The settings file, a run's record, the command line, a
 * sweep's keys, the recipe page and the menus all read it: a new setting is a new row. */
#pragma once

#include "app/core/base/field.h"

/* Those before TRAINING_CHOICES are chosen in the window and kept in the settings file; the others
 * belong to the command line and to a run's record. */
enum training_choice {
    TRAINING_CHOICE_RECIPE,
    TRAINING_CHOICE_NET,
    TRAINING_CHOICE_AUGMENTATION,
    TRAINING_CHOICE_OPTIMIZER,
    TRAINING_CHOICE_SCHEDULE,
    TRAINING_CHOICE_RATE,
    TRAINING_CHOICE_BATCH_SIZE,
    TRAINING_CHOICE_EPOCHS,
    TRAINING_CHOICE_SEED,
    TRAINING_CHOICE_THREADS,
    TRAINING_CHOICES,
    TRAINING_CHOICE_INK = TRAINING_CHOICES,
    TRAINING_CHOICE_NONE_FRACTION,
    TRAINING_CHOICE_TARGET,
    TRAINING_CHOICE_DATA,
    TRAINING_CHOICE_PREPARE,
    TRAINING_SETTINGS,
};

/* The numbers that menus and arrow keys offer. Typed values may go to the field's bounds. */
struct training_numbers {
    const char *const *suggestions;        /* NULL after the last, or NULL */
    double (*next)(double number, int by); /* the next one upwards (by 1) or downwards (-1) */
    double min, max;                       /* the limits of next */
};

struct training_setting {
    struct field field; /* in struct training_settings; the key of JSON files */
    const char *title;
    bool in_recipe;                    /* set by a recipe; the others are 0 by default */
    const char *flag, *value, *help;   /* --flag VALUE: help follows the names; NULL: no flag */
    const char *(*name_at)(int index); /* the allowed names, NULL after the last; or NULL */
    const struct training_numbers *numbers; /* or NULL */
};

/* The row of a setting; static. */
const struct training_setting *training_setting(enum training_choice choice);
