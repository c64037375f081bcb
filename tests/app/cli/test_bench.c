#include "app/cli/bench.h"

#include <string.h>

#include "nn/fusion.h"
#include "tests/support/check.h"

static void test_bench__no_name_selects_everything(void **state) {
    const struct options options = {.file_count = 0};
    struct nn_error err;
    check_ok(bench_check_names(&options, &err), &err);
    for (int i = 0; bench_name(i); i++)
        assert_true(bench_is_selected(&options, bench_name(i)));
}

static void test_bench__names_select_only_themselves(void **state) {
    char kernels[] = "kernels", readme[] = "readme";
    char *names[] = {kernels, readme, kernels};
    const struct options options = {.files = names, .file_count = 3};
    struct nn_error err;
    int selected = 0;
    check_ok(bench_check_names(&options, &err), &err);
    for (int i = 0; bench_name(i); i++)
        selected += bench_is_selected(&options, bench_name(i));
    assert_int_equal(selected, 2);
    assert_true(bench_is_selected(&options, kernels));
    assert_true(bench_is_selected(&options, readme));
}

static void test_bench__unknown_name_lists_all(void **state) {
    char known[] = "machine", unknown[] = "machines";
    char *names[] = {known, unknown};
    const struct options options = {.files = names, .file_count = 2};
    struct nn_error err;
    check_status(bench_check_names(&options, &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_non_null(strstr(err.message, "machines"));
    for (int i = 0; bench_name(i); i++)
        assert_non_null(strstr(err.message, bench_name(i)));
}

static double flops_of_layers(const struct nn_spec *plan) {
    double flops = 0;
    for (int i = 0; i < plan->layer_count; i++)
        if (plan->layers[i].kind == NN_LAYER_CONV || plan->layers[i].kind == NN_LAYER_DENSE)
            flops += bench_layer_flops(&plan->layers[i]);
    return flops;
}

/* A pooling that does not divide evenly leaves a row and a column of notebook's second convolution
 * unused. */
static void test_bench__layers_count_their_operations(void **state) {
    static const struct {
        const char *net;
        double unread;
    } rows[] = {
        {"readme", 0},
        {"notebook", 2.0 * 9 * 32 * 64 * (11 * 11 - 10 * 10)},
        {"sprint", 0},
        {"best", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nn_spec spec, plan;
        struct nn_error err;
        check_ok(bench_spec(&spec, rows[i].net, &err), &err);
        nn_spec_fuse(&plan, &spec);
        double expected = nn_spec_forward_flops(&spec) - rows[i].unread;
        if (flops_of_layers(&plan) != expected)
            fail_msg("%s: %.0f, not %.0f", rows[i].net, flops_of_layers(&plan), expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bench__no_name_selects_everything),
        cmocka_unit_test(test_bench__names_select_only_themselves),
        cmocka_unit_test(test_bench__unknown_name_lists_all),
        cmocka_unit_test(test_bench__layers_count_their_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
