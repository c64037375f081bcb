#include "app/ui/paint/number_text.h"

#include "tests/support/check.h"

static void test_number_text__commas_separate_thousands(void **state) {
    static const struct {
        long number;
        const char *text;
    } rows[] = {{0, "0"},
                {999, "999"},
                {1000, "1,000"},
                {48123, "48,123"},
                {999999, "999,999"},
                {1000002, "1,000,002"},
                {123456789, "123,456,789"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(number_text_grouped(rows[i].number).text, rows[i].text);
    }
}

static void test_number_text__negative_values_have_a_true_minus(void **state) {
    static const struct {
        double value;
        int decimals;
        const char *text;
    } rows[] = {
        {0.531, 2, "0.53"}, {-0.531, 2, "\u22120.53"}, {-0.001, 2, "0.00"}, {12.34, 1, "12.3"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(number_text_value(rows[i].value, rows[i].decimals).text, rows[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_text__commas_separate_thousands),
        cmocka_unit_test(test_number_text__negative_values_have_a_true_minus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
