#include "app/ui/mistakes/ui_mistakes.h"

#include <math.h>

#include "app/ui/mistakes/mistakes_layout.h"

static const struct action nothing = {.kind = ACTION_NONE};
static const struct mistakes_cell all_mistakes = {-1, -1};

int ui_mistakes_hovered(const struct ui *ui) {
    if (!ui->pointer_inside || ui->hover != LAYOUT_MISTAKES_MATRIX || ui->menu.open >= 0)
        return -1;
    struct matrix matrix = matrix_of(&ui->layout, &ui->theme);
    return matrix_at(&matrix, (int)floorf(ui->pointer_x), (int)floorf(ui->pointer_y));
}

static struct action cell_action(struct mistakes_cell cell) {
    return (struct action){.kind = ACTION_CELL, .number = mistakes_cell_number(cell)};
}

static struct action open_picture(const struct app *app) {
    return (struct action){.kind = ACTION_MISTAKE,
                           .number = app->mistakes.at > 0 ? app->mistakes.at : 0};
}

static struct action browse(const struct app *app, int by) {
    /* Nothing is chosen yet: the first arrow key chooses the first picture. */
    return (struct action){.kind = ACTION_BROWSE, .number = app->mistakes.at < 0 ? 1 : by};
}

/* To the first picture of the page before or after. */
static struct action turn(const struct app *app, const struct gallery *gallery, int by) {
    int first = gallery_turn(gallery, by);
    return first < 0 ? nothing
                     : (struct action){.kind = ACTION_BROWSE, .number = first - app->mistakes.at};
}

static struct action press_gallery(const struct ui *ui, const struct app *app, int x, int y) {
    struct gallery gallery = mistakes_gallery_of(app, &ui->layout, &ui->theme);
    int index = gallery_at(&gallery, x, y);
    if (index >= 0)
        return (struct action){.kind = ACTION_MISTAKE, .number = index};
    if (rect_contains(gallery.back, x, y))
        return turn(app, &gallery, -1);
    if (rect_contains(gallery.on, x, y))
        return turn(app, &gallery, 1);
    return nothing;
}

struct action ui_mistakes_press(const struct ui *ui, const struct app *app,
                                const struct ui_event *event) {
    int x = (int)floorf(event->x), y = (int)floorf(event->y);
    if (ui->pressed == LAYOUT_MISTAKES_GALLERY)
        return press_gallery(ui, app, x, y);
    int cell = ui_mistakes_hovered(ui);
    return cell >= 0 ? cell_action(mistakes_cell_of(cell)) : nothing;
}

struct action ui_mistakes_wheel(const struct ui *ui, const struct app *app, int steps) {
    struct gallery gallery = mistakes_gallery_of(app, &ui->layout, &ui->theme);
    return ui->hover == LAYOUT_MISTAKES_GALLERY ? browse(app, -steps * gallery.columns) : nothing;
}

/* What an arrow key goes across and down; both 0 for other keys. */
static void arrow(int key, int *across, int *down) {
    *across = key == UI_KEY_RIGHT ? 1 : key == UI_KEY_LEFT ? -1 : 0;
    *down = key == UI_KEY_DOWN ? 1 : key == UI_KEY_UP ? -1 : 0;
}

/* The cell with most mistakes. */
static struct mistakes_cell fullest_cell(const struct mistakes *measured) {
    struct mistakes_cell fullest = {0, 1};
    for (int label = 0; label < measured->classes->count; label++)
        for (int reading = 0; reading < measured->classes->count; reading++)
            if (label != reading && measured->confusion[label][reading] >
                                        measured->confusion[fullest.label][fullest.reading])
                fullest = (struct mistakes_cell){label, reading};
    return fullest;
}

static int within(int index, int count) {
    return index < 0 ? 0 : index >= count ? count - 1 : index;
}

/* The first key chooses the cell in which the eye looks first. */
static bool matrix_key(const struct app *app, int key, struct action *action) {
    const struct mistakes *measured = &app->mistakes.measured;
    struct mistakes_cell cell = measured->cell;
    int across, down;
    arrow(key, &across, &down);
    bool enters = key == UI_KEY_ENTER || key == ' ';
    bool meant = across || down || enters;
    if (!meant || measured->count == 0)
        return meant;
    const struct mistakes_cell to = {within(cell.label + down, measured->classes->count),
                                     within(cell.reading + across, measured->classes->count)};
    if (cell.label < 0)
        *action = cell_action(fullest_cell(measured));
    else if (enters || to.label != cell.label || to.reading != cell.reading)
        *action = cell_action(enters ? all_mistakes : to);
    return true;
}

static bool gallery_key(const struct ui *ui, const struct app *app, int key,
                        struct action *action) {
    int across, down;
    arrow(key, &across, &down);
    int columns = mistakes_gallery_of(app, &ui->layout, &ui->theme).columns;
    if (across || down)
        *action = browse(app, across + down * columns);
    else if (key == UI_KEY_ENTER || key == ' ')
        *action = open_picture(app);
    return action->kind != ACTION_NONE;
}

/* What has the keyboard: with nothing focused that would be otherwise, the gallery. */
static bool is_on(const struct ui *ui, enum layout_place place) {
    return ui->focus_shown && ui->focus == place;
}

bool ui_mistakes_key(const struct ui *ui, const struct app *app, const struct ui_event *event,
                     struct action *action) {
    const struct action measure = {.kind = ACTION_MEASURE};
    if (app->view != APP_VIEW_MISTAKES || event->mods)
        return false;
    if (event->key == UI_KEY_DELETE || event->key == 'a') {
        *action = event->key == 'a' ? measure : cell_action(all_mistakes);
        return true;
    }
    if (is_on(ui, LAYOUT_MISTAKES_MATRIX))
        return matrix_key(app, event->key, action);
    bool elsewhere = ui->focus_shown && ui->focus < LAYOUT_PLACES;
    return (!elsewhere || is_on(ui, LAYOUT_MISTAKES_GALLERY)) &&
           gallery_key(ui, app, event->key, action);
}
