#include "app/core/runs/run_metrics.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "tests/support/check.h"

static void test_run_metrics__line_has_a_field_for_each_column(void **state) {
    static const struct {
        struct training_point point;
        const char *line;
    } rows[] = {
        {{0.5, 1.25, 0.875, 2, 0.9}, "10,0.5,1.25,0.875,2,0.9,1.5\n"},
        {{0.5, 1.25, 0.875, NAN, NAN}, "10,0.5,1.25,0.875,,,1.5\n"},
        {{0.5, NAN, NAN, NAN, NAN}, "10,0.5,,,,,1.5\n"},
        {{1.0 / 3, INFINITY, 0, 1e-9, 1}, "10,0.333333,inf,0,1e-09,1,1.5\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[RUN_METRICS_LINE];
        assert_int_equal(run_metrics_write(line, 10, 1.5, &rows[i].point), strlen(rows[i].line));
        assert_string_equal(line, rows[i].line);
        int commas = 0, columns = 0;
        for (const char *at = line; *at; at++)
            commas += *at == ',';
        for (const char *at = RUN_METRICS_HEADER; *at; at++)
            columns += *at == ',';
        assert_int_equal(commas, columns);
    }
}

static void check_number(double actual, double expected) {
    if (isnan(expected))
        assert_true(isnan(actual));
    else
        check_close(actual, expected, 0, 1e-5); /* written with six digits */
}

static void test_run_metrics__points_are_read_back(void **state) {
    static const struct training_point points[] = {
        {0.25, 2.30259, 0.11, NAN, NAN},
        {12345.678, 1e-30, 0, 1e30, 1},
        {0, NAN, NAN, NAN, NAN},
        {3, NAN, 0.5, NAN, 0.25},
    };
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char line[RUN_METRICS_LINE];
        struct training_point read = {7, 7, 7, 7, 7};
        run_metrics_write(line, 10, 1.5, &points[i]);
        if (!run_metrics_read(line, &read))
            fail_msg("row %zu is refused: %s", i, line);
        check_number(read.epoch, points[i].epoch);
        check_number(read.train_loss, points[i].train_loss);
        check_number(read.train_accuracy, points[i].train_accuracy);
        check_number(read.val_loss, points[i].val_loss);
        check_number(read.val_accuracy, points[i].val_accuracy);
    }
}

static void test_run_metrics__longest_line_fits(void **state) {
    const double longest = -1.23456e-300;
    const struct training_point point = {longest, longest, longest, longest, longest};
    char line[RUN_METRICS_LINE];
    struct training_point read;
    size_t length = run_metrics_write(line, LONG_MIN, longest, &point);
    assert_true(length < sizeof line);
    assert_int_equal(strlen(line), length);
    assert_int_equal(line[length - 1], '\n');
    assert_true(run_metrics_read(line, &read));
    check_close(read.val_accuracy, longest, 0, 1e-5);
}

static void test_run_metrics__truncated_lines_are_refused(void **state) {
    static const char whole[] = "10,0.5,1.25,0.875,2,0.9,1.5\n";
    struct training_point point;
    assert_true(run_metrics_read(whole, &point));
    for (size_t length = 0; length < strlen(whole); length++) {
        char text[2 * sizeof whole];
        memcpy(text, whole, length);
        text[length] = '\0';
        if (run_metrics_read(text, &point))
            fail_msg("%s is accepted", text);
        strcpy(text + length, "\n");
        if (length < strlen("10,0.5,1.25,0.875,2,0.9,1") && run_metrics_read(text, &point))
            fail_msg("%s is accepted", text);
        strcpy(text + length, "\n20,1,1,1,1,1,1\n"); /* the next line is not part of this one */
        if (length < strlen("10,0.5,1.25,0.875,2,0.9,1") && run_metrics_read(text, &point))
            fail_msg("%s is accepted", text);
    }
}

static void test_run_metrics__foreign_lines_are_refused(void **state) {
    static const char *const lines[] = {
        RUN_METRICS_HEADER,     "10,0.5,1,1,1,1,1,1\n",   "10,0.5,1,1,1,1\n",
        "10;0.5;1;1;1;1;1\n",   "10,0.5,1,1,1,1,1\r\n",   "10,0.5,1,x,1,1,1\n",
        "10,0.5,1,1,1,1,1 \n",  ",0.5,1,1,1,1,1\n",       "nan,0.5,1,1,1,1,1\n",
        "10,,1,1,1,1,1\n",      "10,inf,1,1,1,1,1\n",     "10,0.5,1,1,1,1,\n",
        "10,0.5,1,1,1,1,nan\n", "10,0.5,1,1,, \n20,1\n",  "10,0.5,1,1,1,inf,1\n",
        "10,0.5,1,inf,1,1,1\n", "10,0.5,1,1,1,1,\t\n2\n", "\"10\",\"0.5\",1,1,1,1,1\n",
    };
    struct training_point point;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (run_metrics_read(lines[i], &point))
            fail_msg("%s is accepted", lines[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_run_metrics__line_has_a_field_for_each_column),
        cmocka_unit_test(test_run_metrics__points_are_read_back),
        cmocka_unit_test(test_run_metrics__longest_line_fits),
        cmocka_unit_test(test_run_metrics__truncated_lines_are_refused),
        cmocka_unit_test(test_run_metrics__foreign_lines_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
