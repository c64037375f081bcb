/* The checks of --selftest: what each needs, and how it reports. */
#pragma once

#include "app/cli/stage.h"
#include "app/core/base/files.h"

/* What the checks share. */
struct selftest {
    char results[FILES_MAX_PATH]; /* folder for the pictures that they leave */
    struct stage stage;           /* empty before a check, destroyed after it */
    struct nn_error err;          /* of the call that selftest_fine judges */
};

/* run returns whether all that the name says holds; if not, it says why by selftest_note. */
struct selftest_check {
    const char *name;
    bool (*run)(struct selftest *test);
};

/* Checks in order, until one without a name. */
extern const struct selftest_check selftest_nn_checks[];
extern const struct selftest_check selftest_window_checks[];

/* A diagnostic line of TAP. */
void selftest_note(const char *format, ...) NN_PRINTF(1, 2);

/* A measured figure: # figure NAME VALUE UNIT. */
void selftest_figure(const char *name, double value, const char *unit);

/* True if a call that was given test->err succeeded; else notes its message. */
bool selftest_fine(const struct selftest *test, enum nn_status status);
