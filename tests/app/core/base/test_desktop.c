#include "app/core/base/desktop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/files.h"
#include "nn/file.h"
#include "tests/support/check.h"

static const char path[] = "test_desktop/gtk-3.0/settings.ini";

static int set_up(void **state) {
    char here[FILES_MAX_PATH - 32], folder[FILES_MAX_PATH];
    assert_non_null(getcwd(here, sizeof here));
    snprintf(folder, sizeof folder, "%s/test_desktop", here);
    setenv("XDG_CONFIG_HOME", folder, 1);
    unsetenv("GTK_THEME");
    struct nn_error err;
    check_ok(files_make_folder_of(path, &err), &err);
    return 0;
}

static int tear_down(void **state) {
    unlink(path);
    rmdir("test_desktop/gtk-3.0");
    rmdir("test_desktop");
    return 0;
}

static void test_desktop__defaults_to_light(void **state) {
    assert_false(desktop_is_dark());
}

static void test_desktop__environment_comes_first(void **state) {
    setenv("GTK_THEME", "Adwaita:dark", 1);
    assert_true(desktop_is_dark());
    setenv("GTK_THEME", "Breeze-Dark", 1);
    assert_true(desktop_is_dark());
    setenv("GTK_THEME", "Darkish", 1);
    assert_false(desktop_is_dark());
}

static void test_desktop__gtk_settings_are_read(void **state) {
    static const struct {
        const char *text;
        bool dark;
    } rows[] = {
        {"[Settings]\ngtk-application-prefer-dark-theme=1\n", true},
        {"[Settings]\r\ngtk-application-prefer-dark-theme = true\r\n", true},
        {"gtk-application-prefer-dark-theme=0\n", false},
        {"gtk-application-prefer-dark-theme\n", false},
        {"gtk-theme-name=Yaru-dark", true},
        {"gtk-theme-name=Yaru\n", false},
        {"#gtk-theme-name=Yaru-dark\n", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct nn_error err;
        check_ok(nn_file_write(path, rows[i].text, strlen(rows[i].text), &err), &err);
        if (desktop_is_dark() != rows[i].dark)
            fail_msg("row %zu", i);
    }
}

#define DESKTOP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        DESKTOP_TEST(test_desktop__defaults_to_light),
        DESKTOP_TEST(test_desktop__environment_comes_first),
        DESKTOP_TEST(test_desktop__gtk_settings_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
