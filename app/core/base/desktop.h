/* What the desktop that the program runs on wishes. */
#ifndef APP_CORE_BASE_DESKTOP_H
#define APP_CORE_BASE_DESKTOP_H

#include <stdbool.h>

/* Whether it asks programs to be dark. SDL 2 does not tell; this looks where GTK does, and where
 * other desktops leave their wish for GTK: the variable GTK_THEME, and settings.ini in gtk-4.0 and
 * gtk-3.0 of the user's settings. False where nothing is said. */
bool desktop_is_dark(void);

#endif
