#include "app/core/recipe/training_choice.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/thread_pool.h"

/* How far steps go; typed values may go further. */
static const double min_rate = 1e-5, max_rate = 1;
enum { MIN_BATCH = 8, MAX_BATCH = 1024, MAX_EPOCHS = 200, CLASSES = 10 };

const char *training_choice_title(enum training_choice choice) {
    static const char *const titles[TRAINING_CHOICES] = {
        [TRAINING_CHOICE_RECIPE] = "Recipe",
        [TRAINING_CHOICE_NET] = "Net",
        [TRAINING_CHOICE_AUGMENTATION] = "Augmentation",
        [TRAINING_CHOICE_OPTIMIZER] = "Optimiser",
        [TRAINING_CHOICE_SCHEDULE] = "Schedule",
        [TRAINING_CHOICE_RATE] = "Learning rate",
        [TRAINING_CHOICE_BATCH_SIZE] = "Batch size",
        [TRAINING_CHOICE_EPOCHS] = "Epochs",
        [TRAINING_CHOICE_SEED] = "Seed",
        [TRAINING_CHOICE_THREADS] = "Threads",
    };
    return titles[choice];
}

/* Settings of another machine may ask for more threads than there are processors here. */
static int threads_of(const struct training_settings *settings) {
    int all = nn_processor_count();
    return settings->threads == 0 || settings->threads > all ? all : settings->threads;
}

/* All of them stay all on another machine. */
static void set_threads(struct training_settings *settings, int threads) {
    settings->threads = threads == nn_processor_count() ? 0 : threads;
}

/* A choice by name: where it is kept, and which names there are. */
struct named {
    char *text;
    size_t capacity;
    const char *(*name_at)(int index);
};

static struct named named(struct training_settings *s, enum training_choice choice) {
    switch (choice) {
    case TRAINING_CHOICE_RECIPE:
        return (struct named){s->recipe, sizeof s->recipe, training_recipe_name};
    case TRAINING_CHOICE_NET:
        return (struct named){s->net, sizeof s->net, nn_spec_name};
    case TRAINING_CHOICE_AUGMENTATION:
        return (struct named){s->augmentation, sizeof s->augmentation, training_augmentation_name};
    case TRAINING_CHOICE_OPTIMIZER:
        return (struct named){s->optimizer, sizeof s->optimizer, training_optimizer_name};
    case TRAINING_CHOICE_SCHEDULE:
        return (struct named){s->schedule, sizeof s->schedule, training_schedule_name};
    default:
        return (struct named){NULL, 0, NULL};
    }
}

void training_choice_value(const struct training_settings *settings, enum training_choice choice,
                           char text[TRAINING_CHOICE_TEXT]) {
    struct training_settings copy = *settings;
    struct named name = named(&copy, choice);
    if (name.text)
        snprintf(text, TRAINING_CHOICE_TEXT, "%s", name.text);
    else if (choice == TRAINING_CHOICE_RATE)
        snprintf(text, TRAINING_CHOICE_TEXT, "%g", (double)settings->learning_rate);
    else if (choice == TRAINING_CHOICE_BATCH_SIZE)
        snprintf(text, TRAINING_CHOICE_TEXT, "%d", settings->batch_size);
    else if (choice == TRAINING_CHOICE_EPOCHS)
        snprintf(text, TRAINING_CHOICE_TEXT, "%d", settings->epochs);
    else if (choice == TRAINING_CHOICE_SEED)
        snprintf(text, TRAINING_CHOICE_TEXT, "%llu", (unsigned long long)settings->seed);
    else
        snprintf(text, TRAINING_CHOICE_TEXT, "%d", threads_of(settings));
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

static bool set_recipe(struct training_settings *settings, const char *recipe) {
    return training_settings_change_recipe(settings, recipe, NULL) == NN_STATUS_OK;
}

/* A net that has no name has one before it and one after it all the same: the ends of the list. */
static bool step_name(struct training_settings *settings, enum training_choice choice, int by) {
    struct named name = named(settings, choice);
    int count = 0, at = -1;
    assert(name.name_at);
    for (; name.name_at(count); count++)
        if (strcmp(name.name_at(count), name.text) == 0)
            at = count;
    int to = at < 0 && by < 0 ? count - 1 : at + by;
    if (to < 0 || to >= count)
        return false;
    if (choice == TRAINING_CHOICE_RECIPE)
        return set_recipe(settings, name.name_at(to));
    snprintf(name.text, name.capacity, "%s", name.name_at(to));
    return true;
}

/* The next of ..., 0.1, 0.2, 0.5, 1, ... above (or below) a rate. */
static double next_rate(double rate, int by) {
    static const double mantissas[] = {1, 2, 5};
    double best = by > 0 ? HUGE_VAL : 0, nearly = 1e-4; /* rates are floats */
    int power = (int)floor(log10(rate));
    for (int p = power - 1; p <= power + 1; p++)
        for (int m = 0; m < 3; m++) {
            double other = mantissas[m] * pow(10, p);
            if (by > 0 && other > rate * (1 + nearly) && other < best)
                best = other;
            if (by < 0 && other < rate * (1 - nearly) && other > best)
                best = other;
        }
    return best;
}

static bool step_rate(struct training_settings *settings, int by) {
    double rate = next_rate((double)settings->learning_rate, by), slack = 1e-4;
    if (rate < min_rate * (1 - slack) || rate > max_rate * (1 + slack))
        return false;
    settings->learning_rate = (float)rate;
    return true;
}

static int next_batch(int batch, int by) {
    int power = 1;
    while (by > 0 ? power <= batch : 2 * power < batch)
        power *= 2;
    return power;
}

/* The next multiple of 1, 5 or 10, the larger the coarser. */
static int next_epochs(int epochs, int by) {
    int below = by > 0 ? epochs : epochs - 1, step = below < 10 ? 1 : below < 50 ? 5 : 10;
    return by > 0 ? (epochs / step + 1) * step : below / step * step;
}

/* Sets *value to next unless that is out of bounds. */
static bool step_to(int *value, int next, int min, int max) {
    if (next < min || next > max)
        return false;
    *value = next;
    return true;
}

static bool step_threads(struct training_settings *settings, int by) {
    int threads = threads_of(settings) + by;
    if (threads < 1 || threads > nn_processor_count())
        return false;
    set_threads(settings, threads);
    return true;
}

static bool step_seed(struct training_settings *settings, int by) {
    if (by < 0 ? settings->seed == 0 : (double)settings->seed >= TRAINING_MAX_SEED)
        return false;
    settings->seed = by < 0 ? settings->seed - 1 : settings->seed + 1;
    return true;
}

bool training_choice_step(struct training_settings *settings, enum training_choice choice, int by) {
    switch (choice) {
    case TRAINING_CHOICE_RATE:
        return step_rate(settings, by);
    case TRAINING_CHOICE_BATCH_SIZE:
        return step_to(&settings->batch_size, next_batch(settings->batch_size, by), MIN_BATCH,
                       MAX_BATCH);
    case TRAINING_CHOICE_EPOCHS:
        return step_to(&settings->epochs, next_epochs(settings->epochs, by), 1, MAX_EPOCHS);
    case TRAINING_CHOICE_SEED:
        return step_seed(settings, by);
    case TRAINING_CHOICE_THREADS:
        return step_threads(settings, by);
    default:
        return step_name(settings, choice, by);
    }
}

bool training_choice_is_typed(enum training_choice choice) {
    return choice == TRAINING_CHOICE_NET || choice >= TRAINING_CHOICE_RATE;
}

static enum nn_status type_net(struct training_settings *settings, const char *text,
                               struct nn_error *err) {
    struct training_settings typed = *settings;
    struct nn_spec spec;
    if (strlen(text) >= sizeof typed.net)
        return nn_error_set(err, NN_STATUS_BAD_SPEC, "the net is longer than %zu letters",
                            sizeof typed.net - 1);
    strcpy(typed.net, text);
    enum nn_status status = training_settings_spec(&typed, &spec, err);
    if (status)
        return status;
    if (nn_shape_size(spec.output) != CLASSES || spec.output.channels != CLASSES)
        return nn_error_set(err, NN_STATUS_BAD_SPEC,
                            "the net must end in dense10, one output a digit");
    for (int i = 0; nn_spec_name(i); i++)
        if (strcmp(nn_spec_named(nn_spec_name(i)), text) == 0)
            strcpy(typed.net, nn_spec_name(i));
    *settings = typed;
    return NN_STATUS_OK;
}

/* The whole of text as a number; NaN if it is none. */
static double read_number(const char *text) {
    char *end;
    double number = strtod(text, &end);
    return end == text || *end ? (double)NAN : number;
}

/* What may be typed goes further than steps do: as far as a training can. */
static double max_typed(enum training_choice choice) {
    switch (choice) {
    case TRAINING_CHOICE_BATCH_SIZE:
        return 8192;
    case TRAINING_CHOICE_EPOCHS:
        return 10000;
    case TRAINING_CHOICE_SEED:
        return TRAINING_MAX_SEED;
    default:
        return nn_processor_count();
    }
}

static enum nn_status check_whole(enum training_choice choice, double number,
                                  struct nn_error *err) {
    double min = choice == TRAINING_CHOICE_SEED ? 0 : 1, max = max_typed(choice);
    if (number == floor(number) && number >= min && number <= max)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "it can be a whole number, %.0f to %.0f", min,
                        max);
}

static void set_number(struct training_settings *settings, enum training_choice choice,
                       double number) {
    if (choice == TRAINING_CHOICE_RATE)
        settings->learning_rate = (float)number;
    else if (choice == TRAINING_CHOICE_BATCH_SIZE)
        settings->batch_size = (int)number;
    else if (choice == TRAINING_CHOICE_EPOCHS)
        settings->epochs = (int)number;
    else if (choice == TRAINING_CHOICE_SEED)
        settings->seed = (uint64_t)number;
    else
        set_threads(settings, (int)number);
}

static enum nn_status type_number(struct training_settings *settings, enum training_choice choice,
                                  const char *text, struct nn_error *err) {
    double number = read_number(text);
    enum nn_status status = NN_STATUS_OK;
    if (choice != TRAINING_CHOICE_RATE)
        status = check_whole(choice, number, err);
    else if (!isfinite(number))
        status = nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "it can be a number such as 0.01");
    if (!status)
        set_number(settings, choice, number);
    return status;
}

enum nn_status training_choice_type(struct training_settings *settings, enum training_choice choice,
                                    const char *text, struct nn_error *err) {
    struct training_settings typed = *settings;
    struct nn_recipe recipe;
    assert(training_choice_is_typed(choice));
    enum nn_status status = choice == TRAINING_CHOICE_NET ? type_net(&typed, text, err)
                                                          : type_number(&typed, choice, text, err);
    if (!status)
        status = training_settings_recipe(&typed, &recipe, err);
    if (!status)
        *settings = typed;
    return status;
}

struct training_settings training_choice_usual(const struct training_settings *settings) {
    struct training_settings usual = *settings;
    bool known = set_recipe(&usual, settings->recipe);
    assert(known);
    (void)known;
    usual.seed = 0;
    usual.threads = 0;
    return usual;
}

bool training_choice_is_changed(const struct training_settings *settings,
                                enum training_choice choice) {
    char now[TRAINING_CHOICE_TEXT], then[TRAINING_CHOICE_TEXT];
    struct training_settings usual = training_choice_usual(settings);
    if (choice == TRAINING_CHOICE_RECIPE) {
        for (int i = TRAINING_CHOICE_NET; i <= TRAINING_CHOICE_EPOCHS; i++)
            if (training_choice_is_changed(settings, (enum training_choice)i))
                return true;
        return false;
    }
    training_choice_value(settings, choice, now);
    training_choice_value(&usual, choice, then);
    return strcmp(now, then) != 0;
}

void training_choice_reset(struct training_settings *settings, enum training_choice choice) {
    struct training_settings usual = training_choice_usual(settings);
    struct named name = named(settings, choice), old = named(&usual, choice);
    if (choice == TRAINING_CHOICE_RECIPE)
        set_recipe(settings, settings->recipe);
    else if (name.text)
        strcpy(name.text, old.text);
    else if (choice == TRAINING_CHOICE_RATE)
        settings->learning_rate = usual.learning_rate;
    else if (choice == TRAINING_CHOICE_BATCH_SIZE)
        settings->batch_size = usual.batch_size;
    else if (choice == TRAINING_CHOICE_EPOCHS)
        settings->epochs = usual.epochs;
    else if (choice == TRAINING_CHOICE_SEED)
        settings->seed = usual.seed;
    else
        settings->threads = usual.threads;
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
