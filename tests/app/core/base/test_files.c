#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"

/* Every test runs in an empty folder of its own, and must leave it empty. */
static const char own_folder[] = "test_files";

static int set_up(void **state) {
    unsetenv("XDG_PICTURES_DIR");
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    unsetenv("INKLING_DATA_DIR");
    return mkdir(own_folder, 0777) == 0 && chdir(own_folder) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    return chdir("..") == 0 && rmdir(own_folder) == 0 ? 0 : -1;
}

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static void write_file(const char *path) {
    struct nn_error err;
    check_ok(nn_file_write(path, "x", 1, &err), &err);
}

static void test_files__folders_are_made_with_their_parents(void **state) {
    struct nn_error err;
    for (int twice = 0; twice < 2; twice++)
        check_ok(files_make_folder("a//b/c/", &err), &err);
    assert_true(is_folder("a/b/c"));
    check_ok(files_make_folder("/", &err), &err);
    rmdir("a/b/c");
    rmdir("a/b");
    rmdir("a");
}

static void test_files__folder_that_cannot_be_made_is_named(void **state) {
    struct nn_error err;
    char endless[2 * FILES_MAX_PATH];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    write_file("file");
    check_status(files_make_folder("file/below", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "file"));
    check_status(files_make_folder("file", &err), NN_STATUS_IO, &err);
    check_status(files_make_folder("", &err), NN_STATUS_IO, &err);
    check_status(files_make_folder(endless, &err), NN_STATUS_BAD_ARGUMENT, &err);
    unlink("file");
}

static void test_files__results_go_to_the_given_folder(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_ok(files_results_folder(path, "some/where", &err), &err);
    assert_string_equal(path, "some/where");
    assert_true(is_folder(path));
    assert_int_equal(rmdir("some/where"), 0); /* it must be empty */
    assert_int_equal(rmdir("some"), 0);
}

static void test_files__given_folder_has_no_fallback(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    setenv("HOME", "home", 1);
    write_file("taken");
    check_status(files_results_folder(path, "taken", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "taken"));
    assert_false(is_folder("home"));
    unlink("taken");
}

static void test_files__results_default_to_the_current_folder(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_ok(files_results_folder(path, NULL, &err), &err);
    assert_true(is_folder("results"));
    rmdir("results");
}

static void test_files__results_fall_back_to_the_pictures_folder(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    write_file("results");
    setenv("HOME", "home", 1);
    check_ok(files_results_folder(path, NULL, &err), &err);
    assert_string_equal(path, "home/Pictures/Inkling");
    assert_int_equal(rmdir("home/Pictures/Inkling"), 0);
    setenv("XDG_PICTURES_DIR", "home/photos", 1);
    check_ok(files_results_folder(path, NULL, &err), &err);
    assert_string_equal(path, "home/photos/Inkling");
    rmdir("home/photos/Inkling");
    rmdir("home/photos");
    rmdir("home/Pictures");
    rmdir("home");
    unlink("results");
}

static void test_files__no_place_for_results_is_an_error(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    write_file("results");
    check_status(files_results_folder(path, NULL, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "folder results"));
    setenv("HOME", "/dev/null", 1);
    check_status(files_results_folder(path, NULL, &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "folder results"));
    assert_non_null(strstr(err.message, "folder /dev/null"));
    unlink("results");
}

/* Not even root can make a file in /proc. */
static void test_files__runs_are_found_in_read_only_folders(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_status(files_results_folder(path, "/proc", &err), NN_STATUS_IO, &err);
    check_ok(files_results_folder_to_read(path, "/proc", &err), &err);
    assert_string_equal(path, "/proc");
    write_file("taken");
    check_status(files_results_folder_to_read(path, "taken", &err), NN_STATUS_IO, &err);
    unlink("taken");
    check_ok(files_results_folder_to_read(path, NULL, &err), &err);
    assert_string_equal(path, "results");
    rmdir("results");
}

static void test_files__new_paths_are_given_once(void **state) {
    enum { FILES = 5 };
    char paths[FILES][FILES_MAX_PATH];
    struct nn_error err;
    for (int i = 0; i < FILES; i++) {
        check_ok(files_new_path(paths[i], ".", "screen", ".png", &err), &err);
        assert_int_equal(access(paths[i], F_OK), 0); /* another program sees it */
        int date, time;
        assert_int_equal(sscanf(paths[i], "./screen-%8d-%6d", &date, &time), 2);
        assert_string_equal(strrchr(paths[i], '.'), ".png");
        if (i % 2)
            write_file(paths[i]);
    }
    for (int i = 0; i < FILES; i++) {
        files_drop_unused(paths[i]);
        assert_int_equal(unlink(paths[i]), i % 2 ? 0 : -1); /* so all of them differ */
    }
}

static void test_files__new_path_that_is_too_long_is_refused(void **state) {
    char path[FILES_MAX_PATH], folder[FILES_MAX_PATH];
    struct nn_error err;
    memset(folder, 'a', sizeof folder - 1);
    folder[sizeof folder - 1] = '\0';
    check_status(files_new_path(path, folder, "p", ".png", &err), NN_STATUS_BAD_ARGUMENT, &err);
}

static void test_files__own_files_are_where_the_desktop_keeps_them(void **state) {
    static const struct {
        const char *variable, *value;
        bool data;
        const char *expected;
    } rows[] = {
        {"HOME", "/home/me", false, "/home/me/.config/file"},
        {"HOME", "/home/me", true, "/home/me/.local/share/file"},
        {"XDG_CONFIG_HOME", "not/absolute", false, "/home/me/.config/file"},
        {"XDG_CONFIG_HOME", "/conf", false, "/conf/file"},
        {"XDG_DATA_HOME", "/data", true, "/data/file"},
    };
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_status(files_data_path(path, "file", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "HOME is not set"));
    setenv("HOME", "not/absolute", 1);
    check_status(files_data_path(path, "file", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "HOME is not an absolute path"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        setenv(rows[i].variable, rows[i].value, 1);
        check_ok(rows[i].data ? files_data_path(path, "file", &err)
                              : files_settings_path(path, "file", &err),
                 &err);
        if (strcmp(path, rows[i].expected) != 0)
            fail_msg("row %zu: %s", i, path);
    }
}

static void test_files__own_files_may_be_links(void **state) {
    char path[FILES_MAX_PATH], here[FILES_MAX_PATH], expected[FILES_MAX_PATH];
    struct nn_error err;
    assert_non_null(getcwd(here, sizeof here));
    setenv("XDG_DATA_HOME", here, 1);
    unlink("own-link");
    assert_int_equal(symlink("own-file", "own-link"), 0);
    check_status(files_data_path(path, "own-link", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "own-link is a link to a file that is not there"));
    write_file("own-file");
    check_ok(path_join(expected, here, "own-file", &err), &err);
    check_ok(files_data_path(path, "own-link", &err), &err);
    assert_string_equal(path, expected);
    unlink("own-link");
    unlink("own-file");
}

static void check_mode(const char *path, unsigned expected) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    if ((info.st_mode & 0777) != expected)
        fail_msg("%s has mode %o", path, (unsigned)info.st_mode & 0777);
}

static void test_files__folders_of_own_files_are_for_the_user_alone(void **state) {
    struct nn_error err;
    mkdir("home", 0777);
    chmod("home", 0755);
    check_ok(files_make_folder_of("home/config/inkling/file", &err), &err);
    check_mode("home", 0755); /* was there before */
    check_mode("home/config", 0700);
    check_mode("home/config/inkling", 0700);
    assert_int_equal(rmdir("home/config/inkling") | rmdir("home/config") | rmdir("home"), 0);
}

static void test_files__unwritable_folder_is_told_and_nothing_is_made(void **state) {
    struct nn_error err;
    write_file("file");
    check_ok(files_check_writable("new/inkling/a", &err), &err);
    check_ok(files_check_writable("file", &err), &err);
    check_ok(files_check_writable("/no-such-name", &err), &err);
    assert_int_equal(access("new", F_OK), -1);
    check_status(files_check_writable("file/inkling/a", &err), NN_STATUS_IO, &err);
    assert_non_null(strstr(err.message, "file/inkling: Not a directory"));
    unlink("file");
}

static void test_files__file_set_aside_keeps_its_content(void **state) {
    char aside[FILES_MAX_PATH];
    struct nn_error err;
    mkdir("set", 0777);
    write_file("set/a.json");
    check_ok(files_set_aside(aside, "set/a.json", &err), &err);
    assert_null(strstr(aside, "//"));
    assert_int_equal(strncmp(aside, "set/", 4), 0);
    assert_non_null(strstr(aside, "a.json.damaged-"));
    assert_int_equal(access("set/a.json", F_OK), -1);
    assert_int_equal(unlink(aside), 0);
    check_status(files_set_aside(aside, "set/a.json", &err), NN_STATUS_IO, &err);
    rmdir("set");
}

static void test_files__mnist_is_found_in_the_build_tree(void **state) {
    char path[FILES_MAX_PATH], file[FILES_MAX_PATH + 40];
    struct nn_error err;
    check_ok(files_mnist_folder(path, &err), &err);
    snprintf(file, sizeof file, "%s/train-images-idx3-ubyte.gz", path);
    assert_int_equal(access(file, R_OK), 0);
}

static void test_files__environment_names_the_data(void **state) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    setenv("INKLING_DATA_DIR", "/some/data", 1);
    check_ok(files_mnist_folder(path, &err), &err);
    assert_string_equal(path, "/some/data");
}

#define FILES_TEST(name) cmocka_unit_test_setup_teardown(test_files__##name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FILES_TEST(folders_are_made_with_their_parents),
        FILES_TEST(folder_that_cannot_be_made_is_named),
        FILES_TEST(results_go_to_the_given_folder),
        FILES_TEST(given_folder_has_no_fallback),
        FILES_TEST(results_default_to_the_current_folder),
        FILES_TEST(results_fall_back_to_the_pictures_folder),
        FILES_TEST(no_place_for_results_is_an_error),
        FILES_TEST(runs_are_found_in_read_only_folders),
        FILES_TEST(new_paths_are_given_once),
        FILES_TEST(new_path_that_is_too_long_is_refused),
        FILES_TEST(own_files_are_where_the_desktop_keeps_them),
        FILES_TEST(own_files_may_be_links),
        FILES_TEST(folders_of_own_files_are_for_the_user_alone),
        FILES_TEST(unwritable_folder_is_told_and_nothing_is_made),
        FILES_TEST(file_set_aside_keeps_its_content),
        FILES_TEST(mnist_is_found_in_the_build_tree),
        FILES_TEST(environment_names_the_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
