/* How pointer and keys move in the confusion matrix and in the gallery of mistakes. */
#include "app/core/base/clamp.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/screen.h"

static const struct mistakes_cell all_mistakes = {-1, -1};

int mistakes_hovered_cell(const struct ui *ui) {
    if (!ui->pointer_inside || ui->hover != LAYOUT_MISTAKES_MATRIX || ui->menu.open >= 0)
        return -1;
    struct matrix matrix = matrix_of(&ui->layout);
    return matrix_at(&matrix, ui->pointer_x, ui->pointer_y);
}

static struct action cell_action(struct mistakes_cell cell) {
    return ui_action(ACTION_CELL, mistakes_cell_number(cell));
}

static struct action open_picture(const struct app *app) {
    return ui_action(ACTION_MISTAKE, app->tests.mistake > 0 ? app->tests.mistake : 0);
}

static struct action browse(const struct app *app, int by) {
    /* Nothing is chosen yet: the first arrow key chooses the first picture. */
    return ui_action(ACTION_STEP, app->tests.mistake < 0 ? 1 : by);
}

static struct action press_gallery(const struct ui *ui, const struct app *app, float x, float y) {
    struct gallery gallery = mistakes_gallery_of(app, &ui->layout);
    int index = gallery_at(&gallery, x, y);
    if (index >= 0)
        return ui_action(ACTION_MISTAKE, index);
    int first = gallery_turn(&gallery, x, y);
    return first < 0 ? ui_nothing : ui_action(ACTION_STEP, first - app->tests.mistake);
}

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed == LAYOUT_MISTAKES_GALLERY)
        return press_gallery(ui, app, event->x, event->y);
    int cell = mistakes_hovered_cell(ui);
    return cell >= 0 ? cell_action(mistakes_cell_of(cell)) : ui_nothing;
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    struct gallery gallery = mistakes_gallery_of(app, &ui->layout);
    return ui->hover == LAYOUT_MISTAKES_GALLERY ? browse(app, -steps * gallery.columns)
                                                : ui_nothing;
}

/* The cell with the most mistakes. */
static struct mistakes_cell fullest_cell(const struct mistakes *measured) {
    struct mistakes_cell fullest = {0, 1};
    for (int label = 0; label < measured->classes->count; label++)
        for (int reading = 0; reading < measured->classes->count; reading++)
            if (label != reading && measured->confusion[label][reading] >
                                        measured->confusion[fullest.label][fullest.reading])
                fullest = (struct mistakes_cell){label, reading};
    return fullest;
}

/* The first key chooses the cell at which the eye looks first. */
static bool matrix_key(const struct app *app, int key, struct action *action) {
    const struct mistakes *measured = &app->tests.mistakes;
    struct mistakes_cell cell = measured->cell;
    struct ui_arrow arrow = ui_arrow(key);
    bool enters = key == UI_KEY_ENTER || key == ' ';
    bool meant = arrow.across || arrow.down || enters;
    if (!meant || measured->count == 0)
        return meant;
    int last = measured->classes->count - 1;
    const struct mistakes_cell to = {clamp_int(cell.label + arrow.down, 0, last),
                                     clamp_int(cell.reading + arrow.across, 0, last)};
    if (cell.label < 0)
        *action = cell_action(fullest_cell(measured));
    else if (enters || to.label != cell.label || to.reading != cell.reading)
        *action = cell_action(enters ? all_mistakes : to);
    return true;
}

static bool gallery_key(const struct ui *ui, const struct app *app, int key,
                        struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    int columns = mistakes_gallery_of(app, &ui->layout).columns;
    if (arrow.across || arrow.down)
        *action = browse(app, arrow.across + arrow.down * columns);
    else if (key == UI_KEY_ENTER || key == ' ')
        *action = open_picture(app);
    return action->kind != ACTION_NONE;
}

/* The gallery has the keys where nothing is focused. */
static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    if (key == UI_KEY_DELETE || key == 'a') {
        *action = key == 'a' ? ui_action(ACTION_MEASURE, 0) : cell_action(all_mistakes);
        return true;
    }
    if (ui_has_focus(ui, LAYOUT_MISTAKES_MATRIX))
        return matrix_key(app, key, action);
    bool elsewhere = ui->focus_shown && ui->focus < LAYOUT_PLACES;
    return (!elsewhere || ui_has_focus(ui, LAYOUT_MISTAKES_GALLERY)) &&
           gallery_key(ui, app, key, action);
}

static bool has_focus(const struct app *app) {
    return app->tests.mistakes.count > 0;
}

static const char *tip(const struct ui *ui, const struct app *app) {
    const struct mistakes *mistakes = &app->tests.mistakes;
    if (ui->hover == LAYOUT_MISTAKES_MATRIX && mistakes->count > 0)
        return "Press a cell to see its pictures (Tab and arrow keys)";
    if (ui->hover == LAYOUT_MISTAKES_GALLERY && mistakes->shown_count > 0)
        return "Press a picture to open it (arrow keys and Enter)";
    return NULL;
}

static const struct button buttons[] = {
    {"All", "Show all mistakes, not only those of one cell (Del)", .action = {ACTION_CELL, {-1}}},
    {"Update", "Measure again with the current network (A)", .action = {.kind = ACTION_MEASURE}},
    {"Open", "Open the picture (Enter)", .action = {.kind = ACTION_MISTAKE}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

static void button(const struct app *app, enum layout_place place, struct button *button) {
    if (place == LAYOUT_REDO)
        button->action = open_picture(app);
}

const struct ui_screen ui_mistakes_screen = {
    .shown = LAYOUT_SHOW_MISTAKES,
    .buttons = buttons,
    .button = button,
    .press = press,
    .wheel = wheel,
    .key = key,
    .focus = {LAYOUT_MISTAKES_MATRIX, LAYOUT_MISTAKES_GALLERY},
    .has_focus = has_focus,
    .tip = tip,
    .title = "Mistakes",
};
