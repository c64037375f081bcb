#include "app/ui/paint/theme.h"

#include <math.h>

#include "tests/support/check.h"

/* Relative luminance as defined by WCAG 2.1. */
static double linear(color value, int shift) {
    double fraction = (double)(value >> shift & 0xFF) / 255;
    return fraction <= 0.03928 ? fraction / 12.92 : pow((fraction + 0.055) / 1.055, 2.4);
}

static double luminance(color value) {
    return 0.2126 * linear(value, 16) + 0.7152 * linear(value, 8) + 0.0722 * linear(value, 0);
}

static double contrast(color a, color b) {
    double la = luminance(a) + 0.05, lb = luminance(b) + 0.05;
    return la > lb ? la / lb : lb / la;
}

static void test_theme__marks_and_words_stand_out(void **state) {
    for (int dark = 0; dark < 2; dark++) {
        struct theme theme = theme_make(dark, 1);
        const struct {
            const char *name;
            color mark;
            double min;
        } rows[] = {
            {"ink", theme.ink, 4.5},         {"quiet", theme.quiet, 4.5},
            {"training", theme.training, 3}, {"validation", theme.validation, 3},
            {"good", theme.good, 3},         {"bad", theme.bad, 3},
        };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            double on_panel = contrast(rows[i].mark, theme.panel);
            double on_paper = contrast(rows[i].mark, theme.paper);
            if (on_panel < rows[i].min || on_paper < rows[i].min)
                fail_msg("%s, dark %d: %.2f on panels, %.2f on paper", rows[i].name, dark, on_panel,
                         on_paper);
        }
        for (int run = 0; run < 8; run++)
            if (contrast(theme.runs[run], theme.panel) < 3)
                fail_msg("run %d, dark %d: %.2f", run, dark,
                         contrast(theme.runs[run], theme.panel));
    }
}

/* Elements on backgrounds other than panels and paper. */
static void test_theme__marks_and_words_stand_out_on_other_backgrounds(void **state) {
    for (int dark = 0; dark < 2; dark++) {
        struct theme theme = theme_make(dark, 1);
        color asked = color_mix(theme.paper, theme.training, 0.15f);
        color hovered = color_mix(asked, theme.ink, 0.12f);
        color start = color_mix(theme.training, theme.ink, 0.2f);
        const struct {
            const char *name;
            color mark, behind;
            double min;
        } rows[] = {
            {"row of a menu", theme.ink, theme.marked, 4.5},
            {"row of a bar", theme.ink, hovered, 4.5},
            {"tooltip", theme.paper, theme.ink, 4.5},
            {"Start", theme_ink_on(&theme, theme.training), theme.training, 4.5},
            {"Start, held", theme_ink_on(&theme, theme.training), start, 4.5},
            {"tool in use", theme.panel, theme.ink, 4.5},
            {"bar of the answer", theme.training, theme.track, 3},
            {"other bar", theme.muted, theme.track, 3},
            {"slider", theme.muted, theme.paper, 3},
            {"brush's ring", theme.quiet, theme.panel, 3},
            {"eraser's ring", theme.bad, theme.panel, 3},
        };
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (contrast(rows[i].mark, rows[i].behind) < rows[i].min)
                fail_msg("%s, dark %d: %.2f", rows[i].name, dark,
                         contrast(rows[i].mark, rows[i].behind));
    }
}

static double hue(color value) {
    double r = (double)(value >> 16 & 0xFF), g = (double)(value >> 8 & 0xFF), b = value & 0xFF;
    return atan2(sqrt(3) * (g - b), 2 * r - g - b);
}

static void test_theme__validation_has_one_hue_in_both(void **state) {
    check_close(hue(theme_make(false, 1).validation), hue(theme_make(true, 1).validation), 0.03, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theme__marks_and_words_stand_out),
        cmocka_unit_test(test_theme__marks_and_words_stand_out_on_other_backgrounds),
        cmocka_unit_test(test_theme__validation_has_one_hue_in_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
