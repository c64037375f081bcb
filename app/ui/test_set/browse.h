/* Keys and pointer while drawings or test pictures stand on the canvas' place. */
#ifndef APP_UI_TEST_SET_BROWSE_H
#define APP_UI_TEST_SET_BROWSE_H

#include "app/core/state/app.h"
#include "app/ui/paint/theme.h"
#include "app/ui/widgets/event.h"
#include "app/ui/widgets/layout.h"

/* What the key does there; ACTION_NONE leaves it to others. */
struct action browse_key(const struct app *app, const struct layout *layout,
                         const struct theme *theme, const struct ui_event *event);

/* What a press on the canvas' place does. */
struct action browse_press(const struct app *app, const struct layout *layout,
                           const struct theme *theme, const struct ui_event *event);

/* What turning the wheel does there. */
struct action browse_wheel(const struct app *app, const struct layout *layout,
                           const struct theme *theme, int steps);

/* Closes what stands on the canvas' place: a mistake goes back to the others. */
struct action browse_back(const struct app *app);

/* Whether there is a test picture before (by -1) or after (1) the one that is shown. */
bool browse_can_step(const struct app *app, int by);

/* What the next of the filters does, for the one button that there is for all. */
struct action browse_next_filter(const struct app *app);

#endif
