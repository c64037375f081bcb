/* The list of runs: what each was told, how far it is, and which are drawn. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/ui/runs/run_lines.h"
#include "app/ui/runs/runs_layout.h"
#include "app/ui/view.h"

enum { SQUARE = 14, DETAIL_LINE = 18 };

static void paint_cell(struct scene *scene, struct rect cell, const char *text,
                       struct text_style style) {
    if (cell.w > 0)
        paint_text(&scene->painter, cell, text, style, TEXT_RIGHT);
}

/* Over the names: which runs of how many the page shows, and how many folders it cannot show. */
static void names_title(const struct app *app, const struct runs_layout *rows,
                        char title[VIEW_MAX_TEXT]) {
    int count = run_list_count(app->runs.list), spoilt = run_list_spoilt(app->runs.list);
    char more[48] = "";
    if (spoilt > 0)
        snprintf(more, sizeof more, "; %d cannot be read", spoilt);
    if (rows->count < count)
        snprintf(title, VIEW_MAX_TEXT, "runs %d\u2013%d of %d%s", rows->first + 1,
                 rows->first + rows->count, count, more);
    else
        snprintf(title, VIEW_MAX_TEXT, "run%s", more);
}

static void paint_header(struct scene *scene, const struct runs_layout *rows) {
    static const char *const titles[RUNS_COLUMNS] = {[RUNS_ACCURACY] = "validation",
                                                     [RUNS_STATE] = "state",
                                                     [RUNS_EPOCHS] = "epochs",
                                                     [RUNS_NET] = "net"};
    const struct theme *theme = scene->theme;
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->quiet);
    char title[VIEW_MAX_TEXT];
    names_title(scene->app, rows, title);
    paint_text(&scene->painter, runs_name(rows, rows->header, theme), title, style, TEXT_LEFT);
    for (int i = 0; i < rows->columns; i++)
        paint_cell(scene, runs_cell(rows, rows->header, (enum runs_column)i, theme), titles[i],
                   style);
    struct rect line = {rows->header.x, rows->header.y + rows->header.h - 1, rows->header.w, 1};
    paint_fill(&scene->painter, line, theme->line);
}

/* A box, with a tick in it for a run that is drawn. */
static void paint_box(struct scene *scene, struct rect box, bool drawn) {
    const struct theme *theme = scene->theme;
    int side = view_px(scene, SQUARE);
    struct rect square = {box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side};
    color edge = color_mix(theme->line, theme->quiet, 0.6f);
    paint_rounded(&scene->painter, square, view_px(scene, 3), drawn ? theme->ink : edge);
    if (!drawn)
        paint_rounded(&scene->painter, rect_inset(square, 1), view_px(scene, 2), theme->panel);
    else
        view_tick(scene, (float)square.x + 0.5f * (float)side, (float)square.y + 0.5f * (float)side,
                  theme->panel);
}

static void epochs_text(const struct run_record *run, char text[VIEW_MAX_TEXT]) {
    int all = run->summary.settings.epochs;
    if (run->epochs_done >= all - 1e-6)
        snprintf(text, VIEW_MAX_TEXT, "%d", all);
    else
        snprintf(text, VIEW_MAX_TEXT, "%.1f of %d", run->epochs_done, all);
}

static void accuracy_text(double accuracy, char text[VIEW_MAX_TEXT]) {
    if (isnan(accuracy))
        snprintf(text, VIEW_MAX_TEXT, "\u2013");
    else
        snprintf(text, VIEW_MAX_TEXT, "%.2f %%", 100 * accuracy);
}

static void paint_columns(struct scene *scene, const struct runs_layout *rows, struct rect row,
                          const struct run_record *run) {
    const struct theme *theme = scene->theme;
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->ink);
    char text[VIEW_MAX_TEXT];
    accuracy_text(run->val_accuracy, text);
    paint_cell(scene, runs_cell(rows, row, RUNS_ACCURACY, theme), text, style);
    style.ink = theme->quiet;
    paint_cell(scene, runs_cell(rows, row, RUNS_STATE, theme), run_state_name(run->state), style);
    epochs_text(run, text);
    paint_cell(scene, runs_cell(rows, row, RUNS_EPOCHS, theme), text, style);
    paint_cell(scene, runs_cell(rows, row, RUNS_NET, theme), run->summary.settings.net, style);
}

static void paint_row(struct scene *scene, const struct runs_layout *rows, int index) {
    const struct theme *theme = scene->theme;
    const struct run_record *run = run_list_at(scene->app->runs.list, index);
    struct rect row = runs_row(rows, index), sample = runs_sample(row, theme);
    bool selected = index == app_selected_run(scene->app);
    int slot = app_run_slot(scene->app, index);
    if (selected) {
        paint_fill(&scene->painter, row, color_mix(theme->panel, theme->training, 0.12f));
        paint_fill(&scene->painter, (struct rect){row.x, row.y, view_px(scene, 3), row.h},
                   theme->training);
    }
    paint_box(scene, runs_box(row, theme), slot >= 0);
    if (slot >= 0) {
        const struct chart_series series = run_lines_style(theme, slot);
        chart_paint_sample(&scene->painter, sample.x, sample.y + sample.h / 2, &series, theme);
    }
    paint_text(&scene->painter, runs_name(rows, row, theme), run->name,
               view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink),
               TEXT_LEFT);
    paint_columns(scene, rows, row, run);
}

/* What the run was told, and what came of it. */
static void detail_text(const struct run_record *run, char told[VIEW_MAX_TEXT],
                        char came[VIEW_MAX_TEXT]) {
    const struct training_settings *settings = &run->summary.settings;
    char accuracy[32] = "";
    snprintf(told, VIEW_MAX_TEXT, "%.40s net, %s, seed %llu, batch %d, rate %g%s%.20s",
             settings->net, settings->recipe, (unsigned long long)settings->seed,
             settings->batch_size, (double)settings->learning_rate,
             strcmp(settings->augmentation, "none") == 0 ? "" : ", ",
             strcmp(settings->augmentation, "none") == 0 ? "" : settings->augmentation);
    if (!isnan(run->summary.test_accuracy))
        snprintf(accuracy, sizeof accuracy, ", test %.2f %%", 100 * run->summary.test_accuracy);
    snprintf(came, VIEW_MAX_TEXT, "%s%s%s, begun %.10s %.5s", run_state_name(run->state), accuracy,
             run->went_on ? " when last stopped" : "", run->summary.started,
             strlen(run->summary.started) > 11 ? run->summary.started + 11 : "");
}

static void paint_detail(struct scene *scene) {
    struct rect detail = scene->ui->layout.places[LAYOUT_RUNS_DETAIL];
    int selected = app_selected_run(scene->app), line = view_px(scene, DETAIL_LINE);
    int padding = view_px(scene, 8);
    char told[VIEW_MAX_TEXT], came[VIEW_MAX_TEXT];
    if (selected < 0)
        return;
    detail_text(run_list_at(scene->app->runs.list, selected), told, came);
    int lines = detail.h >= 2 * line ? 2 : 1;
    struct rect row = {detail.x + padding, detail.y + (detail.h - lines * line) / 2,
                       detail.w - 2 * padding, line};
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->ink);
    if (lines == 2) {
        paint_text(&scene->painter, row, told, style, TEXT_LEFT);
        style.ink = scene->theme->quiet;
        row.y += line;
    }
    paint_text(&scene->painter, row, came, style, TEXT_LEFT);
}

static void invite(struct scene *scene, struct rect list, bool looking) {
    int spoilt = run_list_spoilt(scene->app->runs.list);
    char text[VIEW_MAX_TEXT] = "Train one here, or by inkling train";
    if (spoilt > 0)
        snprintf(text, sizeof text, "The run.json of %d folder%s cannot be read", spoilt,
                 spoilt == 1 ? "" : "s");
    view_invitation(scene, list, looking ? "Looking for runs" : "No runs yet", looking ? "" : text);
}

static void paint_list(struct scene *scene) {
    const struct ui *ui = scene->ui;
    struct rect list = ui->layout.places[LAYOUT_RUNS_LIST];
    struct runs_layout rows = runs_layout_of(scene->app, &ui->layout, scene->theme);
    int count = run_list_count(scene->app->runs.list);
    if (count <= 0) {
        invite(scene, list, count < 0);
        return;
    }
    paint_header(scene, &rows);
    for (int i = 0; i < rows.count; i++)
        paint_row(scene, &rows, rows.first + i);
}

void view_runs(struct scene *scene) {
    const struct layout *layout = &scene->ui->layout;
    struct rect list = layout->places[LAYOUT_RUNS_LIST];
    struct rect detail = layout->places[LAYOUT_RUNS_DETAIL];
    if (list.w == 0)
        return;
    struct rect left = {list.x, list.y, list.w, detail.y + detail.h - list.y};
    paint_fill(&scene->painter, left, scene->theme->panel);
    paint_list(scene);
    paint_fill(&scene->painter, (struct rect){detail.x, detail.y, detail.w, 1}, scene->theme->line);
    paint_detail(scene);
    view_focus(scene, LAYOUT_RUNS_LIST);
    view_run_graph(scene);
    view_focus(scene, LAYOUT_RUNS_GRAPH);
}
