/* The command line: one table of flags for all verbs, of which each verb takes some. */
#ifndef APP_CLI_OPTIONS_H
#define APP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "nn/status.h"

enum option {
    OPTION_MODEL = 1 << 0,
    OPTION_RESULTS = 1 << 1,
    OPTION_VERBOSE = 1 << 2,
    OPTION_JSON = 1 << 3,
    OPTION_HELP = 1 << 4,
    OPTION_SIZE = 1 << 5,
    OPTION_PEN = 1 << 6,
    OPTION_NET = 1 << 7,
    OPTION_RECIPE = 1 << 8,
    OPTION_EPOCHS = 1 << 9,
    OPTION_BATCH = 1 << 10,
    OPTION_LR = 1 << 11,
    OPTION_SEED = 1 << 12,
    OPTION_THREADS = 1 << 13,
    OPTION_AUGMENT = 1 << 14,
    OPTION_DATA = 1 << 15,
    OPTION_OUT = 1 << 16,
    OPTION_RESUME = 1 << 17,
    OPTION_TARGET = 1 << 18,
    OPTION_TO = 1 << 19,
    OPTION_INK = 1 << 20,
    OPTION_SCALE = 1 << 21,
    OPTION_AT = 1 << 22,
    OPTION_RUN = 1 << 23,
    OPTION_RANK = 1 << 24,
    OPTION_COMMON = OPTION_MODEL | OPTION_RESULTS | OPTION_VERBOSE | OPTION_HELP,
    /* What can be told of a training, and all that the verb train takes. */
    OPTION_TRAIN_SETTINGS = OPTION_NET | OPTION_RECIPE | OPTION_EPOCHS | OPTION_BATCH | OPTION_LR |
                            OPTION_SEED | OPTION_THREADS | OPTION_AUGMENT | OPTION_DATA |
                            OPTION_INK | OPTION_TARGET,
    OPTION_TRAIN = (OPTION_COMMON & ~OPTION_MODEL) | OPTION_TRAIN_SETTINGS | OPTION_JSON |
                   OPTION_OUT | OPTION_RESUME,
};

/* Texts point into argv; what was not given is NULL, 0 or false, and not in `given`. */
struct options {
    unsigned given; /* of enum option */
    const char *model, *results, *net, *recipe, *augment, *data, *out, *resume, *to;
    long size, epochs, batch, seed, threads, ink;
    double pen, lr, target, scale;
    double at[2]; /* shares of the way across and down */
    bool verbose, json, help, run, rank;
    const char *program; /* as it was called; NULL but for a verb of main's */
    int file_count;
    char **files; /* what is left: names of files */
};

/* Reads argv[0] to argv[argc - 1], which it may put into another order. BAD_ARGUMENT names the flag
 * that the verb does not take, lacks its value, or has one out of bounds. */
NN_MUST_USE enum nn_status options_parse(struct options *options, unsigned allowed, int argc,
                                         char **argv, struct nn_error *err);

/* Prints a line of help for each flag of `allowed`. */
void options_print_help(unsigned allowed);

#endif
