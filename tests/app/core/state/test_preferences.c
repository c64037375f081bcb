#include "app/core/state/preferences.h"

#include "tests/support/check.h"

static struct preferences preferences_of(enum settings_theme theme, bool desktop_dark) {
    struct settings settings = settings_default();
    struct preferences preferences;
    settings.theme = theme;
    preferences_init(&preferences, &settings, desktop_dark);
    return preferences;
}

static void test_preferences__desktop_decides_where_no_theme_is_chosen(void **state) {
    static const struct {
        enum settings_theme theme;
        bool desktop_dark, dark;
    } rows[] = {
        {SETTINGS_THEME_DESKTOP, false, false},
        {SETTINGS_THEME_DESKTOP, true, true},
        {SETTINGS_THEME_LIGHT, true, false},
        {SETTINGS_THEME_DARK, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (preferences_of(rows[i].theme, rows[i].desktop_dark).dark != rows[i].dark)
            fail_msg("row %zu", i);
}

static void test_preferences__zoom_stays_within_the_steps(void **state) {
    struct preferences preferences = preferences_of(SETTINGS_THEME_LIGHT, false);
    preferences_fit_zoom(&preferences, -1000);
    assert_int_equal(preferences.zoom_max, SETTINGS_ZOOM_MIN);
    assert_false(preferences_can_zoom(&preferences, 1));
    assert_false(preferences_can_zoom(&preferences, -1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preferences__desktop_decides_where_no_theme_is_chosen),
        cmocka_unit_test(test_preferences__zoom_stays_within_the_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
