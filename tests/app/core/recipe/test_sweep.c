#include "app/core/recipe/sweep.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "tests/support/check.h"

static const char file[] = "test-sweep.json";

static enum nn_status read_text(struct sweep **sweep, const char *text, struct nn_error *err) {
    check_ok(nn_file_write(file, text, strlen(text), err), err);
    return sweep_read(sweep, file, err);
}

static struct sweep *sweep_of(const char *text) {
    struct sweep *sweep = NULL;
    struct nn_error err;
    check_ok(read_text(&sweep, text, &err), &err);
    return sweep;
}

static void test_sweep__grid_has_every_combination_in_order(void **state) {
    static const char *const rates[] = {"0.001", "0.01", "0.1"}, *const nets[] = {"a", "b-c"};
    struct sweep *sweep = sweep_of(
        "{\"name\": \"g\", \"search\": \"grid\", \"flags\": {\"net\": [\"a\", \"b-c\"],"
        "\"epochs\": 3, \"lr\": {\"from\": 1e-3, \"to\": 0.1, \"steps\": 3, \"log\": true}}}");
    assert_string_equal(sweep->name, "g");
    assert_int_equal(sweep->run_count, 6);
    assert_int_equal(sweep->flag_count, 3);
    assert_true(sweep->flags[0].count != 1 && sweep->flags[1].count == 1);
    for (int run = 0; run < 6; run++) {
        assert_string_equal(sweep->values[run][0], nets[run / 3]);
        assert_string_equal(sweep->values[run][1], "3");
        assert_string_equal(sweep->values[run][2], rates[run % 3]);
    }
    sweep_destroy(sweep);
}

static void test_sweep__values_may_be_any_bytes(void **state) {
    struct sweep *sweep = sweep_of("{\"name\": \"g\", \"search\": \"grid\", \"flags\": "
                                   "{\"data_encoded\": [\"d%FFta\", \"%0a\"]}}");
    assert_string_equal(sweep->flags[0].name, "data");
    assert_string_equal(sweep->values[0][0], "d\xffta");
    assert_string_equal(sweep->values[1][0], "\n");
    sweep_destroy(sweep);
}

static void test_sweep__ranges_are_divided_evenly(void **state) {
    static const struct {
        const char *range, *expected[4];
    } rows[] = {
        {"{\"from\": 0, \"to\": 30, \"steps\": 4}", {"0", "10", "20", "30"}},
        {"{\"from\": 0.0, \"to\": 0.3, \"steps\": 4}", {"0", "0.1", "0.2", "0.3"}},
        {"{\"from\": 1, \"to\": 1000, \"steps\": 4, \"log\": true}", {"1", "10", "100", "1000"}},
        {"{\"from\": 0, \"to\": 10, \"steps\": 4}", {"0", "3", "7", "10"}},
        {"{\"from\": 0, \"to\": 10.0, \"steps\": 4}", {"0", "3.333", "6.667", "10"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "{\"name\": \"r\", \"search\": \"grid\", \"flags\": {\"x\": %s}}", rows[i].range);
        struct sweep *sweep = sweep_of(text);
        assert_int_equal(sweep->run_count, 4);
        for (int run = 0; run < 4; run++)
            if (strcmp(sweep->values[run][0], rows[i].expected[run]) != 0)
                fail_msg("row %zu, run %d: %s", i, run, sweep->values[run][0]);
        sweep_destroy(sweep);
    }
}

#define RANDOM(count, seed)                                                                        \
    "{\"name\": \"r\", \"search\": \"random\", \"count\": " count ", \"seed\": " seed ","          \
    "\"flags\": {\"lr\": {\"from\": 1e-4, \"to\": 1.0, \"log\": true},"                            \
    "\"batch\": {\"from\": 32, \"to\": 256}, \"net\": [\"a\", \"b\", \"c\"]}}"

static int same_runs(const struct sweep *a, const struct sweep *b, int count) {
    int same = 0;
    for (int run = 0; run < count; run++) {
        char first[SWEEP_RUN_NAME], second[SWEEP_RUN_NAME];
        sweep_run_name(a, run, first);
        sweep_run_name(b, run, second);
        same += strcmp(first, second) == 0;
    }
    return same;
}

static void test_sweep__seed_decides_and_more_runs_only_add(void **state) {
    struct sweep *few = sweep_of(RANDOM("20", "7")), *many = sweep_of(RANDOM("400", "7"));
    struct sweep *other = sweep_of(RANDOM("20", "8"));
    assert_int_equal(same_runs(few, many, 20), 20);
    assert_int_equal(same_runs(few, other, 20), 0);
    sweep_destroy(few);
    sweep_destroy(many);
    sweep_destroy(other);
}

/* Values are spread evenly over the decades of a log range, a plain range and a list. */
static void test_sweep__draws_are_spread(void **state) {
    struct sweep *sweep = sweep_of(RANDOM("4000", "1"));
    int decades[4] = {0}, upper = 0, nets[3] = {0};
    for (int run = 0; run < 4000; run++) {
        double rate = atof(sweep->values[run][0]), batch = atof(sweep->values[run][1]);
        assert_true(rate >= 1e-4 && rate <= 1 && batch >= 32 && batch <= 256);
        assert_null(strchr(sweep->values[run][1], '.'));
        decades[(int)fmin(floor(log10(rate) + 4), 3)]++;
        upper += batch > 144;
        nets[sweep->values[run][2][0] - 'a']++;
    }
    for (int i = 0; i < 4; i++)
        check_in_range(decades[i], 900, 1100);
    for (int i = 0; i < 3; i++)
        check_in_range(nets[i], 1230, 1440);
    check_in_range(upper, 1880, 2120);
    sweep_destroy(sweep);
}

static void test_sweep__no_run_is_drawn_twice(void **state) {
    struct sweep *sweep =
        sweep_of("{\"name\": \"r\", \"search\": \"random\", \"count\": 9, \"flags\":"
                 "{\"a\": [1, 2, 3], \"b\": [1, 2, 3]}}");
    for (int run = 0; run < 9; run++)
        for (int i = 0; i < run; i++)
            assert_true(strcmp(sweep->values[run][0], sweep->values[i][0]) != 0 ||
                        strcmp(sweep->values[run][1], sweep->values[i][1]) != 0);
    sweep_destroy(sweep);
}

static void test_sweep__all_combinations_can_be_drawn(void **state) {
    char text[4000] = "{\"name\": \"r\", \"search\": \"random\", \"count\": 1440, \"flags\":"
                      "{\"a\": {\"from\": 1, \"to\": 10}, \"b\": [0";
    for (int i = 1; i < 144; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", %d", i);
    strcat(text, "]}}");
    struct sweep *sweep = sweep_of(text);
    assert_int_equal(sweep->run_count, 1440);
    sweep_destroy(sweep);
}

static int compare_names(const void *a, const void *b) {
    return strcmp(a, b);
}

/* Values too long for the name differ in the hash alone, and 24 bits of it are not enough. */
static void test_sweep__each_run_has_its_own_name(void **state) {
    static char names[SWEEP_MAX_RUNS][SWEEP_RUN_NAME];
    char text[4000] = "{\"name\": \"wide\", \"search\": \"grid\", \"flags\": {\"net\": [";
    for (int width = 32; width <= 64; width += 32)
        snprintf(
            text + strlen(text), sizeof text - strlen(text),
            "%s\"conv8k3-bn-relu-conv8k3-bn-relu-pool2-conv16k3-bn-relu-conv16k3-bn-relu-pool2-"
            "flatten-dense%d-bn-relu-dense10\"",
            width == 32 ? "" : ", ", width);
    snprintf(text + strlen(text), sizeof text - strlen(text), "], \"seed\": [1024");
    for (int i = 1025; i < 1280; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ", %d", i);
    strcat(text, "], \"epochs\": [1, 2, 3, 4, 5, 6, 7, 8]}}");
    struct sweep *sweep = sweep_of(text);
    assert_int_equal(sweep->run_count, SWEEP_MAX_RUNS);
    for (int run = 0; run < sweep->run_count; run++)
        sweep_run_name(sweep, run, names[run]);
    qsort(names, SWEEP_MAX_RUNS, sizeof *names, compare_names);
    for (int run = 1; run < sweep->run_count; run++)
        assert_string_not_equal(names[run - 1], names[run]);
    sweep_destroy(sweep);
}

static void test_sweep__names_depend_on_the_values_alone(void **state) {
    static const char form[] =
        "{\"name\": \"rates\", \"search\": \"grid\", \"flags\": {\"epochs\": %d,"
        "\"lr\": [0.1, 0.01], \"data\": [\"/a b/c\"]}}";
    char text[300], name[SWEEP_RUN_NAME], other[SWEEP_RUN_NAME];
    snprintf(text, sizeof text, form, 3);
    struct sweep *sweep = sweep_of(text);
    sweep_run_name(sweep, 1, name);
    assert_int_equal(strncmp(name, "rates-lr0.01-", 13), 0);
    assert_int_equal(strlen(name), 13 + 12);
    sweep_destroy(sweep);
    snprintf(text, sizeof text, form, 4);
    sweep = sweep_of(text);
    sweep_run_name(sweep, 1, other);
    assert_string_not_equal(name, other);
    sweep_destroy(sweep);
}

/* As the version before the longer hash wrote them. */
static void test_sweep__old_names_are_known(void **state) {
    char text[400], value[151], name[SWEEP_RUN_NAME];
    struct sweep *sweep = sweep_of("{\"name\": \"rates\", \"search\": \"grid\", \"flags\": "
                                   "{\"epochs\": 1, \"lr\": [0.01, 0.1]}}");
    sweep_run_old_name(sweep, 1, name);
    assert_string_equal(name, "rates-lr0.1-796d25");
    sweep_destroy(sweep);
    memset(value, 'a', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    snprintf(text, sizeof text,
             "{\"name\": \"long\", \"search\": \"grid\", \"flags\": {\"data\": [\"%s\", \"b\"]}}",
             value);
    sweep = sweep_of(text);
    sweep_run_old_name(sweep, 0, name);
    assert_string_equal(name, "long-data"
                              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                              "-d523ff");
    sweep_destroy(sweep);
}

static void test_sweep__long_values_still_give_names(void **state) {
    char text[900], value[201], name[SWEEP_RUN_NAME], other[SWEEP_RUN_NAME];
    memset(value, 'v', 200);
    value[200] = '\0';
    snprintf(text, sizeof text,
             "{\"name\": \"n\", \"search\": \"grid\", \"flags\": {\"data\": [\"%s/x\", \"%s/y\"]}}",
             value, value);
    struct sweep *sweep = sweep_of(text);
    sweep_run_name(sweep, 0, name);
    sweep_run_name(sweep, 1, other);
    assert_string_not_equal(name, other);
    assert_null(strchr(name, '/'));
    sweep_destroy(sweep);
}

static void test_sweep__byte_order_mark_is_accepted(void **state) {
    struct sweep *sweep =
        sweep_of("\xef\xbb\xbf{\"name\": \"n\", \"search\": \"grid\", \"flags\": {\"x\": [1, 2]}}");
    assert_int_equal(sweep->run_count, 2);
    sweep_destroy(sweep);
}

static void test_sweep__bad_files_are_reported(void **state) {
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "not JSON"},
        {"[1]", "\"name\""},
        {"{\"name\": \"a\", \"name\": \"b\"}", "line 1"},
        {"{\"name\": \"a/b\", \"search\": \"grid\", \"flags\": {\"x\": 1}}", "\"name\""},
        {"{\"name\": \"../b\", \"search\": \"grid\", \"flags\": {\"x\": 1}}", "\"name\""},
        {"{\"name\": \"a\", \"search\": \"best\", \"flags\": {\"x\": 1}}", "\"grid\""},
        {"{\"name\": \"a\", \"search\": \"grid\"}", "\"flags\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {}}", "\"flags\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": 1}, \"count\": 3}", "member"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"-x\": 1}}", "\"-x\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x y\": 1}}", "\"x y\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": null}}", "\"x\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": []}}", "\"x\""},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": [1, 1]}}", "twice"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": \"a\\nb\"}}", "control"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x_encoded\": \"%f\"}}",
         "percent-encoded"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 1}}}", "range"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 1, \"to\": 2}}}",
         "steps"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 1, \"to\": 2, "
         "\"steps\": 2, \"base\": 2}}}",
         "range"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 1, \"to\": 2, "
         "\"steps\": 5}}}",
         "more steps"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 2, \"to\": 1, "
         "\"steps\": 2}}}",
         "go up"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 0, \"to\": 1, "
         "\"steps\": 2, \"log\": true}}}",
         "above 0"},
        {"{\"name\": \"a\", \"search\": \"grid\", \"flags\": {\"x\": {\"from\": 1, \"to\": 200, "
         "\"steps\": 200}, \"y\": {\"from\": 1, \"to\": 200, \"steps\": 200}}}",
         "40000 runs"},
        {"{\"name\": \"a\", \"search\": \"random\", \"flags\": {\"x\": 1}}", "\"count\""},
        {"{\"name\": \"a\", \"search\": \"random\", \"count\": 3, \"flags\": {\"x\": [1, 2]}}",
         "different ones: 2"},
        {"{\"name\": \"a\", \"search\": \"random\", \"count\": 4096, \"flags\": {\"x\": "
         "{\"from\": 0, \"to\": 255}, \"y\": {\"from\": 64, \"to\": 78}}}",
         "different ones: 3840"},
        {"{\"name\": \"a\", \"search\": \"random\", \"count\": 99999999999, \"flags\": {\"x\": 1}}",
         "runs"},
        {"{\"name\": \"a\", \"search\": \"random\", \"count\": 1, \"seed\": -1, \"flags\": "
         "{\"x\": 1}}",
         "\"seed\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sweep *sweep = NULL;
        struct nn_error err;
        if (read_text(&sweep, rows[i].text, &err) != NN_STATUS_BAD_FILE)
            fail_msg("row %zu is accepted", i);
        if (!strstr(err.message, rows[i].says) || !strstr(err.message, file))
            fail_msg("row %zu: %s", i, err.message);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sweep__grid_has_every_combination_in_order),
        cmocka_unit_test(test_sweep__values_may_be_any_bytes),
        cmocka_unit_test(test_sweep__ranges_are_divided_evenly),
        cmocka_unit_test(test_sweep__seed_decides_and_more_runs_only_add),
        cmocka_unit_test(test_sweep__draws_are_spread),
        cmocka_unit_test(test_sweep__no_run_is_drawn_twice),
        cmocka_unit_test(test_sweep__all_combinations_can_be_drawn),
        cmocka_unit_test(test_sweep__each_run_has_its_own_name),
        cmocka_unit_test(test_sweep__names_depend_on_the_values_alone),
        cmocka_unit_test(test_sweep__old_names_are_known),
        cmocka_unit_test(test_sweep__long_values_still_give_names),
        cmocka_unit_test(test_sweep__byte_order_mark_is_accepted),
        cmocka_unit_test(test_sweep__bad_files_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
