#include "app/cli/options.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_FLAG, KIND_TEXT, KIND_WHOLE, KIND_REAL, KIND_PAIR };

static const struct flag {
    enum option option;
    const char *name;
    enum kind kind;
    size_t offset; /* in struct options */
    double min, max;
    const char *value, *help;
} flags[] = {
    {OPTION_MODEL, "--model", KIND_TEXT, offsetof(struct options, model), 0, 0, "FILE",
     "use this model instead of the built-in one"},
    {OPTION_RESULTS, "--results", KIND_TEXT, offsetof(struct options, results), 0, 0, "DIR",
     "folder for pictures and runs (./results)"},
    {OPTION_NET, "--net", KIND_TEXT, offsetof(struct options, net), 0, 0, "NAME|SPEC",
     "readme, notebook, sprint, best, or layers joined by '-'"},
    {OPTION_RECIPE, "--recipe", KIND_TEXT, offsetof(struct options, recipe), 0, 0, "NAME",
     "original, sprint or best (the net's own)"},
    {OPTION_EPOCHS, "--epochs", KIND_WHOLE, offsetof(struct options, epochs), 1, 10000, "N",
     "times through the training pictures"},
    {OPTION_BATCH, "--batch", KIND_WHOLE, offsetof(struct options, batch), 1, 8192, "N",
     "pictures a step"},
    {OPTION_LR, "--lr", KIND_REAL, offsetof(struct options, lr), 1e-9, 100, "X",
     "learning rate (its peak, where the recipe has a schedule)"},
    {OPTION_SEED, "--seed", KIND_WHOLE, offsetof(struct options, seed), 0, 9007199254740992.0, "N",
     "where the random numbers begin (0)"},
    {OPTION_THREADS, "--threads", KIND_WHOLE, offsetof(struct options, threads), 1, 1024, "N",
     "threads to work with (all processors)"},
    {OPTION_AUGMENT, "--augment", KIND_TEXT, offsetof(struct options, augment), 0, 0, "NAME",
     "none, light, medium or strong (the recipe's own)"},
    {OPTION_DATA, "--data", KIND_TEXT, offsetof(struct options, data), 0, 0, "DIR",
     "folder of four IDX files, or ink: drawings of our own (the MNIST that comes along)"},
    {OPTION_INK, "--ink", KIND_WHOLE, offsetof(struct options, ink), 0, 10000000, "N",
     "train on so many new drawings of our own in each epoch (the recipe's; 0 with --data)"},
    {OPTION_OUT, "--out", KIND_TEXT, offsetof(struct options, out), 0, 0, "DIR",
     "the run's own folder (a new one in the results folder)"},
    {OPTION_RESUME, "--resume", KIND_TEXT, offsetof(struct options, resume), 0, 0, "DIR",
     "go on with the run in this folder from its last checkpoint"},
    {OPTION_TARGET, "--target", KIND_REAL, offsetof(struct options, target), 1e-6, 1, "ACC",
     "stop when the validation accuracy reaches this, 0.99 say"},
    {OPTION_SIZE, "--size", KIND_WHOLE, offsetof(struct options, size), 20, 4000, "N",
     "draw in a square of N pixels on the canvas (all of it)"},
    {OPTION_SCALE, "--scale", KIND_REAL, offsetof(struct options, scale), 0.01, 1, "S",
     "make each drawing's longer side this share of the canvas instead"},
    {OPTION_AT, "--at", KIND_PAIR, offsetof(struct options, at), 0, 1, "X,Y",
     "where on the canvas, from 0,0 (top left) to 1,1 (0.5,0.5)"},
    {OPTION_PEN, "--pen", KIND_REAL, offsetof(struct options, pen), 1, 200, "PX",
     "the brush's diameter in pixels"},
    {OPTION_TO, "--to", KIND_TEXT, offsetof(struct options, to), 0, 0, "FORMAT",
     "safetensors or onnx"},
    {OPTION_RUN, "--run", KIND_FLAG, offsetof(struct options, run), 0, 0, NULL,
     "do the runs here, one by one, those that are not finished"},
    {OPTION_RANK, "--rank", KIND_FLAG, offsetof(struct options, rank), 0, 0, NULL,
     "list the finished runs, the highest validation accuracy first"},
    {OPTION_JSON, "--json", KIND_FLAG, offsetof(struct options, json), 0, 0, NULL,
     "print JSON, one object a line"},
    {OPTION_VERBOSE, "--verbose", KIND_FLAG, offsetof(struct options, verbose), 0, 0, NULL,
     "say which version and kernels are at work"},
    {OPTION_HELP, "--help", KIND_FLAG, offsetof(struct options, help), 0, 0, NULL,
     "print this help"},
};
enum { FLAGS = sizeof flags / sizeof *flags };

static const struct flag *find_flag(const char *argument, size_t length) {
    for (int i = 0; i < FLAGS; i++)
        if (strlen(flags[i].name) == length && strncmp(flags[i].name, argument, length) == 0)
            return &flags[i];
    return NULL;
}

static enum nn_status store_number(const struct flag *flag, void *place, const char *text,
                                   struct nn_error *err) {
    char *end;
    errno = 0;
    double number = strtod(text, &end);
    bool whole = flag->kind == KIND_WHOLE;
    if (end == text || *end || errno || !(number >= flag->min && number <= flag->max) ||
        (whole && number != floor(number)))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "%s takes a %snumber from %.16g to %.16g, not \"%.80s\"", flag->name,
                            whole ? "whole " : "", flag->min, flag->max, text);
    if (whole)
        *(long *)place = (long)number;
    else
        *(double *)place = number;
    return NN_STATUS_OK;
}

/* Two numbers with a comma between them. */
static enum nn_status store_pair(const struct flag *flag, double pair[2], const char *text,
                                 struct nn_error *err) {
    char rest;
    if (sscanf(text, "%lf,%lf%c", &pair[0], &pair[1], &rest) == 2 && pair[0] >= flag->min &&
        pair[0] <= flag->max && pair[1] >= flag->min && pair[1] <= flag->max)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        "%s takes two numbers from %.16g to %.16g with a comma between them, not "
                        "\"%.80s\"",
                        flag->name, flag->min, flag->max, text);
}

/* value is NULL for a flag that takes none. */
static enum nn_status store(struct options *options, const struct flag *flag, char *value,
                            struct nn_error *err) {
    void *place = (char *)options + flag->offset;
    options->given |= flag->option;
    if (flag->kind == KIND_FLAG)
        *(bool *)place = true;
    else if (flag->kind == KIND_TEXT)
        *(const char **)place = value;
    else if (flag->kind == KIND_PAIR)
        return store_pair(flag, place, value, err);
    else
        return store_number(flag, place, value, err);
    return NN_STATUS_OK;
}

/* Reads the flag at argv[*at], with its value from behind '=' or from the next argument. */
static enum nn_status take_flag(struct options *options, unsigned allowed, int *at, int argc,
                                char **argv, struct nn_error *err) {
    char *argument = argv[*at], *equals = strchr(argument, '=');
    size_t length = equals ? (size_t)(equals - argument) : strlen(argument);
    const struct flag *flag = find_flag(argument, length);
    if (!flag || !(allowed & flag->option))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "there is no flag %.80s here: --help lists those there are", argument);
    char *value = equals ? equals + 1 : NULL;
    if (flag->kind == KIND_FLAG && value)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s takes no value", flag->name);
    if (flag->kind != KIND_FLAG && !value) {
        if (*at + 1 == argc)
            return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s needs a value: %s %s", flag->name,
                                flag->name, flag->value);
        value = argv[++*at];
    }
    return store(options, flag, value, err);
}

enum nn_status options_parse(struct options *options, unsigned allowed, int argc, char **argv,
                             struct nn_error *err) {
    bool only_files = false;
    *options = (struct options){.files = argv};
    for (int i = 0; i < argc; i++) {
        if (!only_files && strcmp(argv[i], "--") == 0) {
            only_files = true;
        } else if (!only_files && argv[i][0] == '-' && argv[i][1] != '\0') {
            enum nn_status status = take_flag(options, allowed, &i, argc, argv, err);
            if (status)
                return status;
        } else {
            argv[options->file_count++] = argv[i];
        }
    }
    return NN_STATUS_OK;
}

void options_print_help(unsigned allowed) {
    for (int i = 0; i < FLAGS; i++) {
        if (!(allowed & flags[i].option))
            continue;
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", flags[i].name, flags[i].value ? " " : "",
                 flags[i].value ? flags[i].value : "");
        printf("  %-18s %s\n", name, flags[i].help);
    }
}
