/* How pointer and keys move in the list of runs and its graph. */
#include "app/core/base/clamp.h"
#include "app/ui/runs/runs_layout.h"
#include "app/ui/screen.h"

/* Per mille of the graph's width that a key moves its cursor. */
enum { CURSOR_STEP = 20, CURSOR_MAX = 1000 };

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed != LAYOUT_RUNS_LIST)
        return ui_nothing;
    struct runs_layout rows = runs_layout_of(app, &ui->layout);
    int index = runs_at(&rows, event->x, event->y);
    if (index < 0)
        return ui_nothing;
    bool box = rect_contains(runs_row_of(&rows, index).box, event->x, event->y);
    return ui_action(box ? ACTION_DRAW_RUN : ACTION_PICK, index);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_RUNS_LIST, -steps);
}

/* A cursor that is off begins at the last values, where the eye looks first. */
static void move_cursor(struct ui *ui, int by) {
    int from = ui->runs_cursor < 0 ? CURSOR_MAX - by : ui->runs_cursor;
    ui->runs_cursor = clamp_int(from + by, 0, CURSOR_MAX);
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.across)
        move_cursor(ui, arrow.across * CURSOR_STEP);
    else if (arrow.down)
        *action = ui_action(ACTION_STEP, arrow.down);
    else if (key == UI_KEY_ENTER || key == ' ')
        *action = ui_action(ACTION_DRAW_RUN, run_browser_selected(&app->runs));
    else if (key == 'u' || key == 'g')
        *action = ui_action(key == 'u' ? ACTION_USE_RUN : ACTION_RESUME_RUN, 0);
    else if (key == 'v')
        *action = ui_action(ACTION_RUN_VALUE, 0);
    return arrow.across || action->kind != ACTION_NONE;
}

static const char *tip(const struct ui *ui, const struct app *app) {
    return ui->hover == LAYOUT_RUNS_LIST && run_browser_count(&app->runs) > 0
               ? "Tick a run's box to plot it (Space)"
               : NULL;
}

static const struct button buttons[] = {
    {"Resume", "Resume the selected run (G)", .action = {.kind = ACTION_RESUME_RUN}},
    {"Plot", "Plot accuracy or loss, of validation or training (V)",
     .action = {.kind = ACTION_RUN_VALUE}},
    {"Use", "Read with this run's network (U)", .action = {.kind = ACTION_USE_RUN}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

const struct ui_screen ui_runs_screen = {
    .shown = LAYOUT_SHOW_RUNS,
    .buttons = buttons,
    .press = press,
    .wheel = wheel,
    .key = key,
    .focus = {LAYOUT_RUNS_LIST, LAYOUT_RUNS_GRAPH},
    .tip = tip,
    .title = "Runs",
};
