#include "app/ui/runs/ui_runs.h"

#include <math.h>

#include "app/ui/runs/runs_layout.h"

/* Per mille of the graph's width that a key moves its cursor. */
enum { CURSOR_STEP = 20, CURSOR_MAX = 1000 };

static const struct action nothing = {.kind = ACTION_NONE};

struct action ui_runs_press(const struct ui *ui, const struct app *app,
                            const struct ui_event *event) {
    int x = (int)floorf(event->x), y = (int)floorf(event->y);
    if (ui->pressed != LAYOUT_RUNS_LIST)
        return nothing;
    struct runs_layout rows = runs_layout_of(app, &ui->layout, &ui->theme);
    int index = runs_at(&rows, x, y);
    if (index < 0)
        return nothing;
    bool box = rect_contains(runs_box(runs_row(&rows, index), &ui->theme), x, y);
    return (struct action){.kind = box ? ACTION_DRAW_RUN : ACTION_PICK, .number = index};
}

/* A cursor that is off begins where the eye looks first: at the last values. */
static void move_cursor(struct ui *ui, int by) {
    int from = ui->runs_cursor < 0 ? CURSOR_MAX - by : ui->runs_cursor;
    int to = from + by;
    ui->runs_cursor = to < 0 ? 0 : to > CURSOR_MAX ? CURSOR_MAX : to;
}

/* Whether a button has the keyboard, which Space and Enter then press. */
static bool is_on_button(const struct ui *ui) {
    return ui->focus_shown && ui->focus < LAYOUT_PLACES && ui->focus != LAYOUT_RUNS_LIST &&
           ui->focus != LAYOUT_RUNS_GRAPH;
}

static bool is_elsewhere(const struct ui *ui) {
    return ui->focus_shown && (ui->focus == LAYOUT_LAYERS_STRIP || ui->focus == LAYOUT_LAYERS_MAP);
}

bool ui_runs_key(struct ui *ui, const struct app *app, const struct ui_event *event,
                 struct action *action) {
    if (app->view != APP_VIEW_RUNS || event->mods || is_elsewhere(ui))
        return false;
    switch (event->key) {
    case UI_KEY_UP:
    case UI_KEY_DOWN:
        *action =
            (struct action){.kind = ACTION_BROWSE, .number = event->key == UI_KEY_DOWN ? 1 : -1};
        return true;
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        move_cursor(ui, event->key == UI_KEY_RIGHT ? CURSOR_STEP : -CURSOR_STEP);
        return true;
    case UI_KEY_ENTER:
    case ' ':
        *action = (struct action){.kind = ACTION_DRAW_RUN, .number = app_selected_run(app)};
        return !is_on_button(ui);
    case 'u':
        *action = (struct action){.kind = ACTION_USE_RUN};
        return true;
    case 'g':
        *action = (struct action){.kind = ACTION_RESUME_RUN};
        return true;
    case 'v':
        *action = (struct action){.kind = ACTION_RUN_VALUE};
        return true;
    default:
        return false;
    }
}
