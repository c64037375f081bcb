/* What a person can choose about the next training, one item at a time: how it reads, what comes
 * before and after it, what may be typed, and what the recipe says. Plain functions of settings. */
#ifndef APP_CORE_RECIPE_TRAINING_CHOICE_H
#define APP_CORE_RECIPE_TRAINING_CHOICE_H

#include <stdbool.h>

#include "app/core/recipe/training_settings.h"

enum training_choice {
    TRAINING_CHOICE_RECIPE, /* sets all up to the epochs */
    TRAINING_CHOICE_NET,
    TRAINING_CHOICE_AUGMENTATION,
    TRAINING_CHOICE_OPTIMIZER,
    TRAINING_CHOICE_SCHEDULE,
    TRAINING_CHOICE_RATE,
    TRAINING_CHOICE_BATCH_SIZE,
    TRAINING_CHOICE_EPOCHS,
    TRAINING_CHOICE_SEED,    /* no recipe has one: usually 0 */
    TRAINING_CHOICE_THREADS, /* likewise: usually all processors */
    TRAINING_CHOICES,
};

/* "Learning rate" */
const char *training_choice_title(enum training_choice choice);

/* The value as it is typed: "0.01", "sprint". */
enum { TRAINING_CHOICE_TEXT = NN_MAX_SPEC_TEXT };
void training_choice_value(const struct training_settings *settings, enum training_choice choice,
                           char text[TRAINING_CHOICE_TEXT]);

/* The value as it is shown: the recipe is "sprint, changed" where something is, threads "2, all".
 */
void training_choice_text(const struct training_settings *settings, enum training_choice choice,
                          char text[TRAINING_CHOICE_TEXT]);

/* Goes to the next value (by 1) or the one before (by -1): of names the next of their list, of the
 * learning rate the next of 1, 2 and 5 times a power of ten, of batch sizes the next power of two.
 * False, and nothing changes, at the end. */
bool training_choice_step(struct training_settings *settings, enum training_choice choice, int by);

/* Whether it can be typed: numbers, and a net's name or spec. */
bool training_choice_is_typed(enum training_choice choice);

/* Takes the value that was typed. On failure the settings stay as they are, and err says what can
 * be typed instead. */
NN_MUST_USE enum nn_status training_choice_type(struct training_settings *settings,
                                                enum training_choice choice, const char *text,
                                                struct nn_error *err);

/* Whether it is not as the recipe (seed and threads: as usual) has it; of the recipe, whether
 * anything that it sets is. */
bool training_choice_is_changed(const struct training_settings *settings,
                                enum training_choice choice);

/* Back to what the recipe, or usage, says: of the recipe, all that it sets. */
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
