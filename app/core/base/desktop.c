#include "app/core/base/desktop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/core/base/files.h"
#include "app/core/base/text.h"

static bool is_dark_theme(const char *name) {
    return text_ends_with(name, ":dark") || text_ends_with(name, "-dark");
}

/* The value of a line "key = value", without spaces around it; NULL if the key is another. */
static const char *value_of(char *line, const char *key) {
    size_t length = strlen(key);
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, key, length) != 0)
        return NULL;
    const char *rest = line + length + strspn(line + length, " \t");
    return *rest == '=' ? rest + 1 + strspn(rest + 1, " \t") : NULL;
}

static bool settings_are_dark(const char *path) {
    char line[256];
    bool dark = false;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *dark_flag = value_of(line, "gtk-application-prefer-dark-theme");
        const char *theme = value_of(line, "gtk-theme-name");
        dark = dark || (theme && is_dark_theme(theme)) ||
               (dark_flag && (strcmp(dark_flag, "1") == 0 || strcasecmp(dark_flag, "true") == 0));
    }
    if (file)
        fclose(file);
    return dark;
}

bool desktop_is_dark(void) {
    static const char *const files[] = {"gtk-4.0/settings.ini", "gtk-3.0/settings.ini"};
    const char *theme = getenv("GTK_THEME");
    char path[FILES_MAX_PATH];
    if (theme && *theme)
        return is_dark_theme(theme);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files_settings_path(path, files[i], NULL) == NN_STATUS_OK && settings_are_dark(path))
            return true;
    return false;
}
