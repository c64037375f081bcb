#include "app/core/base/text.h"

#include "tests/support/check.h"

static void test_text__is_copied_if_it_fits_with_its_terminator(void **state) {
    char to[4] = "old";
    assert_true(text_copy(to, sizeof to, "abc"));
    assert_string_equal(to, "abc");
    assert_false(text_copy(to, sizeof to, "wxyz"));
    assert_false(text_copy(to, sizeof to, NULL));
    assert_string_equal(to, "abc");
}

static const struct {
    const char *text, *ending;
    bool expected;
} rows[] = {
    {"drawing.ndjson", ".ndjson", true}, {"DRAWING.NDJSON", ".ndjson", true},
    {".ndjson", ".ndjson", true},        {"drawing.ndjson.png", ".ndjson", false},
    {"json", ".ndjson", false},          {"", "", true},
};

static void test_text__endings_match_in_capitals_too(void **state) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_ends_with(rows[i].text, rows[i].ending) != rows[i].expected)
            fail_msg("\"%s\" and \"%s\"", rows[i].text, rows[i].ending);
}

static void test_text__only_one_is_singular(void **state) {
    assert_string_equal(text_plural(0), "s");
    assert_string_equal(text_plural(1), "");
    assert_string_equal(text_plural(2), "s");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__is_copied_if_it_fits_with_its_terminator),
        cmocka_unit_test(test_text__endings_match_in_capitals_too),
        cmocka_unit_test(test_text__only_one_is_singular),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
