#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nn/file.h"
#include "tests/support/check.h"

static void test_file__written_bytes_read_back(void **state) {
    (void)state;
    const char bytes[] = "one\0two";
    struct nn_error err;
    check_ok(nn_file_write("test_file.bin", bytes, sizeof bytes, &err), &err);
    void *data = NULL;
    size_t size = 0;
    check_ok(nn_file_read(&data, &size, "test_file.bin", 100, &err), &err);
    assert_int_equal(size, sizeof bytes);
    assert_memory_equal(data, bytes, size);
    free(data);
    unlink("test_file.bin");
}

static void test_file__limit_is_exact(void **state) {
    (void)state;
    struct nn_error err;
    check_ok(nn_file_write("test_limit.bin", "12345", 5, &err), &err);
    void *data = NULL;
    size_t size = 0;
    check_status(nn_file_read(&data, &size, "test_limit.bin", 4, &err), NN_STATUS_BAD_FILE, &err);
    assert_non_null(strstr(err.message, "test_limit.bin"));
    check_ok(nn_file_read(&data, &size, "test_limit.bin", 5, &err), &err);
    free(data);
    unlink("test_limit.bin");
}

static void test_file__unreadable_paths_are_named(void **state) {
    (void)state;
    static const char *const paths[] = {"no-such-file", ".", "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct nn_error err;
        void *data = NULL;
        size_t size = 0;
        check_status(nn_file_read(&data, &size, paths[i], 100, &err), NN_STATUS_IO, &err);
        assert_non_null(strstr(err.message, paths[i]));
    }
}

static void test_file__failed_write_leaves_nothing(void **state) {
    (void)state;
    struct nn_error err;
    check_status(nn_file_write("no-such-folder/file", "x", 1, &err), NN_STATUS_IO, &err);
    /* A folder in the way lets the temporary file be written but not renamed. */
    check_status(nn_file_write(".", "x", 1, &err), NN_STATUS_IO, &err);
    DIR *folder = opendir(".");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        assert_true(strncmp(entry->d_name, "..", 2) != 0 || entry->d_name[2] == '\0');
    closedir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__written_bytes_read_back),
        cmocka_unit_test(test_file__limit_is_exact),
        cmocka_unit_test(test_file__unreadable_paths_are_named),
        cmocka_unit_test(test_file__failed_write_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
