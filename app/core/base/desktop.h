/* The look that the user's desktop prefers. */
#pragma once

#include <stdbool.h>

/* True if the desktop prefers dark programs. SDL 2 does not report this, so the function looks
 * where GTK does and where other desktops leave their preference for GTK: in the variable GTK_THEME
 * and in settings.ini in gtk-4.0 and gtk-3.0 of the user's settings. False if none of them says. */
bool desktop_is_dark(void);
