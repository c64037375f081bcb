#include "app/core/base/class_set.h"

#include <stdio.h>

#include "tests/support/check.h"

static void test_class_set__digits_have_their_own_names(void **state) {
    const struct class_set *digits = class_set_digits();
    assert_int_equal(digits->count, 10);
    for (int i = 0; i < digits->count; i++) {
        char name[12];
        snprintf(name, sizeof name, "%d", i);
        assert_string_equal(class_set_name(digits, i), name);
        assert_int_equal(class_set_find(digits, name), i);
    }
    static const char *const others[] = {"", "10", "a", "-1", "/", ":", "1a", "01"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(class_set_find(digits, others[i]), -1);
}

static void test_class_set__names_are_kept_as_json(void **state) {
    struct class_set set = class_set_numbers(1, 4), read = {0};
    char text[CLASS_SET_TEXT];
    assert_true(class_set_rename(&set, 0, "\"quoted\\\""));
    assert_true(class_set_rename(&set, 1, "\u0393\u00e9"));
    assert_true(class_set_rename(&set, 2, "a name that is far too long"));
    assert_string_equal(set.names[2], "a name that is ");
    class_set_to_json(&set, text);
    assert_true(class_set_from_json(&read, text));
    assert_true(class_set_equal(&set, &read));
}

static void test_class_set__bad_names_are_refused(void **state) {
    static const char *const texts[] = {
        "", "[", "[\"a\"]", "{}", "[\"a\",1]", "[\"a\",\"\"]", "[\"a\",\"a\"]", "\"ab\""};
    struct class_set set = class_set_numbers(0, 3);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(class_set_from_json(&set, texts[i]));
    assert_false(class_set_rename(&set, 0, "1"));
    assert_false(class_set_rename(&set, 0, "\n"));
    assert_false(class_set_rename(&set, 0, "\xff"));
    assert_true(class_set_rename(&set, 0, "0"));
    const struct class_set numbers = class_set_numbers(0, 3);
    assert_true(class_set_equal(&set, &numbers));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_class_set__digits_have_their_own_names),
        cmocka_unit_test(test_class_set__names_are_kept_as_json),
        cmocka_unit_test(test_class_set__bad_names_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
