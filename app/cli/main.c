#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/cli/verbs.h"
#include "app/core/reading/feeding.h"
#include "app/core/reading/reading.h"
#include "nn/kernels.h"

/* min and max: how many files the verb takes. */
struct verb {
    const char *name;
    enum nn_status (*run)(const struct options *options, struct nn_error *err);
    unsigned options;
    int min, max;
    const char *files, *help;
    const char *more; /* after the flags; or NULL */
};

enum { ANY_NUMBER = 1 << 20 };
enum exit_code { EXIT_CODE_FINE = 0, EXIT_CODE_FAILED = 1, EXIT_CODE_USAGE = 2 };

static const char sweep_help[] =
    "\nThe file gives each flag of inkling train a value, a list of values or a range:\n\n"
    "  {\"name\": \"rates\", \"search\": \"grid\",\n"
    "   \"flags\": {\"net\": \"sprint\", \"seed\": [0, 1, 2],\n"
    "             \"lr\": {\"from\": 1e-3, \"to\": 1e-1, \"steps\": 5, \"log\": true}}}\n\n"
    "With \"search\": \"random\" it has \"count\" and \"seed\" next to the flags, and no steps.\n"
    "inkling sweep FILE.json | parallel does the remaining runs.\n";

/* The selftest is a verb that can stand anywhere among the flags. */
static const struct verb verbs[] = {
    {"--selftest", verb_selftest, OPTION_COMMON & ~OPTION_OWN_MODEL, 0, 0, "",
     "check everything without a display: TAP on standard output", NULL},
    {"replay", verb_replay,
     OPTION_COMMON | OPTION_JSON | OPTION_SIZE | OPTION_SCALE | OPTION_AT | OPTION_PEN, 1, 1,
     "FILE.ndjson", "draw recorded drawings as in the window and count those read right", NULL},
    {"classify", verb_classify, OPTION_COMMON | OPTION_JSON, 1, ANY_NUMBER, "FILE...",
     "read the digit in pictures (PNG) or drawings (ndjson)", NULL},
    {"train", verb_train, OPTION_TRAIN, 0, 0, "", "train a network and write a run folder", NULL},
    {"sweep", verb_sweep,
     (OPTION_COMMON & ~OPTION_OWN_MODEL) | OPTION_JSON | OPTION_RUN | OPTION_RANK, 1, 1,
     "FILE.json", "print the training runs of a search as commands, do them here, or rank them",
     sweep_help},
    {"eval", verb_eval, OPTION_COMMON | OPTION_JSON | OPTION_DATA | OPTION_PREPARE, 0, 0, "",
     "measure a model on the test pictures", NULL},
    {"export", verb_export,
     OPTION_COMMON | OPTION_TO | (OPTION_TRAIN_SETTINGS & ~(OPTION_THREADS | OPTION_DATA)), 1, 1,
     "OUT", "write a model, or how to train one, as a file that other programs read", NULL},
    {"bench", verb_bench, (OPTION_COMMON & ~OPTION_OWN_MODEL) | OPTION_JSON, 0, ANY_NUMBER,
     "[NAME...]",
     "measure the program's own speed: all of it, or machine, kernels, window or a network by name",
     NULL},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static const struct verb *const selftest = &verbs[0];
static const struct verb window = {"",         verb_window, OPTION_COMMON,     0,
                                   ANY_NUMBER, "[FILE...]", "open the window", NULL};

enum nn_status verb_load_model(struct nn_model **model, const struct options *options,
                               struct nn_error *err) {
    struct feeding feeding;
    if (options->input && !options->model)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "--input is for a model of your own: name it with --model");
    if (!options->model)
        return reading_builtin_model(model, err);
    enum nn_status status = feeding_open_model(
        model, &feeding, options->model, options->input,
        options->training.data_folder[0] ? options->training.data_folder : NULL, err);
    if (!status && feeding.text[0])
        say(stderr, "inkling: %s %s\n", options->model, feeding.text);
    return status;
}

static void print_program_help(void) {
    printf("Inkling: draw a digit and watch a network read it.\n\n"
           "  inkling [FILE...]     open the window, and in it models (safetensors, onnx),\n"
           "                        drawings (ndjson) or pictures (png)\n");
    for (int i = 0; i < VERBS; i++)
        printf("  inkling %-13s %s\n", verbs[i].name, verbs[i].help);
    printf("  inkling VERB --help   list the flags of a verb\n"
           "  inkling --version     print the program's version\n\n"
           "Flags of the window:\n");
    options_print_help(window.options);
    printf(
        "\nThe exit status is 0 if all went well, 1 if the work failed and 2 if the command line "
        "is wrong.\n");
}

static void print_verb_help(const struct verb *verb) {
    printf("inkling %s [FLAGS]%s%s\n%s\n\n", verb->name, verb->files[0] ? " " : "", verb->files,
           verb->help);
    options_print_help(verb->options);
    if (verb->more)
        fputs(verb->more, stdout);
}

/* Results count only once they are written: a closed pipe or a full disk shows here. */
static int finish(enum nn_status status, const struct nn_error *err) {
    if (status) {
        say(stderr, "inkling: %s\n", err->message);
        return status == NN_STATUS_BAD_ARGUMENT || status == NN_STATUS_BAD_SPEC ? EXIT_CODE_USAGE
                                                                                : EXIT_CODE_FAILED;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "inkling: cannot write the results to standard output: %s\n",
                strerror(errno));
        return EXIT_CODE_FAILED;
    }
    if (!json_out_is_whole()) {
        fprintf(stderr, "inkling: some results are infinite or not numbers, or memory ran out\n");
        return EXIT_CODE_FAILED;
    }
    return EXIT_CODE_FINE;
}

/* A mistyped verb is not mistaken for a file. */
static bool is_file(const char *argument) {
    return strpbrk(argument, "./") || access(argument, F_OK) == 0;
}

/* True if INKLING_SIMD is unset or names kernels that this processor can run; names gets those. */
static bool can_choose_kernels(const char *wanted, char names[64]) {
    bool found = !wanted || !*wanted;
    names[0] = '\0';
    for (int i = 0; nn_kernels_level(i); i++) {
        const char *name = nn_kernels_level(i)->name;
        size_t length = strlen(names);
        snprintf(names + length, 64 - length, "%s%s", i ? ", " : "", name);
        found = found || strcmp(wanted, name) == 0;
    }
    return found;
}

static int run_verb(const struct verb *verb, const char *program, int argc, char **argv) {
    struct options options;
    struct nn_error err = {0};
    enum nn_status status = options_parse(&options, verb->options, argc, argv, &err);
    if (status)
        return finish(status, &err);
    options.program = program;
    if (options.help) {
        if (verb == &window)
            print_program_help();
        else
            print_verb_help(verb);
        return finish(NN_STATUS_OK, NULL);
    }
    if (options.file_count < verb->min || options.file_count > verb->max)
        return finish(nn_error_set(&err, NN_STATUS_BAD_ARGUMENT,
                                   "%s takes %s: see inkling %s --help", verb->name,
                                   verb->max == 0 ? "no files" : verb->files, verb->name),
                      &err);
    if (verb == &window && options.file_count && !is_file(options.files[0]))
        return finish(nn_error_set(&err, NN_STATUS_BAD_ARGUMENT,
                                   "%.60s is neither a verb nor a file: --help lists the verbs",
                                   options.files[0]),
                      &err);
    const char *simd = getenv("INKLING_SIMD");
    char names[64];
    if (!can_choose_kernels(simd, names)) {
        int code =
            finish(nn_error_set(&err, NN_STATUS_BAD_ARGUMENT,
                                "INKLING_SIMD is \"%.40s\": set it to one of %s, or unset it", simd,
                                names),
                   &err);
        if (verb != &window) /* which opens all the same: nobody may see the message */
            return code;
    }
    if (options.verbose)
        fprintf(stderr, "inkling %s, kernels for %s, %d processors\n", INKLING_VERSION,
                nn_kernels_best()->name, nn_processor_count());
    return finish(verb->run(&options, &err), &err);
}

/* A stream that was closed before the start stays closed to us, but keeps its number: otherwise a
 * file that is opened later would get it, and with it all that is printed. */
static void hold_standard_streams(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", O_RDONLY);
}

int main(int argc, char **argv) {
    hold_standard_streams();
    /* Then a closed pipe or a file at its size limit is an error that the writer reports, not a
     * silent end. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    struct nn_error err;
    const char *first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "--version") == 0) {
        if (argc > 2)
            return finish(
                nn_error_set(&err, NN_STATUS_BAD_ARGUMENT, "--version takes no arguments"), &err);
        printf("inkling %s\n", INKLING_VERSION);
        return finish(NN_STATUS_OK, NULL);
    }
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], selftest->name) == 0) {
            memmove(&argv[i], &argv[i + 1], (size_t)(argc - i) * sizeof *argv);
            return run_verb(selftest, argv[0], argc - 2, argv + 1);
        }
    for (int i = 0; i < VERBS; i++)
        if (strcmp(first, verbs[i].name) == 0)
            return run_verb(&verbs[i], argv[0], argc - 2, argv + 2);
    return run_verb(&window, argv[0], argc - 1, argv + 1);
}
