#include "app/cli/options.h"

#include <stdio.h>
#include <string.h>

#include "app/core/recipe/recipes.h"

#define FLAG(name, kind, member, min, max) FIELD(name, kind, struct options, member, min, max)

/* The field's key is the flag's name. value is NULL for a flag that takes none. */
static const struct flag {
    unsigned option;
    struct field field;
    const char *value, *help;
} own_flags[] = {
    {OPTION_MODEL, FLAG("model", FIELD_WORD, model, 0, 0), "FILE",
     "use this model instead of the built-in one"},
    {OPTION_INPUT, FLAG("input", FIELD_WORD, input, 0, 0), "RANGE",
     "feed it 0..1, norm, -1..1 or 0..255 (what it reads best)"},
    {OPTION_RESULTS, FLAG("results", FIELD_WORD, results, 0, 0), "DIR",
     "folder for pictures and runs (./results)"},
    {OPTION_OUT, FLAG("out", FIELD_WORD, out, 0, 0), "DIR",
     "the run's own folder (a new one in the results folder)"},
    {OPTION_RESUME, FLAG("resume", FIELD_WORD, resume, 0, 0), "DIR",
     "continue the run in this folder from its last checkpoint"},
    {OPTION_SIZE, FLAG("size", FIELD_INT, size, 20, 4000), "N",
     "draw in a square of N pixels on the canvas (all of it)"},
    {OPTION_SCALE, FLAG("scale", FIELD_DOUBLE, scale, 0.01, 1), "S",
     "make each drawing's longer side this fraction of the canvas instead"},
    {OPTION_AT, FLAG("at", FIELD_DOUBLE, at, 0, 1), "X,Y",
     "where on the canvas, from 0,0 (top left) to 1,1 (0.5,0.5)"},
    {OPTION_PEN, FLAG("pen", FIELD_DOUBLE, pen, 1, 200), "PX", "the brush's diameter in pixels"},
    {OPTION_TO, FLAG("to", FIELD_WORD, to, 0, 0), "FORMAT", "safetensors, onnx, c or pytorch"},
    {OPTION_RUN, FLAG("run", FIELD_BOOL, run, 0, 1), NULL,
     "do the unfinished runs here, one by one"},
    {OPTION_RANK, FLAG("rank", FIELD_BOOL, rank, 0, 1), NULL,
     "list the finished runs, highest validation accuracy first"},
    {OPTION_JSON, FLAG("json", FIELD_BOOL, json, 0, 1), NULL, "print JSON, one object per line"},
    {OPTION_VERBOSE, FLAG("verbose", FIELD_BOOL, verbose, 0, 1), NULL,
     "print the version and the kernels in use"},
    {OPTION_HELP, FLAG("help", FIELD_BOOL, help, 0, 1), NULL, "print this help"},
};
enum { FLAGS = TRAINING_SETTINGS + sizeof own_flags / sizeof *own_flags };

/* The training settings' flags come first; the key is NULL where a setting has none. */
static struct flag flag_at(int index) {
    if (index >= TRAINING_SETTINGS)
        return own_flags[index - TRAINING_SETTINGS];
    const struct training_setting *setting = training_setting((enum training_choice)index);
    struct flag flag = {OPTION_OF_SETTING(index), setting->field, setting->value, setting->help};
    flag.field.key = setting->flag;
    flag.field.offset += offsetof(struct options, training);
    return flag;
}

/* Finds the flag of --NAME or --NAME=VALUE among those allowed. */
static bool find_flag(struct flag *found, unsigned allowed, const char *argument) {
    size_t length = strcspn(argument, "=");
    for (int i = 0; i < FLAGS; i++) {
        *found = flag_at(i);
        const char *name = found->field.key;
        if (found->option & allowed && name && length == strlen(name) + 2 &&
            strncmp(argument, "--", 2) == 0 && strncmp(argument + 2, name, length - 2) == 0)
            return true;
    }
    return false;
}

/* Two numbers with a comma between them. */
static enum nn_status store_pair(const struct flag *flag, struct options *options, const char *text,
                                 struct nn_error *err) {
    const struct field *field = &flag->field;
    void *place = (char *)options + field->offset;
    double *pair = place;
    char rest;
    if (sscanf(text, "%lf,%lf%c", &pair[0], &pair[1], &rest) == 2 && pair[0] >= field->min &&
        pair[0] <= field->max && pair[1] >= field->min && pair[1] <= field->max)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                        "--%s takes two numbers from %g to %g separated by a comma, not "
                        "\"%.80s\"",
                        field->key, field->min, field->max, text);
}

static enum nn_status store(const struct flag *flag, struct options *options, const char *value,
                            struct nn_error *err) {
    char range[FIELD_RANGE];
    options->given |= flag->option;
    if (flag->option == OPTION_AT)
        return store_pair(flag, options, value, err);
    if (field_parse(&flag->field, options, value))
        return NN_STATUS_OK;
    field_range(&flag->field, range);
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "--%s takes %s, not \"%.80s\"",
                        flag->field.key, range, value);
}

/* Reads the flag at argv[*at], with its value from behind '=' or from the next argument. */
static enum nn_status take_flag(struct options *options, unsigned allowed, int *at, int argc,
                                char **argv, struct nn_error *err) {
    char *argument = argv[*at], *equals = strchr(argument, '=');
    struct flag flag;
    if (!find_flag(&flag, allowed, argument))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "there is no flag %.80s here: --help lists the flags", argument);
    const char *value = equals ? equals + 1 : NULL, *name = flag.field.key;
    if (!flag.value && value)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "--%s takes no value", name);
    if (!flag.value)
        value = "1";
    else if (!value && *at + 1 < argc)
        value = argv[++*at];
    if (!value || !*value) /* an empty one would count as a default or as the root folder */
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "--%s needs a value: --%s %s", name, name,
                            flag.value);
    return store(&flag, options, value, err);
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
        struct flag flag = flag_at(i);
        char name[64], names[RECIPES_NAMES] = "";
        if (!(allowed & flag.option) || !flag.field.key)
            continue;
        snprintf(name, sizeof name, "%s%s%s", flag.field.key, flag.value ? " " : "",
                 flag.value ? flag.value : "");
        if (i < TRAINING_SETTINGS && training_setting((enum training_choice)i)->name_at)
            recipes_list_names(names, training_setting((enum training_choice)i)->name_at);
        printf("  --%-16s %s%s\n", name, names, flag.help);
    }
}
