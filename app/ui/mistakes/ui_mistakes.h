/* How pointer and keys move in the confusion matrix and in the gallery of mistakes. */
#ifndef APP_UI_MISTAKES_UI_MISTAKES_H
#define APP_UI_MISTAKES_UI_MISTAKES_H

#include "app/ui/ui.h"

/* A press on a cell shows its pictures, again: all mistakes; one on a picture opens it. */
struct action ui_mistakes_press(const struct ui *ui, const struct app *app,
                                const struct ui_event *event);

/* Arrows go through the pictures, and Enter opens one; with the keyboard on the matrix they go
 * through its cells. Delete shows all mistakes, A measures. False: the key is not for them. */
bool ui_mistakes_key(const struct ui *ui, const struct app *app, const struct ui_event *event,
                     struct action *action);

struct action ui_mistakes_wheel(const struct ui *ui, const struct app *app, int steps);

/* The cell under the pointer as mistakes_cell_number, or -1. */
int ui_mistakes_hovered(const struct ui *ui);

#endif
