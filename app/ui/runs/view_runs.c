/* The list of runs: their settings, how far they are, and which are drawn; and the graph on which
 * these are compared, with a legend under it that names their lines. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/ui/runs/run_lines.h"
#include "app/ui/runs/runs_layout.h"
#include "app/ui/view.h"

enum {
    SQUARE = 14,
    LEGEND_LINE = 18,
    NAME_MAX = 220,
    NAME_MIN = 72,
    SAMPLE = 28,
    GAP = 12,
    PADDING = 8,
    LINES_MAX = 4,
    CHART_MIN = 140,
    NARROW = 320, /* below this width, runs have brief names */
};

/* Above the names: which runs the page shows, of how many, and how many folders it cannot show. */
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
                                                     [RUNS_NET] = "network"};
    color quiet = scene->theme->quiet;
    struct runs_row row = runs_row_of(rows, RUNS_HEADINGS);
    char title[VIEW_MAX_TEXT];
    names_title(scene->app, rows, title);
    view_text(scene, row.name, title, quiet, TEXT_LEFT);
    for (int i = 0; i < rows->columns; i++)
        view_text(scene, row.cells[i], titles[i], quiet, TEXT_RIGHT);
    struct rect line = {row.whole.x, row.whole.y + row.whole.h - 1, row.whole.w, 1};
    paint_fill(&scene->painter, line, scene->theme->line);
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

static void paint_columns(struct scene *scene, const struct rect *cells, int count,
                          const struct run_record *run) {
    char accuracy[VIEW_MAX_TEXT], epochs[VIEW_MAX_TEXT];
    accuracy_text(run->val_accuracy, accuracy);
    epochs_text(run, epochs);
    const char *const texts[RUNS_COLUMNS] = {[RUNS_ACCURACY] = accuracy,
                                             [RUNS_STATE] = run_state_name(run->state),
                                             [RUNS_EPOCHS] = epochs,
                                             [RUNS_NET] = run->summary.settings.net};
    for (int i = 0; i < count; i++)
        view_text(scene, cells[i], texts[i],
                  i == RUNS_ACCURACY ? scene->theme->ink : scene->theme->quiet, TEXT_RIGHT);
}

static void paint_row(struct scene *scene, const struct runs_layout *rows, int index) {
    const struct theme *theme = scene->theme;
    const struct run_record *run = run_list_at(scene->app->runs.list, index);
    struct runs_row row = runs_row_of(rows, index);
    bool selected = index == run_browser_selected(&scene->app->runs);
    char name[RUN_NAME];
    int slot = run_browser_slot(&scene->app->runs, index);
    if (selected)
        view_selected(scene, row.whole);
    paint_box(scene, row.box, slot >= 0);
    if (slot >= 0) {
        const struct chart_series series = run_lines_style(theme, slot);
        chart_paint_sample(&scene->painter, row.sample.x, row.sample.y + row.sample.h / 2, &series,
                           theme);
    }
    struct text_style style =
        view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink);
    run_lines_name(scene->app, index, false, name);
    if (text_width(scene->painter.font, name, style.px, style.weight) > row.name.w)
        run_lines_name(scene->app, index, true, name);
    paint_text(&scene->painter, row.name, name, style, TEXT_LEFT);
    paint_columns(scene, row.cells, rows->columns, run);
}

/* The run's settings, and its result. */
static void detail_text(const struct run_record *run, char settings_text[VIEW_MAX_TEXT],
                        char result[VIEW_MAX_TEXT]) {
    const struct training_settings *settings = &run->summary.settings;
    char accuracy[32] = "";
    snprintf(settings_text, VIEW_MAX_TEXT, "%.40s network, %s, seed %llu, batch %d, rate %g%s%.20s",
             settings->net, settings->recipe, (unsigned long long)settings->seed,
             settings->batch_size, (double)settings->learning_rate,
             strcmp(settings->augmentation, "none") == 0 ? "" : ", ",
             strcmp(settings->augmentation, "none") == 0 ? "" : settings->augmentation);
    if (!isnan(run->summary.test_accuracy))
        snprintf(accuracy, sizeof accuracy, ", test %.2f %%", 100 * run->summary.test_accuracy);
    snprintf(result, VIEW_MAX_TEXT, "%s%s%s, started %.10s %.5s", run_state_name(run->state),
             accuracy, run->went_on ? " when last stopped" : "", run->summary.started,
             strlen(run->summary.started) > 11 ? run->summary.started + 11 : "");
}

static void paint_detail(struct scene *scene) {
    int selected = run_browser_selected(&scene->app->runs);
    char settings[VIEW_MAX_TEXT] = "", result[VIEW_MAX_TEXT] = "";
    if (selected >= 0)
        detail_text(run_list_at(scene->app->runs.list, selected), settings, result);
    view_detail(scene, LAYOUT_RUNS_DETAIL, settings, result, result);
}

static void invite(struct scene *scene, struct rect list, bool looking) {
    int spoilt = run_list_spoilt(scene->app->runs.list);
    char text[VIEW_MAX_TEXT] = "Train one here or with inkling train";
    if (spoilt > 0)
        snprintf(text, sizeof text, "The run.json of %d folder%s cannot be read", spoilt,
                 spoilt == 1 ? "" : "s");
    view_invitation(scene, list, looking ? "Looking for runs" : "No runs yet", looking ? "" : text);
}

static void paint_list(struct scene *scene) {
    const struct ui *ui = scene->ui;
    struct rect list = ui->layout.places[LAYOUT_RUNS_LIST];
    struct runs_layout rows = runs_layout_of(scene->app, &ui->layout);
    int count = run_list_count(scene->app->runs.list);
    if (count <= 0) {
        invite(scene, list, count < 0);
        return;
    }
    paint_header(scene, &rows);
    for (int i = 0; i < rows.count; i++)
        paint_row(scene, &rows, rows.first + i);
}

/* The names are in columns of equal width. */
struct legend {
    int columns, lines, width;
};

static struct legend measure_legend(const struct scene *scene, const struct run_lines *lines,
                                    int width) {
    int min = view_px(scene, SAMPLE + NAME_MIN + GAP), widest = 0;
    for (int i = 0; i < lines->count; i++)
        widest = max_int(widest, view_text_width(scene, lines->series[i].name));
    int wanted = min_int(widest, view_px(scene, NAME_MAX)) + view_px(scene, SAMPLE + GAP);
    struct legend legend = {.columns = width / max_int(wanted, min)};
    /* Shorter names rather than many lines. */
    while (legend.columns * LINES_MAX < lines->count && legend.columns < width / min)
        legend.columns++;
    legend.columns = clamp_int(legend.columns, 1, lines->count);
    legend.lines = (lines->count + legend.columns - 1) / legend.columns;
    legend.width = min_int(width / legend.columns, wanted);
    return legend;
}

static void paint_legend(struct scene *scene, struct rect rect, const struct run_lines *lines,
                         const struct legend *legend) {
    int line = view_px(scene, LEGEND_LINE);
    for (int i = 0; i < lines->count; i++) {
        struct rect cell = {rect.x + i % legend->columns * legend->width,
                            rect.y + i / legend->columns * line,
                            legend->width - view_px(scene, GAP), line};
        struct rect sample = rect_cut_left(&cell, view_px(scene, SAMPLE));
        chart_paint_sample(&scene->painter, sample.x, sample.y + line / 2, &lines->series[i],
                           scene->theme);
        view_text(scene, cell, lines->series[i].name, scene->theme->ink, TEXT_LEFT);
    }
}

static void paint_chart(struct scene *scene, struct rect rect, const struct run_lines *lines) {
    const struct ui *ui = scene->ui;
    bool over = ui->hover == LAYOUT_RUNS_GRAPH && ui->menu.open < 0;
    const struct chart chart = {
        .title = lines->title,
        .x_label = "epoch",
        .series = lines->series,
        .series_count = lines->count,
        .percent = lines->percent,
        .without_legend = true,
        .x_max = lines->epochs,
        .hover_x = over ? (int)ui->pointer_x : -1,
        .hover_y = over ? (int)ui->pointer_y : -1,
        .has_cursor = ui->runs_cursor >= 0,
        .cursor_x = lines->epochs * ui->runs_cursor / 1000,
    };
    chart_paint(&scene->painter, rect, &chart, scene->theme);
}

static void paint_graph(struct scene *scene) {
    struct rect rect = scene->ui->layout.places[LAYOUT_RUNS_GRAPH];
    struct run_lines lines;
    int padding = view_px(scene, PADDING);
    paint_fill(&scene->painter, rect, scene->theme->panel);
    run_lines_make(&lines, scene->app, scene->theme, rect.w < view_px(scene, NARROW));
    if (lines.count == 0) {
        if (run_list_count(scene->app->runs.list) > 0)
            view_invitation(scene, rect, "Nothing to compare yet", "Tick runs in the list");
        return;
    }
    struct legend legend = measure_legend(scene, &lines, rect.w - 2 * padding);
    int height = legend.lines * view_px(scene, LEGEND_LINE) + padding / 2;
    /* Where there is little space, only the list says which line belongs to which run. */
    bool has_legend = rect.h - height >= view_px(scene, CHART_MIN);
    height = has_legend ? height : 0;
    paint_chart(scene, rect_cut_top(&rect, rect.h - height), &lines);
    if (has_legend)
        paint_legend(scene, (struct rect){rect.x + padding, rect.y, rect.w - 2 * padding, height},
                     &lines, &legend);
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
    paint_detail(scene);
    view_focus(scene, LAYOUT_RUNS_LIST, 0);
    paint_graph(scene);
    view_focus(scene, LAYOUT_RUNS_GRAPH, 0);
}
