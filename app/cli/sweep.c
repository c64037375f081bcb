#include "app/core/recipe/sweep.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/cli/json_out.h"
#include "app/cli/say.h"
#include "app/cli/verbs.h"
#include "app/core/base/json_name.h"
#include "app/core/runs/run_lock.h"
#include "app/core/runs/run_record.h"

/* A sweep and where its runs are. */
struct plan {
    const struct options *options;
    struct sweep *sweep;
    char results[FILES_MAX_PATH];
};

/* The flags of one run as a command line has them; arguments point into the texts. */
struct command {
    int count;
    char *arguments[SWEEP_MAX_FLAGS + 1];
    char texts[SWEEP_MAX_FLAGS + 1][SWEEP_FLAG + FILES_MAX_PATH + 4];
};

static void add_flag(struct command *command, const char *flag, const char *value) {
    char *text = command->texts[command->count];
    snprintf(text, sizeof command->texts[0], "--%s=%s", flag, value);
    command->arguments[command->count++] = text;
}

/* The path of the run's folder, which name gives it. */
static void run_path(const struct plan *plan, int run,
                     void (*name)(const struct sweep *sweep, int run, char name[SWEEP_RUN_NAME]),
                     char path[FILES_MAX_PATH]) {
    char base[SWEEP_RUN_NAME];
    name(plan->sweep, run, base);
    snprintf(path, FILES_MAX_PATH, "%.*s/%s", FILES_MAX_PATH - SWEEP_RUN_NAME - 2, plan->results,
             base);
}

/* Makes sure that every run's path has room for its name and its files. */
static enum nn_status check_paths(const char *results, struct nn_error *err) {
    char longest[FILES_MAX_PATH];
    enum nn_status status = path_format(longest, err, "%s/%0*d", results, SWEEP_RUN_NAME, 0);
    return status ? status : run_folder_check_path(longest, err);
}

/* Adds the run's flags, or only the one of this name. */
static void add_flags(const struct sweep *sweep, int run, const char *only,
                      struct command *command) {
    for (int f = 0; f < sweep->flag_count; f++)
        if (!only || strcmp(sweep->flags[f].name, only) == 0)
            add_flag(command, sweep->flags[f].name, sweep->values[run][f]);
}

/* What is to be done with a run, and its folder. */
struct step {
    enum { STEP_BEGIN, STEP_RESUME, STEP_NONE } kind;
    char path[FILES_MAX_PATH];
};

/* The flags that begin the run or resume it, for which only the number of threads can be chosen. */
static void make_command(const struct plan *plan, int run, const struct step *step,
                         struct command *command) {
    bool resumes = step->kind == STEP_RESUME;
    *command = (struct command){0};
    if (resumes)
        add_flag(command, "resume", step->path);
    add_flags(plan->sweep, run, resumes ? "threads" : NULL, command);
    if (!resumes)
        add_flag(command, "out", step->path);
}

static enum nn_status settings_of(const struct sweep *sweep, int run,
                                  struct training_settings *settings, struct nn_error *err) {
    struct command command = {0};
    struct options options;
    add_flags(sweep, run, NULL, &command);
    enum nn_status status =
        options_parse(&options, OPTION_TRAIN_SETTINGS, command.count, command.arguments, err);
    return status ? status : train_settings(settings, &options, err);
}

/* Makes sure that every run is possible before the first one begins. */
static enum nn_status check_runs(const struct sweep *sweep, const char *file,
                                 struct nn_error *err) {
    for (int run = 0; run < sweep->run_count; run++) {
        struct training_settings settings;
        struct nn_error reason;
        if (settings_of(sweep, run, &settings, &reason))
            return nn_error_set(err, NN_STATUS_BAD_FILE, "%s: %s", file, reason.message);
    }
    return NN_STATUS_OK;
}

/* The record of the run in the folder that an earlier version gave it. The folder's name may be
 * another run's too, and the recipe tells whose it is. */
static struct run_record *find_old_record(const struct plan *plan, int run) {
    char path[FILES_MAX_PATH];
    struct training_settings settings;
    struct run_record *record = NULL;
    run_path(plan, run, sweep_run_old_name, path);
    if (run_record_read(&record, path, NULL) || settings_of(plan->sweep, run, &settings, NULL) ||
        !training_settings_train_the_same(&settings, &record->summary.settings)) {
        run_record_release(record);
        return NULL;
    }
    return record;
}

/* The run's record; NULL if it has not begun. The caller releases it. */
static struct run_record *find_record(const struct plan *plan, int run) {
    char path[FILES_MAX_PATH];
    struct run_record *record = NULL;
    run_path(plan, run, sweep_run_name, path);
    return run_record_read(&record, path, NULL) ? find_old_record(plan, run) : record;
}

static struct step next_step(const struct plan *plan, int run) {
    struct run_record *record = find_record(plan, run);
    struct step step = {.kind = !record                        ? STEP_BEGIN
                                : record->state == RUN_STOPPED ? STEP_RESUME
                                                               : STEP_NONE};
    if (record)
        strcpy(step.path, record->summary.settings.run_folder);
    else
        run_path(plan, run, sweep_run_name, step.path);
    run_record_release(record);
    return step;
}

/* Prints a word so that a shell takes it literally. */
static void print_quoted(const char *word) {
    size_t plain = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=,:+@%");
    if (*word && !word[plain]) {
        fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    putchar('\'');
}

static void print_commands(const struct plan *plan) {
    struct command command;
    for (int run = 0; run < plan->sweep->run_count; run++) {
        const struct step step = next_step(plan, run);
        if (step.kind == STEP_NONE)
            continue;
        make_command(plan, run, &step, &command);
        print_quoted(plan->options->program);
        printf(" train");
        for (int i = 0; i < command.count; i++) {
            putchar(' ');
            print_quoted(command.arguments[i]);
        }
        putchar('\n');
    }
}

static enum nn_status train_one(const struct plan *plan, int run, const struct step *step,
                                struct nn_error *err) {
    struct command command;
    struct options options;
    make_command(plan, run, step, &command);
    enum nn_status status =
        options_parse(&options, OPTION_TRAIN, command.count, command.arguments, err);
    options.json = plan->options->json;
    return status ? status : verb_train(&options, err);
}

/* Whether another program does the run, or has done it meanwhile. */
static bool is_elsewhere(const struct plan *plan, int run, const struct step *step) {
    return run_lock_is_taken(step->path) || next_step(plan, run).kind == STEP_NONE;
}

/* Trains one after the other, also after a run that fails; one that is interrupted ends them all.
 */
static enum nn_status train_all(const struct plan *plan, struct nn_error *err) {
    int failed = 0, count = plan->sweep->run_count;
    for (int run = 0; run < count; run++) {
        struct nn_error reason;
        const struct step step = next_step(plan, run);
        if (step.kind == STEP_NONE)
            continue;
        fprintf(stderr, "run %d of %d\n", run + 1, count);
        bool fails = train_one(plan, run, &step, &reason);
        if (fails && is_elsewhere(plan, run, &step)) {
            fprintf(stderr, "run %d of %d is done by another program\n", run + 1, count);
        } else if (fails) {
            failed++;
            say(stderr, "inkling: %s\n", reason.message);
        } else if (next_step(plan, run).kind != STEP_NONE) {
            fprintf(stderr, "interrupted: the same command continues\n");
            fflush(stdout);
            if (train_is_interrupted())
                raise(SIGINT); /* its default action: whoever called us stops too */
            return NN_STATUS_OK;
        }
    }
    return failed
               ? nn_error_set(err, NN_STATUS_IO, "%d of %d runs failed: see above", failed, count)
               : NN_STATUS_OK;
}

/* A finished run among the others. */
struct ranked {
    int run;
    struct run_record *record;
};

/* By validation accuracy; of equals, the one that comes first in the sweep. */
static int compare_ranked(const void *a, const void *b) {
    const struct ranked *first = a, *second = b;
    double ahead = second->record->val_accuracy - first->record->val_accuracy;
    return ahead > 0 ? 1 : ahead < 0 ? -1 : first->run - second->run;
}

/* Wide enough for the flag's name and all its values. */
static int column_width(const struct sweep *sweep, int flag) {
    size_t width = strlen(sweep->flags[flag].name);
    for (int run = 0; run < sweep->run_count; run++) {
        size_t length = strlen(sweep->values[run][flag]);
        width = length > width ? length : width;
    }
    return (int)width;
}

static void print_table(const struct plan *plan, const struct ranked *ranked, int count) {
    const struct sweep *sweep = plan->sweep;
    printf("rank  validation      test");
    for (int f = 0; f < sweep->flag_count; f++)
        if (sweep->flags[f].count != 1)
            printf("  %*s", column_width(sweep, f), sweep->flags[f].name);
    printf("  folder\n");
    for (int i = 0; i < count; i++) {
        const struct run_record *record = ranked[i].record;
        printf("%4d  %8.2f %%  %6.2f %%", i + 1, 100 * record->val_accuracy,
               100 * record->summary.test_accuracy);
        for (int f = 0; f < sweep->flag_count; f++)
            if (sweep->flags[f].count != 1)
                say(stdout, "  %*s", column_width(sweep, f), sweep->values[ranked[i].run][f]);
        say(stdout, "  %s\n", record->summary.settings.run_folder);
    }
}

static void print_ranked_json(const struct plan *plan, const struct ranked *ranked, int rank) {
    const struct run_record *record = ranked->record;
    json_t *flags = json_object();
    bool fits = true;
    for (int f = 0; f < plan->sweep->flag_count; f++)
        fits &=
            json_name_set(flags, plan->sweep->flags[f].name, plan->sweep->values[ranked->run][f]);
    json_t *line = json_pack(
        "{s:i, s:f, s:o, s:o}", "rank", rank, "val_accuracy", record->val_accuracy, "test_accuracy",
        isnan(record->summary.test_accuracy) ? json_null()
                                             : json_real(record->summary.test_accuracy),
        "flags", flags);
    if (!json_name_set(line, "folder", record->summary.settings.run_folder) || !fits) {
        json_decref(line);
        line = NULL;
    }
    json_out(line);
}

static void print_ranking(const struct plan *plan, const struct ranked *ranked, int count) {
    int all = plan->sweep->run_count;
    if (!plan->options->json) {
        print_table(plan, ranked, count);
        fprintf(stderr, "%d of %d runs are finished\n", count, all);
        return;
    }
    for (int i = 0; i < count; i++)
        print_ranked_json(plan, &ranked[i], i + 1);
    json_out(json_pack("{s:{s:s, s:i, s:i}}", "summary", "name", plan->sweep->name, "runs", all,
                       "finished", count));
}

static enum nn_status rank(const struct plan *plan, struct nn_error *err) {
    int all = plan->sweep->run_count, count = 0;
    struct ranked *ranked = calloc((size_t)all, sizeof *ranked);
    if (!ranked)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to rank %d runs", all);
    for (int run = 0; run < all; run++) {
        struct run_record *record = find_record(plan, run);
        if (record && record->state == RUN_FINISHED && isfinite(record->val_accuracy))
            ranked[count++] = (struct ranked){run, record};
        else
            run_record_release(record);
    }
    qsort(ranked, (size_t)count, sizeof *ranked, compare_ranked);
    print_ranking(plan, ranked, count);
    for (int i = 0; i < count; i++)
        run_record_release(ranked[i].record);
    free(ranked);
    return NN_STATUS_OK;
}

static bool has_runs(const struct plan *plan) {
    bool found = false;
    for (int run = 0; run < plan->sweep->run_count && !found; run++) {
        struct run_record *record = find_record(plan, run);
        found = record;
        run_record_release(record);
    }
    return found;
}

/* Runs that are there are ranked where they are, even if nothing can be written there any more. */
static enum nn_status choose_results(struct plan *plan, struct nn_error *err) {
    const char *wanted = plan->options->results;
    enum nn_status status = path_copy(plan->results, wanted ? wanted : "results", err);
    if (status || (plan->options->rank && has_runs(plan)))
        return status;
    return plan->options->rank ? files_results_folder_to_read(plan->results, wanted, err)
                               : files_results_folder(plan->results, wanted, err);
}

enum nn_status verb_sweep(const struct options *options, struct nn_error *err) {
    struct plan plan = {.options = options};
    if (options->run && options->rank)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "--run and --rank cannot be combined: run first, then rank");
    if (options->json && !options->run && !options->rank)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "--json needs --run or --rank: without them, commands are printed");
    enum nn_status status = sweep_read(&plan.sweep, options->files[0], err);
    if (!status)
        status = check_runs(plan.sweep, options->files[0], err);
    if (!status && options->results)
        status = check_paths(options->results, err);
    if (!status)
        status = choose_results(&plan, err);
    if (!status && options->rank)
        status = rank(&plan, err);
    else if (!status && options->run)
        status = train_all(&plan, err);
    else if (!status)
        print_commands(&plan);
    sweep_destroy(plan.sweep);
    return status;
}
