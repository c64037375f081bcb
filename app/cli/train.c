#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/cli/verbs.h"
#include "app/core/reading/data_look.h"
#include "app/core/recipe/recipes.h"
#include "app/core/runs/run_folder.h"
#include "app/core/training/training_data.h"
#include "app/core/training/training_run.h"
#include "app/sdl/run_pictures.h"

/* Set by the first interrupt (Ctrl+C), which ends the run in good order; the second one kills it. A
 * signal handler can reach nothing but such a variable. */
static volatile sig_atomic_t interrupted;

/* Says so at once: measuring the network may take long. */
static void on_interrupt(int signal_number) {
    static const char text[] =
        "\ninkling: stopping: the network is still measured; a second interrupt ends at once\n";
    interrupted = 1;
    signal(signal_number, SIG_DFL);
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
}

bool train_is_interrupted(void) {
    return interrupted;
}

struct report {
    bool json, progress;
};

static void clear_progress(const struct report *report) {
    if (report->progress)
        fprintf(stderr, "\r%70s\r", "");
}

static bool on_step(void *context, const struct training_progress *progress) {
    const struct report *report = context;
    if (report->progress)
        fprintf(stderr, "\repoch %d/%d  %3.0f %%  %.0f images/s  %.0f s left   ", progress->epoch,
                progress->epochs, 100 * progress->fraction, progress->images_per_second,
                progress->seconds_left);
    return !interrupted && !ferror(stdout); /* a closed pipe ends the run too */
}

static bool is_interrupted(void *context) {
    return interrupted;
}

static void on_epoch(void *context, const struct training_epoch *epoch) {
    const struct report *report = context;
    clear_progress(report);
    if (report->json)
        json_out(json_pack("{s:i, s:I, s:f, s:f, s:f, s:f, s:f, s:f}", "epoch", epoch->epoch,
                           "step", (json_int_t)epoch->step, "train_loss", epoch->train_loss,
                           "train_accuracy", epoch->train_accuracy, "val_loss", epoch->val_loss,
                           "val_accuracy", epoch->val_accuracy, "seconds", epoch->seconds,
                           "images_per_second", epoch->images_per_second));
    else
        printf("epoch %d  loss %.4f  accuracy %.2f %%  validation %.2f %%  %.2f s  %.0f images/s\n",
               epoch->epoch, epoch->train_loss, 100 * epoch->train_accuracy,
               100 * epoch->val_accuracy, epoch->seconds, epoch->images_per_second);
    fflush(stdout);
}

static void print_result(const struct training_result *result, bool json) {
    const struct nn_spec *spec = nn_model_spec(result->model);
    size_t parameters = nn_spec_parameter_count(spec);
    if (json)
        json_out(json_pack("{s:{s:f, s:f, s:f, s:i, s:I, s:s, s:s, s:I, s:s}}", "summary",
                           "test_accuracy", result->test.accuracy, "test_loss", result->test.loss,
                           "train_seconds", result->train_seconds, "threads",
                           result->settings.threads, "seed", (json_int_t)result->settings.seed,
                           "net", result->settings.net, "recipe", result->settings.recipe,
                           "parameters", (json_int_t)parameters, "weights_sha256",
                           result->weights_sha256));
    else
        say(stdout,
            "%stest %.2f %% of %d pictures, %.2f s of training, %zu parameters\nrun folder: %s\n",
            result->stopped ? "stopped early; --resume continues it\n" : "",
            100 * result->test.accuracy, result->test.count, result->train_seconds, parameters,
            result->settings.run_folder);
}

/* A new folder in the results folder, unless --out names one. */
static enum nn_status choose_run_folder(struct training_settings *settings,
                                        const struct options *options, struct nn_error *err) {
    char results[FILES_MAX_PATH];
    if (options->out)
        return path_copy(settings->run_folder, options->out, err);
    enum nn_status status = files_results_folder(results, options->results, err);
    return status ? status : files_new_folder(settings->run_folder, results, "run", err);
}

/* Makes the path absolute, so that the run can continue from any folder. A missing folder is
 * reported when it is read. */
static enum nn_status resolve_data(struct training_settings *settings, struct nn_error *err) {
    bool ink = strcmp(settings->data_folder, TRAINING_DATA_INK) == 0;
    char *whole = ink ? NULL : realpath(settings->data_folder, NULL);
    enum nn_status status = whole ? path_copy(settings->data_folder, whole, err) : NN_STATUS_OK;
    free(whole);
    return status;
}

static bool is_given(const struct options *options, enum training_choice choice) {
    return options->given & OPTION_OF_SETTING(choice);
}

enum nn_status train_settings(struct training_settings *settings, const struct options *options,
                              struct nn_error *err) {
    const struct training_settings *given = &options->training;
    const char *net = is_given(options, TRAINING_CHOICE_NET) ? given->net : "notebook";
    const char *recipe =
        is_given(options, TRAINING_CHOICE_RECIPE) ? given->recipe : recipes_for_net(net)->name;
    enum nn_status status = training_settings_from_recipe(settings, recipe, err);
    if (status)
        return status;
    for (int i = 0; i < TRAINING_SETTINGS; i++)
        if (is_given(options, (enum training_choice)i))
            field_copy(&training_setting((enum training_choice)i)->field, settings, given);
    /* A recipe's ink belongs to MNIST's digits; other data may have other classes. */
    if (is_given(options, TRAINING_CHOICE_DATA)) {
        settings->ink_pictures = given->ink_pictures;
        status = resolve_data(settings, err);
    }
    return status ? status : training_settings_check(settings, err);
}

/* Says what seems wrong with data that are not the program's own. */
static enum nn_status look_at_data(const struct training_run *run, const char *path,
                                   struct nn_error *err) {
    struct data_look look;
    enum nn_status status = data_look_at(&look, training_run_data(run), err);
    if (!status && look.text[0])
        say(stderr, "inkling: note: %s %s\n", path, look.text);
    return status;
}

static enum nn_status begin_run(struct training_run **run, const struct options *options,
                                struct nn_error *err) {
    struct training_settings settings = {0};
    enum nn_status status = train_settings(&settings, options, err);
    if (!status)
        status = choose_run_folder(&settings, options, err);
    if (!status)
        status = training_run_create(run, &settings, NULL, err);
    if (!status && is_given(options, TRAINING_CHOICE_DATA))
        status = look_at_data(*run, settings.data_folder, err);
    if (status && !options->out)
        run_folder_discard_if_empty(settings.run_folder);
    return status;
}

static enum nn_status resume_run(struct training_run **run, const struct options *options,
                                 struct nn_error *err) {
    struct run_summary summary;
    char note[RUN_FOLDER_NOTE];
    if (options->given & ~(unsigned)(OPTION_RESUME | OPTION_THREADS | OPTION_JSON | OPTION_VERBOSE))
        return nn_error_set(
            err, NN_STATUS_BAD_ARGUMENT,
            "--resume continues the run as it began: of the other flags it takes only "
            "--threads, --json and --verbose");
    enum nn_status status = run_folder_read_summary(&summary, options->resume, err);
    if (status)
        return status;
    if (options->given & OPTION_THREADS)
        summary.settings.threads = options->training.threads;
    status = training_run_create(run, &summary.settings, NULL, err);
    if (!status)
        status = training_run_resume(*run, err);
    if (!status && run_folder_kernels_note(&summary, note))
        say(stderr, "inkling: the run in %s %s\n", summary.settings.run_folder, note);
    return status;
}

enum nn_status verb_train(const struct options *options, struct nn_error *err) {
    struct report report = {options->json, isatty(STDERR_FILENO)};
    const struct training_observer observer = {
        .context = &report, .step = on_step, .epoch = on_epoch, .stopped = is_interrupted};
    struct training_run *run = NULL;
    struct training_result *result = NULL;
    struct sigaction interrupt;
    if (sigaction(SIGINT, NULL, &interrupt) == 0 && interrupt.sa_handler != SIG_IGN)
        signal(SIGINT, on_interrupt); /* nohup and the like have it ignored */
    enum nn_status status =
        options->resume ? resume_run(&run, options, err) : begin_run(&run, options, err);
    if (!status)
        status = training_run_execute(run, &observer, &result, err);
    clear_progress(&report);
    if (!status && !result)
        fprintf(stderr, "inkling: stopped before the first step: there is no network yet\n");
    if (!status && result && (status = run_pictures_write(result, err)) != NN_STATUS_OK)
        status = run_folder_say_kept(result->settings.run_folder, status, err);
    if (!status && result)
        print_result(result, options->json);
    training_result_destroy(result);
    training_run_destroy(run);
    return status;
}
