#include "app/core/recipe/training_choice.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/core/recipe/recipes.h"
#include "nn/thread_pool.h"

static int threads_of(const struct training_settings *settings) {
    return settings->threads == 0 ? nn_processor_count() : settings->threads;
}

/* All processors are stored as 0, which means all on another machine too. */
static void normalise_threads(struct training_settings *settings) {
    if (settings->threads == nn_processor_count())
        settings->threads = 0;
}

void training_choice_value(const struct training_settings *settings, enum training_choice choice,
                           char text[TRAINING_CHOICE_TEXT]) {
    struct training_settings shown = *settings;
    shown.threads = threads_of(settings);
    field_text(&training_setting(choice)->field, &shown, text, TRAINING_CHOICE_TEXT);
}

void training_choice_text(const struct training_settings *settings, enum training_choice choice,
                          char text[TRAINING_CHOICE_TEXT]) {
    training_choice_value(settings, choice, text);
    size_t length = strlen(text), capacity = TRAINING_CHOICE_TEXT - length;
    if (choice == TRAINING_CHOICE_RECIPE && training_choice_is_changed(settings, choice))
        snprintf(text + length, capacity, ", changed");
    if (choice == TRAINING_CHOICE_THREADS && threads_of(settings) == nn_processor_count())
        snprintf(text + length, capacity, ", all");
}

const char *training_choice_suggestion(enum training_choice choice, int index) {
    const struct training_setting *setting = training_setting(choice);
    if (setting->name_at)
        return setting->name_at(index);
    const char *const *numbers = setting->numbers ? setting->numbers->suggestions : NULL;
    return numbers ? numbers[index] : NULL;
}

int training_choice_suggestion_count(enum training_choice choice) {
    int count = 0;
    while (training_choice_suggestion(choice, count))
        count++;
    return count;
}

/* A network without a name steps to an end of the list. */
static bool step_name(struct training_settings *settings, enum training_choice choice, int by) {
    const char *(*name_at)(int) = training_setting(choice)->name_at;
    char now[TRAINING_CHOICE_TEXT];
    training_choice_value(settings, choice, now);
    int at = recipes_index(name_at, now);
    const char *name =
        name_at(at < 0 && by < 0 ? training_choice_suggestion_count(choice) - 1 : at + by);
    return name && training_choice_type(settings, choice, name, NULL) == NN_STATUS_OK;
}

bool training_choice_step(struct training_settings *settings, enum training_choice choice, int by) {
    const struct training_setting *setting = training_setting(choice);
    const struct training_numbers *numbers = setting->numbers;
    if (setting->name_at)
        return step_name(settings, choice, by);
    bool threads = choice == TRAINING_CHOICE_THREADS;
    double number = threads ? threads_of(settings) : field_number(&setting->field, settings);
    double max = threads ? nn_processor_count() : numbers->max, next = numbers->next(number, by);
    /* As floats, since a power of ten may be off by a bit. */
    if (next == number || (float)next < (float)numbers->min || (float)next > (float)max ||
        next > setting->field.max)
        return false;
    field_set_number(&setting->field, settings, next);
    normalise_threads(settings);
    return true;
}

bool training_choice_is_typed(enum training_choice choice) {
    return choice == TRAINING_CHOICE_NET || !training_setting(choice)->name_at;
}

/* Checks the network, and replaces the spec of a named one by its name. */
static enum nn_status check_net(struct training_settings *settings, struct nn_error *err) {
    struct nn_spec spec;
    enum nn_status status = training_settings_spec(settings, &spec, err);
    if (status)
        return status;
    int classes = training_settings_classes(settings);
    if (nn_shape_size(spec.output) != (size_t)classes || spec.output.channels != classes)
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the network must end in dense%d, one output per class", classes);
    for (int i = 0; nn_spec_name(i); i++)
        if (strcmp(nn_spec_named(nn_spec_name(i)), settings->net) == 0)
            strcpy(settings->net, nn_spec_name(i));
    return NN_STATUS_OK;
}

enum nn_status training_choice_type(struct training_settings *settings, enum training_choice choice,
                                    const char *text, struct nn_error *err) {
    const struct field *field = &training_setting(choice)->field;
    struct training_settings typed = *settings;
    enum nn_status status = NN_STATUS_OK;
    char range[FIELD_RANGE];
    field_range(field, range);
    if (!field_parse(field, &typed, text))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "it can be %s", range);
    if (choice == TRAINING_CHOICE_RECIPE) {
        status = training_settings_from_recipe(&typed, text, err);
        typed.seed = settings->seed;
        typed.threads = settings->threads;
    }
    if (choice == TRAINING_CHOICE_NET)
        status = check_net(&typed, err);
    if (choice == TRAINING_CHOICE_THREADS)
        normalise_threads(&typed);
    if (!status)
        status = training_settings_check(&typed, err);
    if (!status)
        *settings = typed;
    return status;
}

struct training_settings training_choice_usual(const struct training_settings *settings) {
    struct training_settings usual;
    enum nn_status status = training_settings_from_recipe(&usual, settings->recipe, NULL);
    assert(!status);
    (void)status;
    return usual;
}

static bool differs(const struct training_settings *a, const struct training_settings *b,
                    enum training_choice choice) {
    char first[TRAINING_CHOICE_TEXT], second[TRAINING_CHOICE_TEXT];
    training_choice_value(a, choice, first);
    training_choice_value(b, choice, second);
    return strcmp(first, second) != 0;
}

bool training_choice_is_changed(const struct training_settings *settings,
                                enum training_choice choice) {
    struct training_settings usual = training_choice_usual(settings);
    if (choice != TRAINING_CHOICE_RECIPE)
        return differs(settings, &usual, choice);
    for (enum training_choice i = 0; i < TRAINING_CHOICES; i++)
        if (training_setting(i)->in_recipe && differs(settings, &usual, i))
            return true;
    return false;
}

void training_choice_reset(struct training_settings *settings, enum training_choice choice) {
    struct training_settings usual = training_choice_usual(settings);
    for (enum training_choice i = 0; i < TRAINING_SETTINGS; i++) {
        const struct training_setting *setting = training_setting(i);
        if (i == choice || (choice == TRAINING_CHOICE_RECIPE && setting->in_recipe))
            field_copy(&setting->field, settings, &usual);
    }
}

enum nn_status training_choice_outlook(struct training_outlook *outlook,
                                       const struct training_settings *settings, int data_count,
                                       struct nn_error *err) {
    enum nn_status status = training_settings_spec(settings, &outlook->spec, err);
    if (status)
        return status;
    long batch = settings->batch_size;
    outlook->parameters = nn_spec_parameter_count(&outlook->spec);
    outlook->pictures =
        data_count - training_settings_validation_count(data_count) + settings->ink_pictures;
    outlook->steps_per_epoch = (outlook->pictures + batch - 1) / batch;
    outlook->steps = outlook->steps_per_epoch * settings->epochs;
    return NN_STATUS_OK;
}
