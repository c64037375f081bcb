/* The graph on which runs are compared: a legend under it names their lines. */
#include "app/core/base/clamp.h"
#include "app/ui/runs/run_lines.h"
#include "app/ui/view.h"

enum {
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

/* The names are in columns of equal width. */
struct legend {
    int columns, lines, width;
};

static struct legend measure_legend(const struct scene *scene, const struct run_lines *lines,
                                    int width) {
    int min = view_px(scene, SAMPLE + NAME_MIN + GAP), widest = 0;
    for (int i = 0; i < lines->count; i++) {
        int name = view_text_width(scene, lines->series[i].name);
        widest = name > widest ? name : widest;
    }
    int wanted = clamp_int(widest, 0, view_px(scene, NAME_MAX)) + view_px(scene, SAMPLE + GAP);
    struct legend legend = {.columns = width / (wanted > min ? wanted : min)};
    /* Shorter names rather than many lines. */
    while (legend.columns * LINES_MAX < lines->count && legend.columns < width / min)
        legend.columns++;
    legend.columns = clamp_int(legend.columns, 1, lines->count);
    legend.lines = (lines->count + legend.columns - 1) / legend.columns;
    legend.width = width / legend.columns < wanted ? width / legend.columns : wanted;
    return legend;
}

static void paint_legend(struct scene *scene, struct rect rect, const struct run_lines *lines,
                         const struct legend *legend) {
    int line = view_px(scene, LEGEND_LINE), sample = view_px(scene, SAMPLE);
    for (int i = 0; i < lines->count; i++) {
        struct rect cell = {rect.x + i % legend->columns * legend->width,
                            rect.y + i / legend->columns * line,
                            legend->width - view_px(scene, GAP), line};
        chart_paint_sample(&scene->painter, cell.x, cell.y + line / 2, &lines->series[i],
                           scene->theme);
        cell.x += sample;
        cell.w -= sample;
        view_text(scene, cell, lines->series[i].name, scene->theme->ink, TEXT_LEFT);
    }
}

static void paint_chart(struct scene *scene, struct rect rect, const struct run_lines *lines) {
    const struct ui *ui = scene->ui;
    const struct run_browser *runs = &scene->app->runs;
    bool over = ui->hover == LAYOUT_RUNS_GRAPH && ui->menu.open < 0;
    const struct chart chart = {
        .title = run_lines_title(runs->value),
        .x_label = "epoch",
        .series = lines->series,
        .series_count = lines->count,
        .percent = run_lines_is_fraction(runs->value),
        .without_legend = true,
        .x_max = lines->epochs,
        .hover_x = over ? (int)ui->pointer_x : -1,
        .hover_y = over ? (int)ui->pointer_y : -1,
        .has_cursor = ui->runs_cursor >= 0,
        .cursor_x = lines->epochs * ui->runs_cursor / 1000,
    };
    chart_paint(&scene->painter, rect, &chart, scene->theme);
}

void view_run_graph(struct scene *scene) {
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
    struct rect below = {rect.x + padding, rect.y + rect.h - height, rect.w - 2 * padding, height};
    struct rect above = {rect.x, rect.y, rect.w, rect.h - height};
    if (has_legend)
        paint_legend(scene, below, &lines, &legend);
    paint_chart(scene, above, &lines);
}
