#include "app/core/recipe/training_table.h"

#include <math.h>

#include "app/core/recipe/recipes.h"
#include "app/core/recipe/training_settings.h"

/* Beyond this seed neither numbers in JSON nor those that are parsed here are exact. */
#define MAX_SEED (0x1p53 - 1)
#define OWN      " (the recipe's own)"
enum { MAX_THREADS = 1024 };

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

static double next_power_of_two(double number, int by) {
    double power = 1;
    while (by > 0 ? power <= number : 2 * power < number)
        power *= 2;
    return power;
}

/* The next multiple of 1, 5 or 10, the larger the coarser. */
static double next_epochs(double epochs, int by) {
    double below = by > 0 ? epochs : epochs - 1, step = below < 10 ? 1 : below < 50 ? 5 : 10;
    return (floor(below / step) + (by > 0)) * step;
}

static double next_whole(double number, int by) {
    return number + by;
}

static const char *const few_rates[] = {"0.0003", "0.001", "0.003", "0.004", "0.005",
                                        "0.01",   "0.03",  "0.1",   NULL};
static const char *const few_batch_sizes[] = {"16", "32", "64", "128", "256", "512", NULL};
static const char *const few_epochs[] = {"1", "2", "3", "5", "10", "20", "50", NULL};
static const struct training_numbers rates = {few_rates, next_rate, 1e-5, 1};
static const struct training_numbers batch_sizes = {few_batch_sizes, next_power_of_two, 8, 1024};
static const struct training_numbers epochs = {few_epochs, next_epochs, 1, 200};
static const struct training_numbers seeds = {NULL, next_whole, 0, MAX_SEED};
static const struct training_numbers threads = {NULL, next_whole, 1, MAX_THREADS};

#define NUMBER(key, kind, member, min, max)                                                        \
    FIELD(key, kind, struct training_settings, member, min, max)
#define ZERO_OR(key, kind, member, min, max)                                                       \
    { key, kind, offsetof(struct training_settings, member), min, max, true, NULL }
#define TEXT(key, member)                                                                          \
    NUMBER(key, FIELD_TEXT, member, 0, sizeof((struct training_settings *)0)->member)

static const struct training_setting table[TRAINING_SETTINGS] = {
    [TRAINING_CHOICE_RECIPE] = {TEXT("recipe", recipe), "Recipe", false, "recipe", "NAME",
                                " (the one made for the network)", .name_at = training_recipe_name},
    [TRAINING_CHOICE_NET] = {TEXT("net", net), "Network", true, "net", "NAME|SPEC",
                             ", or layers joined by '-'", .name_at = nn_spec_name},
    [TRAINING_CHOICE_AUGMENTATION] = {TEXT("augmentation", augmentation), "Augmentation", true,
                                      "augment", "NAME", OWN,
                                      .name_at = training_augmentation_name},
    [TRAINING_CHOICE_OPTIMIZER] = {TEXT("optimizer", optimizer), "Optimiser", true, "optimizer",
                                   "NAME", OWN, .name_at = training_optimizer_name},
    [TRAINING_CHOICE_SCHEDULE] = {TEXT("schedule", schedule), "Schedule", true, "schedule", "NAME",
                                  OWN, .name_at = training_schedule_name},
    [TRAINING_CHOICE_RATE] = {NUMBER("learning_rate", FIELD_FLOAT, learning_rate,
                                     NN_MIN_LEARNING_RATE, NN_MAX_LEARNING_RATE),
                              "Learning rate", true, "lr", "X",
                              "learning rate (its peak, where the schedule changes it)",
                              .numbers = &rates},
    [TRAINING_CHOICE_BATCH_SIZE] = {NUMBER("batch_size", FIELD_INT, batch_size, 1, NN_MAX_BATCH),
                                    "Batch size", true, "batch", "N", "pictures per step",
                                    .numbers = &batch_sizes},
    [TRAINING_CHOICE_EPOCHS] = {NUMBER("epochs", FIELD_INT, epochs, 1, NN_MAX_EPOCHS), "Epochs",
                                true, "epochs", "N", "passes over the training pictures",
                                .numbers = &epochs},
    [TRAINING_CHOICE_SEED] = {NUMBER("seed", FIELD_UINT64, seed, 0, MAX_SEED), "Seed", false,
                              "seed", "N", "seed of all random numbers (0)", .numbers = &seeds},
    [TRAINING_CHOICE_THREADS] = {ZERO_OR("threads", FIELD_INT, threads, 1, MAX_THREADS), "Threads",
                                 false, "threads", "N", "threads to use (one per processor)",
                                 .numbers = &threads},
    [TRAINING_CHOICE_INK] =
        {NUMBER("ink_pictures", FIELD_INT, ink_pictures, 0, 10000000), "Ink pictures", true, "ink",
         "N",
         .help = "new drawings of Inkling's own to add in each epoch (the recipe's; 0 "
                 "with --data)"},
    [TRAINING_CHOICE_NONE_FRACTION] = {NUMBER("none_share", FIELD_FLOAT, none_fraction, 0, 1),
                                       "Fraction of non-digits", .in_recipe = true},
    [TRAINING_CHOICE_TARGET] = {ZERO_OR("target", FIELD_DOUBLE, target, 1e-6, 1), "Target", false,
                                "target", "ACC",
                                .help =
                                    "stop when the validation accuracy reaches this, such as 0.99"},
    [TRAINING_CHOICE_DATA] =
        {TEXT("data_folder", data_folder), "Data", false, "data", "PATH",
         .help = "IDX, CSV or NPZ files, a folder of pictures per class, or ink: drawings of "
                 "Inkling's own (the included MNIST)"},
    [TRAINING_CHOICE_PREPARE] =
        {TEXT("prepare", prepare), "Preparation", false, "prepare", "WORDS",
         .help = "transpose, mirror, flip or invert the pictures, or several, joined by commas"},
};

const struct training_setting *training_setting(enum training_choice choice) {
    return &table[choice];
}
