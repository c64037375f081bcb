/* How the window looks: colours, size, motion, and what of it is open. Plain values; dark and
 * zoom_max follow from the others. Owned by the main thread. */
#pragma once

#include <stdbool.h>

#include "app/core/state/settings.h"

struct preferences {
    enum settings_theme theme;
    bool desktop_dark, dark; /* what the desktop asks for; what is shown */
    bool panel_open, keys_shown, reduced_motion;
    bool panel_in_front; /* of layers and attribution, where there is space for one alone */
    int zoom;            /* steps larger or smaller than the display's own scale */
    int zoom_max;        /* the first step that fills the window */
};

void preferences_init(struct preferences *preferences, const struct settings *settings,
                      bool desktop_dark);
void preferences_set_theme(struct preferences *preferences, enum settings_theme theme);

/* A zoom step in per cent of the display's own scale: 100 for step 0. */
int preferences_zoom_percent(int step);

/* Tells from which step on the window has no space for anything larger. */
void preferences_fit_zoom(struct preferences *preferences, int step);

/* The step that is so many larger than the one that is shown, 0 being the usual one. Steps that the
 * window had no space for are not gone through again on the way back. */
int preferences_zoom_step(const struct preferences *preferences, int by);
bool preferences_can_zoom(const struct preferences *preferences, int by);
