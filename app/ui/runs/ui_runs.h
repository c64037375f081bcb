/* How pointer and keys move in the list of runs and its graph. */
#ifndef APP_UI_RUNS_UI_RUNS_H
#define APP_UI_RUNS_UI_RUNS_H

#include "app/ui/ui.h"

/* What a press there asks for: a box draws its run, the rest of a row selects it. */
struct action ui_runs_press(const struct ui *ui, const struct app *app,
                            const struct ui_event *event);

/* Up and down go through the runs, left and right read the graph, Space draws. False: the key is
 * not for them. */
bool ui_runs_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                 struct action *action);

#endif
