#include <string.h>

#include "app/core/reading/data_look.h"
#include "tests/support/check.h"

/* The first pictures of MNIST. */
static struct data_set digits(void) {
    struct data_set set;
    struct nn_error err;
    check_ok(data_set_peek(&set, MNIST_DIR, 200, &err), &err);
    return set;
}

static void test_data_look__finds_what_would_put_digits_right(void **state) {
    static const struct {
        const char *done, *cure;
    } rows[] = {
        {"", ""},
        {"transpose", "transpose"},
        {"mirror", "mirror"},
        {"invert", "invert"},
        {"transpose,mirror", "transpose,flip"}, /* turned to the right: to be turned back */
        {"flip,invert", "flip,invert"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct data_set set = digits();
        struct data_preparation done;
        struct data_look look;
        struct nn_error err;
        char cure[DATA_PREPARATION_TEXT];
        print_message("%s\n", rows[i].done);
        check_ok(data_preparation_parse(&done, rows[i].done, &err), &err);
        data_preparation_apply(&done, &set);
        check_ok(data_look_at(&look, &set, &err), &err);
        data_preparation_text(&look.cure, cure);
        assert_string_equal(cure, rows[i].cure);
        assert_int_equal(look.text[0] == '\0', rows[i].cure[0] == '\0');
        data_set_destroy(&set);
    }
}

/* Pictures of other classes are looked at without the network. */
static void test_data_look__other_classes_are_only_found_inverted(void **state) {
    struct data_set set = digits();
    struct data_preparation done = {.transpose = true, .invert = true};
    struct data_look look;
    struct nn_error err;
    assert_true(class_set_rename(&set.classes, 3, "three"));
    data_preparation_apply(&done, &set);
    check_ok(data_look_at(&look, &set, &err), &err);
    assert_true(look.cure.invert);
    assert_false(look.cure.transpose);
    data_set_destroy(&set);
}

static void test_data_look__names_classes_without_pictures(void **state) {
    struct data_set set = digits();
    struct data_look look;
    struct nn_error err;
    for (int i = 0; i < set.parts[0].count; i++)
        if (set.parts[0].labels[i] == 3 || set.parts[0].labels[i] == 8)
            set.parts[0].labels[i]++;
    check_ok(data_look_at(&look, &set, &err), &err);
    assert_string_equal(look.text, "has no pictures of 3, 8");
    data_set_destroy(&set);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data_look__finds_what_would_put_digits_right),
        cmocka_unit_test(test_data_look__other_classes_are_only_found_inverted),
        cmocka_unit_test(test_data_look__names_classes_without_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
