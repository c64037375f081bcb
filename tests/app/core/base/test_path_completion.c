#include "app/core/base/path_completion.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

#define FOLDER "test_path_completion"

static int make_files(void **state) {
    static const char *const names[] = {"digits-1.png", "digits-2.png", "model.onnx",   "n\u00e4",
                                        "n\u00f6",      ".hidden",      "folder/inside"};
    struct nn_error err;
    check_ok(files_make_folder(FOLDER "/folder", &err), &err);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[FILES_MAX_PATH];
        check_ok(path_join(path, FOLDER, names[i], &err), &err);
        check_ok(nn_file_write(path, "x", 1, &err), &err);
    }
    return 0;
}

static int remove_files(void **state) {
    scratch_remove(FOLDER);
    return 0;
}

static const struct {
    const char *typed, *completed;
} rows[] = {
    {FOLDER "/m", FOLDER "/model.onnx"},
    {FOLDER "/d", FOLDER "/digits-"},
    {FOLDER "/digits-2", FOLDER "/digits-2.png"},
    {FOLDER "/f", FOLDER "/folder/"},
    {FOLDER "/folder", FOLDER "/folder/"},
    {FOLDER "/folder/", FOLDER "/folder/inside"},
    {FOLDER "/n", FOLDER "/n"}, /* half a character is none */
    {FOLDER "/.h", FOLDER "/.hidden"},
    {FOLDER "/x", FOLDER "/x"},
    {FOLDER "/", FOLDER "/"},
    {"/no such folder/a", "/no such folder/a"},
    {"~/" FOLDER "/m", "~/" FOLDER "/model.onnx"},
    {"~/" FOLDER "/f", "~/" FOLDER "/folder/"},
};

static void test_path_completion__adds_what_all_have_in_common(void **state) {
    setenv("HOME", ".", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char typed[FILES_MAX_PATH];
        strcpy(typed, rows[i].typed);
        path_complete(typed);
        assert_string_equal(typed, rows[i].completed);
    }
}

static void test_path_completion__longest_path_stays(void **state) {
    char typed[FILES_MAX_PATH] = "", before[FILES_MAX_PATH];
    while (strlen(typed) + strlen("./") + strlen(FOLDER "/m") < FILES_MAX_PATH)
        strcat(typed, "./");
    strcat(typed, FOLDER "/m");
    strcpy(before, typed);
    path_complete(typed);
    assert_string_equal(typed, before);
}

static void test_path_completion__tilde_is_the_home(void **state) {
    char path[FILES_MAX_PATH];
    setenv("HOME", "/home/somebody", 1);
    assert_int_equal(path_expand(path, "~/a", NULL), NN_STATUS_OK);
    assert_string_equal(path, "/home/somebody/a");
    assert_int_equal(path_expand(path, "~a", NULL), NN_STATUS_OK);
    assert_string_equal(path, "~a");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_completion__adds_what_all_have_in_common),
        cmocka_unit_test(test_path_completion__longest_path_stays),
        cmocka_unit_test(test_path_completion__tilde_is_the_home),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
