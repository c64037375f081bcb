/* The settings of the next training as a person chooses them, one at a time: how they are shown,
 * stepped, typed and reset to the recipe's. Pure functions of settings. */
#pragma once

#include "app/core/recipe/training_settings.h"
#include "app/core/recipe/training_table.h"

/* The value as it is typed: "0.01", "sprint". */
enum { TRAINING_CHOICE_TEXT = NN_MAX_SPEC_TEXT };
void training_choice_value(const struct training_settings *settings, enum training_choice choice,
                           char text[TRAINING_CHOICE_TEXT]);

/* The value as it is shown: a recipe as "sprint, changed" if a setting is, threads as "2, all". */
void training_choice_text(const struct training_settings *settings, enum training_choice choice,
                          char text[TRAINING_CHOICE_TEXT]);

/* The choices of a menu: all names, or common numbers; each can be typed. NULL after the last. */
const char *training_choice_suggestion(enum training_choice choice, int index);
int training_choice_suggestion_count(enum training_choice choice);

/* Steps to the next value (by 1) or the previous one (by -1): names follow their list, the learning
 * rate 1, 2 and 5 times powers of ten, batch sizes powers of two. False, unchanged, at the end. */
bool training_choice_step(struct training_settings *settings, enum training_choice choice, int by);

/* True for what is typed on the recipe page: numbers, and a network's name or spec. */
bool training_choice_is_typed(enum training_choice choice);

/* Sets the value that was typed or picked; a recipe sets all of its settings. On failure the
 * settings are unchanged, and err says what can be typed instead. */
NN_MUST_USE enum nn_status training_choice_type(struct training_settings *settings,
                                                enum training_choice choice, const char *text,
                                                struct nn_error *err);

/* True if the setting differs from the recipe's value (seed and threads: from the default); for the
 * recipe, if any of its settings does. */
bool training_choice_is_changed(const struct training_settings *settings,
                                enum training_choice choice);

/* Restores the recipe's value, or the default; for the recipe, those of all its settings. */
void training_choice_reset(struct training_settings *settings, enum training_choice choice);

/* The settings with the values of the recipe and the defaults. */
struct training_settings training_choice_usual(const struct training_settings *settings);

/* Computes the consequences of valid settings for a data set of data_count training pictures. */
struct training_outlook {
    struct nn_spec spec;
    size_t parameters;
    long pictures, steps_per_epoch, steps; /* pictures: per epoch, including ink */
};
NN_MUST_USE enum nn_status training_choice_outlook(struct training_outlook *outlook,
                                                   const struct training_settings *settings,
                                                   int data_count, struct nn_error *err);
