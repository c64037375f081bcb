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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_class_set__digits_have_their_own_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
