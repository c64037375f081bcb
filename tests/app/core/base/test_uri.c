#include "app/core/base/uri.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static void test_uri__decodes_in_place(void **state) {
    char name[] = "%64%ff/ta";
    assert_true(uri_decode(name, sizeof name, name));
    assert_string_equal(name, "d\xff/ta");
}

static const struct {
    const char *uri, *path; /* NULL: it is refused */
} uris[] = {
    {"file:///a/b.png", "/a/b.png"},
    {"FILE://localhost/a", "/a"},
    {"file:/a", "/a"},
    {"file:///a%20b%C3%A4.png", "/a b\u00e4.png"},
    {"file:///%ff", "/\xff"},
    {"file:///a%00b", NULL},
    {"file:///a%2", NULL},
    {"file://other/a", NULL},
    {"file://", NULL},
    {"https://a/b.png", NULL},
    {"/a", NULL},
    {"", NULL},
};

static void test_uri__only_local_files_have_paths(void **state) {
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        char path[FILES_MAX_PATH] = "";
        struct nn_error err;
        enum nn_status status = uri_to_path(path, uris[i].uri, &err);
        if (uris[i].path ? status || strcmp(path, uris[i].path) != 0 : !status)
            fail_msg("\"%s\": \"%s\"", uris[i].uri, path);
    }
}

static void test_uri__too_long_is_refused(void **state) {
    char uri[2 * FILES_MAX_PATH] = "file:///", path[FILES_MAX_PATH];
    memset(uri + strlen(uri), 'a', FILES_MAX_PATH - 2);
    assert_int_equal(uri_to_path(path, uri, NULL), NN_STATUS_OK);
    strcat(uri, "a");
    assert_int_equal(uri_to_path(path, uri, NULL), NN_STATUS_BAD_ARGUMENT);
}

static const struct {
    const char *text, *paths; /* joined by spaces */
} lists[] = {
    {"file:///a\r\nfile:///b%41\r\n", "/a /bA "},
    {"# a comment\r\nfile:///a", "/a "},
    {"copy\nfile:///a\nfile:///b", "/a /b "},
    {"/a\n", "/a "},
    {"\n\n/a\n\n/b", "/a /b "},
    {"some words\nhttp://a/b", ""},
    {"", ""},
};

static void test_uri__lists_name_their_files(void **state) {
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *text = lists[i].text;
        char path[FILES_MAX_PATH], paths[100] = "";
        while (uri_next_path(path, &text))
            strcat(strcat(paths, path), " ");
        assert_string_equal(paths, lists[i].paths);
        assert_string_equal(text, "");
    }
}

static void test_uri__line_that_is_no_path_is_skipped_however_long(void **state) {
    enum { LENGTH = 100000 };
    char *list = malloc(LENGTH + 10), path[FILES_MAX_PATH];
    assert_non_null(list);
    memset(list, '/', LENGTH);
    strcpy(list + LENGTH, "\n/a");
    const char *text = list;
    assert_true(uri_next_path(path, &text));
    assert_string_equal(path, "/a");
    free(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uri__decodes_in_place),
        cmocka_unit_test(test_uri__only_local_files_have_paths),
        cmocka_unit_test(test_uri__too_long_is_refused),
        cmocka_unit_test(test_uri__lists_name_their_files),
        cmocka_unit_test(test_uri__line_that_is_no_path_is_skipped_however_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
