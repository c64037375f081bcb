#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/file.h"
#include "tests/support/check.h"

static void test_file__written_bytes_can_be_read_back(void **state) {
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
    static const char *const paths[] = {"no-such-file", ".", "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct nn_error err;
        void *data = NULL;
        size_t size = 0;
        check_status(nn_file_read(&data, &size, paths[i], 100, &err), NN_STATUS_IO, &err);
        assert_non_null(strstr(err.message, paths[i]));
    }
}

static void check_holds(const char *path, const char *text) {
    struct nn_error err;
    void *data = NULL;
    size_t size = 0;
    check_ok(nn_file_read(&data, &size, path, 100, &err), &err);
    assert_string_equal(data, text);
    free(data);
}

static void test_file__links_are_replaced(void **state) {
    static const char *const targets[] = {"test_target.bin", "no-such-file", "/dev/null"};
    struct nn_error err;
    struct stat info;
    check_ok(nn_file_write("test_target.bin", "old", 3, &err), &err);
    for (int i = 0; i < 3; i++) {
        unlink("test_link.bin");
        assert_int_equal(symlink(targets[i], "test_link.bin"), 0);
        check_ok(nn_file_write("test_link.bin", "new", 3, &err), &err);
        assert_int_equal(lstat("test_link.bin", &info), 0);
        assert_true(S_ISREG(info.st_mode));
        check_holds("test_link.bin", "new");
        check_holds("test_target.bin", "old");
    }
    unlink("test_target.bin");
    unlink("test_link.bin");
}

static void test_file__links_are_read_where_that_is_wanted(void **state) {
    struct nn_error err;
    void *data = NULL;
    size_t size;
    check_ok(nn_file_write("test_target.bin", "text", 4, &err), &err);
    unlink("test_link.bin");
    assert_int_equal(symlink("test_target.bin", "test_link.bin"), 0);
    check_holds("test_link.bin", "text");
    check_status(nn_file_read_no_link(&data, &size, "test_link.bin", 100, &err), NN_STATUS_BAD_FILE,
                 &err);
    assert_string_equal(err.message, "test_link.bin is a link, which is not followed: put the file "
                                     "itself there");
    check_ok(nn_file_read_no_link(&data, &size, "test_target.bin", 100, &err), &err);
    free(data);
    unlink("test_target.bin");
    check_status(nn_file_read_no_link(&data, &size, "test_link.bin", 100, &err), NN_STATUS_BAD_FILE,
                 &err); /* it leads nowhere */
    unlink("test_link.bin");
    check_status(nn_file_read_no_link(&data, &size, "test_link.bin", 100, &err), NN_STATUS_IO,
                 &err);
}

static void test_file__permissions_are_kept(void **state) {
    struct nn_error err;
    struct stat info;
    check_ok(nn_file_write("test_mine.bin", "old", 3, &err), &err);
    assert_int_equal(chmod("test_mine.bin", 0600), 0);
    check_ok(nn_file_write("test_mine.bin", "new", 3, &err), &err);
    assert_int_equal(stat("test_mine.bin", &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    unlink("test_mine.bin");
}

static void test_file__write_protected_files_are_not_replaced(void **state) {
    struct nn_error err;
    unlink("test_guarded.bin");
    check_ok(nn_file_write("test_guarded.bin", "old", 3, &err), &err);
    assert_int_equal(chmod("test_guarded.bin", 0444), 0);
    check_status(nn_file_write("test_guarded.bin", "new", 3, &err), NN_STATUS_IO, &err);
    assert_string_equal(
        err.message, "cannot write test_guarded.bin: it is write-protected; choose another name");
    check_holds("test_guarded.bin", "old");
    unlink("test_guarded.bin");
}

static void test_file__names_may_be_as_long_as_the_system_allows(void **state) {
    static const size_t lengths[] = {237, 238, 255};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct nn_error err;
        char name[256] = "";
        memset(name, 'n', lengths[i]);
        check_ok(nn_file_write(name, "new", 3, &err), &err);
        check_holds(name, "new");
        unlink(name);
    }
}

static void test_file__new_files_have_the_permissions_of_the_umask(void **state) {
    static const mode_t rows[] = {0, 002, 022, 077};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nn_error err;
        struct stat info;
        unlink("test_mask.bin");
        mode_t before = umask(rows[i]);
        check_ok(nn_file_write("test_mask.bin", "new", 3, &err), &err);
        umask(before);
        assert_int_equal(stat("test_mask.bin", &info), 0);
        assert_int_equal(info.st_mode & 0777, 0666 & ~rows[i]);
    }
    unlink("test_mask.bin");
}

static void test_file__only_regular_files_are_replaced(void **state) {
    struct nn_error err;
    struct stat info;
    unlink("test_pipe");
    assert_int_equal(mkfifo("test_pipe", 0600), 0);
    check_status(nn_file_write("test_pipe", "x", 1, &err), NN_STATUS_IO, &err);
    assert_string_equal(err.message, "cannot write test_pipe: it exists and is not a regular file");
    assert_int_equal(stat("test_pipe", &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
    unlink("test_pipe");
}

static void test_file__failed_write_leaves_nothing(void **state) {
    struct nn_error err;
    check_status(nn_file_write("no-such-folder/file", "x", 1, &err), NN_STATUS_IO, &err);
    check_status(nn_file_write(".", "x", 1, &err), NN_STATUS_IO, &err);
    DIR *folder = opendir(".");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        assert_true(strncmp(entry->d_name, "..", 2) != 0 || entry->d_name[2] == '\0');
    closedir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file__written_bytes_can_be_read_back),
        cmocka_unit_test(test_file__limit_is_exact),
        cmocka_unit_test(test_file__unreadable_paths_are_named),
        cmocka_unit_test(test_file__links_are_replaced),
        cmocka_unit_test(test_file__links_are_read_where_that_is_wanted),
        cmocka_unit_test(test_file__permissions_are_kept),
        cmocka_unit_test(test_file__write_protected_files_are_not_replaced),
        cmocka_unit_test(test_file__names_may_be_as_long_as_the_system_allows),
        cmocka_unit_test(test_file__new_files_have_the_permissions_of_the_umask),
        cmocka_unit_test(test_file__only_regular_files_are_replaced),
        cmocka_unit_test(test_file__failed_write_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
