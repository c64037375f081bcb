#include "tests/support/small_run.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/support/check.h"

struct training_settings small_run_settings(const char *data, const char *run_folder, int epochs) {
    struct training_settings settings;
    struct nn_error err;
    check_ok(training_settings_from_recipe(&settings, "original", &err), &err);
    snprintf(settings.net, sizeof settings.net, "conv4k5s2-bn-relu-flatten-dropout0.1-dense10");
    snprintf(settings.data_folder, sizeof settings.data_folder, "%s", data);
    snprintf(settings.run_folder, sizeof settings.run_folder, "%s", run_folder);
    snprintf(settings.augmentation, sizeof settings.augmentation, "light");
    settings.epochs = epochs;
    settings.batch_size = 16;
    settings.learning_rate = 0.01f;
    settings.threads = 2;
    return settings;
}

static bool on_step(void *context, const struct training_progress *progress) {
    struct witness *witness = context;
    witness->steps++;
    assert_true(progress->fraction > 0 && progress->fraction <= 1);
    int max = witness->abandon_after + witness->stop_after;
    witness->polls = 0;
    if (witness->abandon_in_check && witness->steps == max)
        sleep(3);
    return max == 0 || witness->steps < max + witness->abandon_in_check;
}

static bool stopped(void *context) {
    const struct witness *witness = context;
    return witness->stop_in > 0 && witness->steps == witness->stop_in - 1;
}

static bool abandoned(void *context) {
    struct witness *witness = context;
    witness->polls++;
    if (witness->abandon_in_check && witness->polls == 1)
        return false; /* the step itself is taken */
    return witness->abandon_after > 0 && witness->steps >= witness->abandon_after;
}

static void on_point(void *context, const struct training_point *point) {
    struct witness *witness = context;
    witness->points++;
    witness->validations += !isnan(point->val_accuracy);
}

static void on_epoch(void *context, const struct training_epoch *epoch) {
    struct witness *witness = context;
    if (witness->epochs++ == 0)
        witness->first_loss = epoch->train_loss;
    witness->last = *epoch;
}

struct training_result *small_run_execute(struct training_run *run, struct witness *witness) {
    const struct training_observer observer = {
        .context = witness,
        .step = on_step,
        .point = on_point,
        .epoch = on_epoch,
        .stopped = stopped,
        .abandoned = abandoned,
    };
    struct training_result *result = NULL;
    struct nn_error err;
    check_ok(training_run_execute(run, &observer, &result, &err), &err);
    return result;
}

struct training_result *small_run_once(const struct training_settings *settings,
                                       struct witness *witness) {
    struct training_run *run = NULL;
    struct nn_error err;
    check_ok(training_run_create(&run, settings, NULL, &err), &err);
    struct training_result *result = small_run_execute(run, witness);
    training_run_destroy(run);
    return result;
}
