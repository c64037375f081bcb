#include "app/core/base/json_name.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static json_t *parse(const char *text) {
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static const struct {
    const char *name, *json;
} rows[] = {
    {"", "{\"file\":\"\"}"},
    {"a b%41.png", "{\"file\":\"a b%41.png\"}"},
    {"\u00fcbung/\n", "{\"file\":\"\u00fcbung/\\n\"}"},
    {"/d\xffta/a-b_c~d.png",
     "{\"file\":\"/d?ta/a-b_c~d.png\",\"file_encoded\":\"/d%FFta/a-b_c~d.png\"}"},
    {"\xc3\xbc \xc3%", "{\"file\":\"?? ?%\",\"file_encoded\":\"%C3%BC%20%C3%25\"}"},
};

static void test_json_name__any_bytes_are_read_back(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char name[64];
        json_t *json = json_object();
        assert_true(json_name_set(json, "file", rows[i].name));
        char *text = json_dumps(json, JSON_COMPACT);
        assert_string_equal(text, rows[i].json);
        assert_true(json_name_get(json, "file", name, sizeof name));
        assert_string_equal(name, rows[i].name);
        free(text);
        json_decref(json);
    }
}

static void test_json_name__what_is_no_name_is_refused(void **state) {
    static const char *const texts[] = {
        "{}",
        "{\"file\": 3}",
        "{\"file\": \"12345678\"}",
        "{\"file\": \"a\", \"file_encoded\": \"%\"}",
        "{\"file\": \"a\", \"file_encoded\": \"%F\"}",
        "{\"file\": \"a\", \"file_encoded\": \"%FG\"}",
        "{\"file\": \"a\", \"file_encoded\": \"% 1\"}",
        "{\"file\": \"a\", \"file_encoded\": \"a%00b\"}",
        "{\"file\": \"a\", \"file_encoded\": \"1234567%FF\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char name[8] = "before";
        json_t *json = parse(texts[i]);
        if (json_name_get(json, "file", name, sizeof name))
            fail_msg("%s is accepted", texts[i]);
        assert_string_equal(name, "before");
        json_decref(json);
    }
}

static void test_json_name__longest_name_fits(void **state) {
    char name[8];
    json_t *json = parse("{\"file\": \"a\", \"file_encoded\": \"123456%ff\"}");
    assert_true(json_name_get(json, "file", name, sizeof name));
    assert_string_equal(name, "123456\xff");
    json_decref(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_name__any_bytes_are_read_back),
        cmocka_unit_test(test_json_name__what_is_no_name_is_refused),
        cmocka_unit_test(test_json_name__longest_name_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
