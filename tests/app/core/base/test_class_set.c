#include "app/core/base/class_set.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static void test_class_set__digits_are_named_by_themselves(void **state) {
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

static void test_class_set__names_are_copied(void **state) {
    char first[] = "\u0416", second[] = "fifteen letters";
    const char *const names[] = {first, second};
    struct class_set set;
    struct nn_error err;
    check_ok(class_set_init(&set, names, 2, &err), &err);
    first[0] = second[0] = 'x';
    assert_string_equal(class_set_name(&set, 0), "\u0416");
    assert_int_equal(class_set_find(&set, "fifteen letters"), 1);
}

static void test_class_set__wrong_names_are_refused(void **state) {
    static const struct {
        const char *name, *says;
    } rows[] = {
        {"", "class 1"},           {"sixteen letters!", "15 bytes"},
        {"a\nb", "printable"},     {"\xc3", "UTF-8"},
        {"\xff", "UTF-8"},         {"\x7f", "printable"},
        {"\xed\xa0\x80", "UTF-8"}, {"first", "two classes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const names[] = {"first", rows[i].name};
        struct class_set set;
        struct nn_error err;
        check_status(class_set_init(&set, names, 2, &err), NN_STATUS_BAD_ARGUMENT, &err);
        if (!strstr(err.message, rows[i].says))
            fail_msg("\"%s\" lacks \"%s\"", err.message, rows[i].says);
    }
}

static void test_class_set__there_are_2_to_64_classes(void **state) {
    char texts[CLASS_SET_MAX + 1][12];
    const char *names[CLASS_SET_MAX + 1];
    for (int i = 0; i <= CLASS_SET_MAX; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", i);
        names[i] = texts[i];
    }
    assert_int_equal(CLASS_SET_MAX, 64);
    for (int count = -1; count <= CLASS_SET_MAX + 1; count++) {
        struct class_set set;
        struct nn_error err;
        enum nn_status status = class_set_init(&set, names, count, &err);
        bool fits = count >= 2 && count <= 64;
        check_status(status, fits ? NN_STATUS_OK : NN_STATUS_BAD_ARGUMENT, &err);
        if (fits)
            assert_int_equal(set.count, count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_class_set__digits_are_named_by_themselves),
        cmocka_unit_test(test_class_set__names_are_copied),
        cmocka_unit_test(test_class_set__wrong_names_are_refused),
        cmocka_unit_test(test_class_set__there_are_2_to_64_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
