/* The buttons of toolbar and training panel: their labels and actions in the current state. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/layout.h"

struct button {
    const char *label, *tip; /* the tip leaves out a menu's shortcut; borrowed forever */
    struct action action;
    bool enabled;
    bool on; /* stays pressed: a tool in use */
};

/* False if there is no button at this place. */
bool button_at(enum layout_place place, const struct app *app, struct button *button);

/* Whether the keyboard can reach it: enabled buttons, the settings, and what screens add. */
bool button_takes_focus(enum layout_place place, const struct app *app);
