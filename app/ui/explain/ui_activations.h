/* How pointer and keys move in the views of the net at work: the layers, and whom the importance
 * map speaks for. */
#ifndef APP_UI_EXPLAIN_UI_ACTIVATIONS_H
#define APP_UI_EXPLAIN_UI_ACTIVATIONS_H

#include "app/ui/ui.h"

/* Scrolls the layers so that the chosen column is shown. */
void ui_activations_arrange(struct ui *ui, const struct app *app);

/* What the pointer's new place asks for. */
struct action ui_activations_point(struct ui *ui, const struct app *app);

/* What a press there asks for. */
struct action ui_activations_press(const struct ui *ui, const struct app *app);

/* A key for the place that has the keyboard. False: it is not for these views. */
bool ui_activations_key(const struct ui *ui, const struct app *app, int key, struct action *action);

/* Whether the keyboard can get there now. */
bool ui_activations_takes_focus(enum layout_place place, const struct app *app);

#endif
