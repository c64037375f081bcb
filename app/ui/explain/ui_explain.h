/* How pointer and keys move in the views of the network at work: the layers, and the evidence. */
#pragma once

#include "app/ui/ui.h"

/* Scrolls the layers so that the chosen column is shown. */
void ui_explain_arrange(struct ui *ui, const struct app *app);

/* The action for the pointer's new place. */
struct action ui_explain_point(struct ui *ui, const struct app *app);

/* The action for a press there. */
struct action ui_explain_press(const struct ui *ui, const struct app *app);

/* A key for the place that has the keyboard. False: it is not for these views. */
bool ui_explain_key(const struct ui *ui, const struct app *app, int key, struct action *action);

/* About what is under the pointer, or NULL. */
const char *ui_explain_tip(const struct ui *ui, const struct app *app);

/* True if the keyboard can reach it now. */
bool ui_explain_takes_focus(enum layout_place place, const struct app *app);
