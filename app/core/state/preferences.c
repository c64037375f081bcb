#include "app/core/state/preferences.h"

#include "app/core/base/clamp.h"

void preferences_set_theme(struct preferences *preferences, enum settings_theme theme) {
    preferences->theme = theme;
    preferences->dark = theme == SETTINGS_THEME_DARK ||
                        (theme == SETTINGS_THEME_DESKTOP && preferences->desktop_dark);
}

void preferences_init(struct preferences *preferences, const struct settings *settings,
                      bool desktop_dark) {
    *preferences = (struct preferences){
        .desktop_dark = desktop_dark,
        .panel_open = settings->training_panel,
        .reduced_motion = settings->reduced_motion,
        .zoom = settings->zoom,
        .zoom_max = SETTINGS_ZOOM_MAX,
    };
    preferences_set_theme(preferences, settings->theme);
}

int preferences_zoom_percent(int step) {
    static const int percents[] = {75, 90, 100, 125, 150, 175, 200, 250, 300};
    return percents[step - SETTINGS_ZOOM_MIN];
}

static int shown_zoom(const struct preferences *preferences) {
    return preferences->zoom < preferences->zoom_max ? preferences->zoom : preferences->zoom_max;
}

void preferences_fit_zoom(struct preferences *preferences, int step) {
    preferences->zoom_max = clamp_int(step, SETTINGS_ZOOM_MIN, SETTINGS_ZOOM_MAX);
}

int preferences_zoom_step(const struct preferences *preferences, int by) {
    return by == 0 ? 0 : shown_zoom(preferences) + by;
}

bool preferences_can_zoom(const struct preferences *preferences, int by) {
    if (by == 0)
        return preferences->zoom != 0;
    int shown = shown_zoom(preferences);
    return by > 0 ? shown < preferences->zoom_max : shown > SETTINGS_ZOOM_MIN;
}
