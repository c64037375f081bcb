#include "app/ui/theme.h"

#include <math.h>

#include "tests/support/check.h"

/* Relative luminance as WCAG 2.1 defines it. */
static double linear(color value, int shift) {
    double share = (double)(value >> shift & 0xFF) / 255;
    return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(color value) {
    return 0.2126 * linear(value, 16) + 0.7152 * linear(value, 8) + 0.0722 * linear(value, 0);
}

static double contrast(color a, color b) {
    double la = luminance(a) + 0.05, lb = luminance(b) + 0.05;
    return la > lb ? la / lb : lb / la;
}

static void test_theme__marks_and_words_stand_out(void **state) {
    (void)state;
    for (int dark = 0; dark < 2; dark++) {
        struct theme theme = theme_make(dark, 1);
        const struct {
            const char *name;
            color mark;
            double least;
        } rows[] = {
            {"ink", theme.ink, 4.5},         {"quiet", theme.quiet, 4.5},
            {"training", theme.training, 3}, {"validation", theme.validation, 3},
            {"good", theme.good, 3},         {"bad", theme.bad, 3},
        };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            double on_panel = contrast(rows[i].mark, theme.panel);
            double on_paper = contrast(rows[i].mark, theme.paper);
            if (on_panel < rows[i].least || on_paper < rows[i].least)
                fail_msg("%s, dark %d: %.2f on panels, %.2f on paper", rows[i].name, dark, on_panel,
                         on_paper);
        }
        for (int run = 0; run < 8; run++)
            if (contrast(theme.runs[run], theme.panel) < 3)
                fail_msg("run %d, dark %d: %.2f", run, dark,
                         contrast(theme.runs[run], theme.panel));
    }
}

static double hue(color value) {
    double r = (double)(value >> 16 & 0xFF), g = (double)(value >> 8 & 0xFF), b = value & 0xFF;
    return atan2(sqrt(3) * (g - b), 2 * r - g - b);
}

static void test_theme__validation_has_one_hue_in_both(void **state) {
    (void)state;
    check_close(hue(theme_make(false, 1).validation), hue(theme_make(true, 1).validation), 0.03, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theme__marks_and_words_stand_out),
        cmocka_unit_test(test_theme__validation_has_one_hue_in_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
