#include "app/core/base/path.h"

#include <string.h>

#include "tests/support/check.h"

static void test_path__joins_folder_and_name(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_ok(path_join(path, "results", "run.json", &err), &err);
    assert_string_equal(path, "results/run.json");
}

/* Returns a text of this many 'x'. */
static const char *row(char text[2 * FILES_MAX_PATH], int length) {
    memset(text, 'x', (size_t)length);
    text[length] = '\0';
    return text;
}

static void test_path__holds_the_longest_path_that_fits(void **state) {
    char path[FILES_MAX_PATH], text[2 * FILES_MAX_PATH];
    struct nn_error err;
    check_ok(path_copy(path, row(text, FILES_MAX_PATH - 1), &err), &err);
    assert_string_equal(path, text);
    check_ok(path_join(path, row(text, FILES_MAX_PATH - 3), "y", &err), &err);
    assert_int_equal(strlen(path), FILES_MAX_PATH - 1);
}

static void test_path__too_long_one_is_refused_and_left_empty(void **state) {
    char path[FILES_MAX_PATH], text[2 * FILES_MAX_PATH];
    struct nn_error err;
    check_status(path_copy(path, row(text, FILES_MAX_PATH), &err), NN_STATUS_BAD_ARGUMENT, &err);
    assert_string_equal(path, "");
    check_status(path_join(path, row(text, FILES_MAX_PATH - 2), "y", &err), NN_STATUS_BAD_ARGUMENT,
                 &err);
    assert_non_null(strstr(err.message, "the path xxx"));
    assert_non_null(strstr(err.message, "... is too long"));
}

static const struct {
    const char *path, *base_name, *parent;
} rows[] = {
    {"results/run-1/model.onnx", "model.onnx", "results/run-1"},
    {"model.onnx", "model.onnx", "."},
    {"/model.onnx", "model.onnx", "/"},
    {"./model.onnx", "model.onnx", "."},
};

static void test_path__is_split_at_its_last_slash(void **state) {
    char parent[FILES_MAX_PATH];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        path_parent(parent, rows[i].path);
        assert_string_equal(parent, rows[i].parent);
        assert_string_equal(path_base_name(rows[i].path), rows[i].base_name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path__joins_folder_and_name),
        cmocka_unit_test(test_path__holds_the_longest_path_that_fits),
        cmocka_unit_test(test_path__too_long_one_is_refused_and_left_empty),
        cmocka_unit_test(test_path__is_split_at_its_last_slash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
