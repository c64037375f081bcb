/* Input while the sheet of keys is shown. */
#pragma once

#include "app/ui/ui.h"

/* A press, a key or the wheel turns the sheet's pages or closes it. Of the other keys, only those
 * that save its picture or quit the program still work. */
struct action ui_keys_handle(struct ui *ui, const struct app *app, const struct ui_event *event);
