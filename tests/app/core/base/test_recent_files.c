#include "app/core/base/recent_files.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

static const char folder[] = "test_recent_files";

static int make_folder(void **state) {
    struct nn_error err;
    return files_make_folder(folder, &err);
}

static int remove_folder(void **state) {
    scratch_remove(folder);
    return 0;
}

/* A new file's absolute path; the caller frees it. */
static char *make_file(const char *name) {
    char path[FILES_MAX_PATH];
    struct nn_error err;
    check_ok(path_join(path, folder, name, &err), &err);
    check_ok(nn_file_write(path, "x", 1, &err), &err);
    char *absolute = realpath(path, NULL);
    assert_non_null(absolute);
    return absolute;
}

static void test_recent_files__newest_is_first_and_oldest_leaves(void **state) {
    struct recent_files recent = {0};
    for (int i = 0; i < RECENT_FILES_MAX + 2; i++) {
        char name[16];
        snprintf(name, sizeof name, "file-%d", i);
        char *path = make_file(name);
        recent_files_add(&recent, path);
        assert_string_equal(recent.paths[0], path);
        free(path);
    }
    assert_int_equal(recent.count, RECENT_FILES_MAX);
    assert_string_equal(path_base_name(recent.paths[RECENT_FILES_MAX - 1]), "file-2");
}

static void test_recent_files__file_is_listed_once_by_its_absolute_path(void **state) {
    struct recent_files recent = {0};
    char *first = make_file("first"), *second = make_file("second");
    recent_files_add(&recent, "test_recent_files/first");
    recent_files_add(&recent, second);
    recent_files_add(&recent, "test_recent_files/../test_recent_files/first");
    assert_int_equal(recent.count, 2);
    assert_string_equal(recent.paths[0], first);
    assert_string_equal(recent.paths[1], second);
    recent_files_add(&recent, "test_recent_files/missing");
    assert_int_equal(recent.count, 2);
    free(first);
    free(second);
}

static void test_recent_files__only_missing_ones_are_dropped(void **state) {
    struct recent_files recent = {0};
    char *first = make_file("first"), *second = make_file("second");
    recent_files_add(&recent, first);
    recent_files_add(&recent, second);
    recent_files_drop_missing(&recent, first);
    assert_int_equal(recent.count, 2);
    unlink(second);
    recent_files_drop_missing(&recent, second);
    assert_int_equal(recent.count, 1);
    assert_string_equal(recent.paths[0], first);
    free(first);
    free(second);
}

static void test_recent_files__names_of_any_bytes_are_read_back(void **state) {
    struct recent_files recent = {0}, read;
    char *plain = make_file("plain"), *other = make_file("no-utf8-\xff\xfe\n");
    recent_files_add(&recent, plain);
    recent_files_add(&recent, other);
    json_t *json = json_object();
    assert_true(recent_files_to_json(&recent, json));
    assert_true(recent_files_from_json(&read, json));
    assert_int_equal(read.count, 2);
    assert_string_equal(read.paths[0], other);
    assert_string_equal(read.paths[1], plain);
    json_decref(json);
    free(plain);
    free(other);
}

static const struct {
    const char *json;
    int count;
    bool whole;
} rows[] = {
    {"{}", 0, true},
    {"{\"recent\": []}", 0, true},
    {"{\"recent\": [{\"path\": \"/a\"}, {\"path\": \"/b\"}]}", 2, true},
    {"{\"recent\": [{\"path\": \"/a\"}, {\"path\": \"/a\"}]}", 1, false},
    {"{\"recent\": [{\"path\": \"a\"}, 7, {}, null, \"/b\", {\"path\": 1}]}", 0, false},
    {"{\"recent\": 7}", 0, false},
    {"{\"recent\": {\"path\": \"/a\"}}", 0, false},
    {"{\"recent\": [{\"path\":\"/1\"},{\"path\":\"/2\"},{\"path\":\"/3\"},{\"path\":\"/4\"},"
     "{\"path\":\"/5\"},{\"path\":\"/6\"},{\"path\":\"/7\"},{\"path\":\"/8\"},{\"path\":\"/9\"}]}",
     RECENT_FILES_MAX, false},
};

static void test_recent_files__what_is_no_path_is_left_out(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct recent_files recent;
        json_t *json = json_loads(rows[i].json, 0, NULL);
        assert_non_null(json);
        bool whole = recent_files_from_json(&recent, json);
        if (whole != rows[i].whole || recent.count != rows[i].count)
            fail_msg("%s: %d files", rows[i].json, recent.count);
        json_decref(json);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recent_files__newest_is_first_and_oldest_leaves),
        cmocka_unit_test(test_recent_files__file_is_listed_once_by_its_absolute_path),
        cmocka_unit_test(test_recent_files__only_missing_ones_are_dropped),
        cmocka_unit_test(test_recent_files__names_of_any_bytes_are_read_back),
        cmocka_unit_test(test_recent_files__what_is_no_path_is_left_out),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
