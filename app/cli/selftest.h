/* The checks of --selftest: what each needs, and how it says what it saw. */
#ifndef APP_CLI_SELFTEST_H
#define APP_CLI_SELFTEST_H

#include <stdbool.h>

#include "app/core/base/files.h"
#include "nn/status.h"

/* What the checks share. */
struct selftest {
    char results[FILES_MAX_PATH]; /* folder for the pictures that they leave */
};

/* A check returns whether all that its name says holds; it says why not by selftest_note. */
typedef bool selftest_function(struct selftest *test);

struct selftest_check {
    const char *name;
    selftest_function *run;
};

/* Checks in order, until one without a name. */
extern const struct selftest_check selftest_nn_checks[];
extern const struct selftest_check selftest_window_checks[];

/* A diagnostic line of TAP. */
void selftest_note(const char *format, ...) NN_PRINTF(1, 2);

/* A measured figure: # figure NAME VALUE UNIT. */
void selftest_figure(const char *name, double value, const char *unit);

/* True if status is fine; else notes err's message. */
bool selftest_fine(enum nn_status status, const struct nn_error *err);

#endif
