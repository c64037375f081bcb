#include "app/cli/selftest.h"

#include <stdarg.h>
#include <stdio.h>

#include "app/cli/verbs.h"

void selftest_note(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("# ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

void selftest_figure(const char *name, double value, const char *unit) {
    printf("# figure %s %.6g %s\n", name, value, unit);
}

bool selftest_fine(const struct selftest *test, enum nn_status status) {
    if (status)
        selftest_note("%s", test->err.message);
    return status == NN_STATUS_OK;
}

static int count(const struct selftest_check *checks) {
    int number = 0;
    while (checks[number].name)
        number++;
    return number;
}

/* Runs the checks, which are numbered from `number`; returns how many failed. */
static int run(const struct selftest_check *checks, int number, struct selftest *test) {
    int failed = 0;
    for (int i = 0; checks[i].name; i++) {
        bool good = checks[i].run(test);
        stage_destroy(&test->stage);
        printf("%sok %d - %s\n", good ? "" : "not ", number + i, checks[i].name);
        fflush(stdout);
        failed += !good;
    }
    return failed;
}

enum nn_status verb_selftest(const struct options *options, struct nn_error *err) {
    struct selftest test = {.stage = {0}};
    enum nn_status status = files_results_folder(test.results, options->results, err);
    if (status)
        return status;
    int first = count(selftest_nn_checks), all = first + count(selftest_window_checks);
    printf("TAP version 13\n1..%d\n", all);
    int failed = run(selftest_nn_checks, 1, &test);
    failed += run(selftest_window_checks, first + 1, &test);
    if (failed)
        return nn_error_set(err, NN_STATUS_MISMATCH, "%d of %d checks failed", failed, all);
    return NN_STATUS_OK;
}
