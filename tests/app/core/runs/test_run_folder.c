#include "app/core/runs/run_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include "nn/file.h"
#include "tests/support/check.h"

static const char folder[] = "run-folder", file[] = "run-folder/run.json";

static int clean(void **state) {
    (void)state;
    unlink(file);
    rmdir(folder);
    return 0;
}

static void test_run_folder__empty_one_is_discarded(void **state) {
    (void)state;
    assert_int_equal(mkdir(folder, 0777), 0);
    run_folder_discard_if_empty(folder);
    assert_int_not_equal(access(folder, F_OK), 0);
}

static void test_run_folder__one_with_a_file_is_not_discarded(void **state) {
    struct nn_error err;
    (void)state;
    assert_int_equal(mkdir(folder, 0777), 0);
    check_ok(nn_file_write(file, "{}", 2, &err), &err);
    run_folder_discard_if_empty(folder);
    assert_int_equal(access(file, F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_run_folder__empty_one_is_discarded, clean, clean),
        cmocka_unit_test_setup_teardown(test_run_folder__one_with_a_file_is_not_discarded, clean,
                                        clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
