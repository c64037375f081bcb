/* What a person can choose about the next training, one setting at a time: how it reads, what comes
 * before and after it, what can be typed, and what the recipe says. Plain functions of settings. */
#ifndef APP_CORE_RECIPE_TRAINING_CHOICE_H
#define APP_CORE_RECIPE_TRAINING_CHOICE_H

#include "app/core/recipe/training_settings.h"
#include "app/core/recipe/training_table.h"

/* "Learning rate" */
const char *training_choice_title(enum training_choice choice);

/* The value as it is typed: "0.01", "sprint". */
enum { TRAINING_CHOICE_TEXT = NN_MAX_SPEC_TEXT };
void training_choice_value(const struct training_settings *settings, enum training_choice choice,
                           char text[TRAINING_CHOICE_TEXT]);

/* The value as it is shown: a recipe reads "sprint, changed" where any of its settings is, threads
 * read "2, all". */
void training_choice_text(const struct training_settings *settings, enum training_choice choice,
                          char text[TRAINING_CHOICE_TEXT]);

/* What a menu offers: all names, or the common numbers; each can be typed. NULL past the last. */
const char *training_choice_suggestion(enum training_choice choice, int index);
int training_choice_suggestion_count(enum training_choice choice);

/* Goes to the next value (by 1) or to the one before (by -1): of names the next in their list, of
 * the learning rate the next of 1, 2 and 5 times a power of ten, of batch sizes the next power of
 * two. False, and nothing changes, at the end. */
bool training_choice_step(struct training_settings *settings, enum training_choice choice, int by);

/* Whether the recipe page has it typed: numbers, and a network's name or spec. */
bool training_choice_is_typed(enum training_choice choice);

/* Sets the value that was typed or picked; a recipe sets all of its settings. On failure the
 * settings stay as they are, and err says what can be typed instead. */
NN_MUST_USE enum nn_status training_choice_type(struct training_settings *settings,
                                                enum training_choice choice, const char *text,
                                                struct nn_error *err);

/* Whether it differs from the recipe's value (seed and threads: from the usual one); of the recipe,
 * whether any of its settings does. */
bool training_choice_is_changed(const struct training_settings *settings,
                                enum training_choice choice);

/* Goes back to the recipe's value, or the usual one; of the recipe, for all of its settings. */
void training_choice_reset(struct training_settings *settings, enum training_choice choice);

/* The settings as the recipe, and usage, have them. */
struct training_settings training_choice_usual(const struct training_settings *settings);

/* What follows from settings for a data set of so many training pictures. The spec must be right.
 */
struct training_outlook {
    struct nn_spec spec;
    size_t parameters;
    long pictures, steps_per_epoch, steps; /* pictures: trained on in an epoch, ink included */
};
NN_MUST_USE enum nn_status training_choice_outlook(struct training_outlook *outlook,
                                                   const struct training_settings *settings,
                                                   int data_count, struct nn_error *err);

#endif
