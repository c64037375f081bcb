/* How pointer and keys move in the lines of the recipe, and how values are typed. */
#ifndef APP_UI_RECIPE_UI_RECIPE_H
#define APP_UI_RECIPE_UI_RECIPE_H

#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/ui.h"

/* Typing ends where its line is not there any more. Part of ui_arrange. */
void ui_recipe_arrange(struct ui *ui, const struct app *app);

/* A press selects a line, and on a value that can be typed begins to type it; a release over the
 * same arrow steps, over the note resets. */
struct action ui_recipe_press(struct ui *ui, const struct app *app, const struct ui_event *event);
struct action ui_recipe_release(struct ui *ui, const struct app *app, const struct ui_event *event);

/* Up and down go through the lines, left and right through values, Enter types, Delete resets, R
 * resets all, A shows other pictures. False: the key is not for them. */
bool ui_recipe_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                   struct action *action);

/* What of the list is under the pointer. */
struct recipe_hit ui_recipe_hovered(const struct ui *ui);

#endif
