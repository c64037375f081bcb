/* The buttons of toolbar and training panel: what each says and does in this state. */
#ifndef APP_UI_CHROME_BUTTON_H
#define APP_UI_CHROME_BUTTON_H

#include "app/core/state/app.h"
#include "app/ui/widgets/layout.h"

struct button {
    const char *label, *tip; /* the tip leaves out the shortcut; borrowed for ever */
    struct action action;
    bool enabled;
    bool on; /* stays pressed: a tool in use */
};

/* False if there is no button at this place. */
bool button_at(enum layout_place place, const struct app *app, struct button *button);

/* The slider, the buttons and the settings: what the keyboard can reach. */
bool button_takes_focus(enum layout_place place, const struct app *app);

#endif
