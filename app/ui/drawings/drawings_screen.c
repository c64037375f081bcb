/* How pointer and keys move among the user's drawings. */
#include "app/ui/drawings/drawings_gallery.h"
#include "app/ui/screen.h"

static struct gallery gallery_of_ui(const struct ui *ui, const struct app *app) {
    return drawings_gallery(app, &ui->layout, &ui->theme);
}

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    int x = (int)event->x, y = (int)event->y;
    if (ui->pressed != LAYOUT_CANVAS)
        return ui_nothing;
    struct gallery gallery = gallery_of_ui(ui, app);
    int index = gallery_at(&gallery, x, y);
    if (index < 0)
        index = gallery_turn(&gallery, x, y);
    return index < 0 ? ui_nothing : ui_action(ACTION_PICK, index);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_CANVAS, -steps * gallery_of_ui(ui, app).columns);
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.across || arrow.down)
        *action =
            ui_action(ACTION_STEP, arrow.across + arrow.down * gallery_of_ui(ui, app).columns);
    else if (key == UI_KEY_DELETE || key == UI_KEY_ENTER)
        *action = ui_action(key == UI_KEY_DELETE ? ACTION_REMOVE : ACTION_EDIT, 0);
    return action->kind != ACTION_NONE;
}

static const struct button buttons[] = {
    {.label = "Delete", .tip = "Delete the drawing (Del)", .action = {.kind = ACTION_REMOVE}},
    {.label = "Undo", .tip = "Undo", .action = {.kind = ACTION_UNDO}},
    {.label = "Edit",
     .tip = "Put the drawing on the canvas (Enter)",
     .action = {.kind = ACTION_EDIT}},
    UI_CLOSE_BUTTON,
};

const struct ui_screen ui_drawings_screen = {
    .buttons = buttons,
    .press = press,
    .wheel = wheel,
    .key = key,
    .bar_tip = "Label this as",
    .title = "My drawings",
    .short_title = "Mine",
    .paint = view_drawings,
};
