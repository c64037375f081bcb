/* The command line: the flags of all verbs, of which each verb takes some. */
#pragma once

#include "app/core/recipe/training_settings.h"
#include "app/core/recipe/training_table.h"

/* The flags of the training settings come first, a bit for each in the order of their table. */
#define OPTION_OF_SETTING(choice) (1u << (choice))
enum option {
    OPTION_THREADS = 1 << TRAINING_CHOICE_THREADS,
    OPTION_DATA = 1 << TRAINING_CHOICE_DATA,
    OPTION_PREPARE = 1 << TRAINING_CHOICE_PREPARE,
    OPTION_TRAIN_SETTINGS = (1 << TRAINING_SETTINGS) - 1,
    OPTION_MODEL = 1 << 16,
    OPTION_RESULTS = 1 << 17,
    OPTION_VERBOSE = 1 << 18,
    OPTION_JSON = 1 << 19,
    OPTION_HELP = 1 << 20,
    OPTION_SIZE = 1 << 21,
    OPTION_PEN = 1 << 22,
    OPTION_OUT = 1 << 23,
    OPTION_RESUME = 1 << 24,
    OPTION_TO = 1 << 25,
    OPTION_SCALE = 1 << 26,
    OPTION_AT = 1 << 27,
    OPTION_RUN = 1 << 28,
    OPTION_RANK = 1 << 29,
    OPTION_INPUT = 1 << 30,
    OPTION_OWN_MODEL = OPTION_MODEL | OPTION_INPUT,
    OPTION_COMMON = OPTION_OWN_MODEL | OPTION_RESULTS | OPTION_VERBOSE | OPTION_HELP,
    OPTION_TRAIN = (OPTION_COMMON & ~OPTION_OWN_MODEL) | OPTION_TRAIN_SETTINGS | OPTION_JSON |
                   OPTION_OUT | OPTION_RESUME,
};

/* Texts point into argv; what was not given is NULL, 0 or false, and not in `given`. */
struct options {
    unsigned given;                    /* of enum option */
    struct training_settings training; /* numbers are checked, names are not */
    const char *model, *input, *results, *out, *resume, *to;
    int size;
    double pen, scale;
    double at[2]; /* fractions of the way across and down */
    bool verbose, json, help, run, rank;
    const char *program; /* as it was called; NULL but for a verb of main's */
    int file_count;
    char **files; /* what is left: names of files */
};

/* Reads argv[0] to argv[argc - 1], which it may reorder. BAD_ARGUMENT names a flag that the verb
 * does not take, that lacks its value, or whose value is out of bounds. */
NN_MUST_USE enum nn_status options_parse(struct options *options, unsigned allowed, int argc,
                                         char **argv, struct nn_error *err);

/* Prints a line of help for each flag of `allowed`. */
void options_print_help(unsigned allowed);
