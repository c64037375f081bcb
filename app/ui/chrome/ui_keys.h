/* Input while the sheet of keys is shown. */
#ifndef APP_UI_CHROME_UI_KEYS_H
#define APP_UI_CHROME_UI_KEYS_H

#include "app/ui/ui.h"

/* What a press, a key or the wheel does then: turns its pages or closes it. Of the others, only
 * the keys that save its picture or quit act behind it. */
struct action ui_keys_handle(struct ui *ui, const struct app *app, const struct ui_event *event);

#endif
