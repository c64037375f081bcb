#include "app/ui/runs/runs_layout.h"

#include "app/core/base/clamp.h"

enum { ROW = 22, BOX = 28, SAMPLE = 30, GAP = 8, NAME_MIN = 168 };

static const int widths[RUNS_COLUMNS] = {
    [RUNS_ACCURACY] = 60, [RUNS_STATE] = 60, [RUNS_EPOCHS] = 60, [RUNS_NET] = 90};

/* How many columns leave enough space for the name. */
static int columns_that_fit(int width, const struct theme *theme) {
    int columns = 0; /* but the accuracy is shown in any case */
    width -= theme_px(theme, BOX + SAMPLE + NAME_MIN);
    while (columns < RUNS_COLUMNS &&
           (width -= theme_px(theme, (float)(widths[columns] + GAP))) >= 0)
        columns++;
    return columns > 0 ? columns : 1;
}

struct runs_layout runs_layout_of(const struct app *app, const struct layout *layout,
                                  const struct theme *theme) {
    struct rect list = layout->places[LAYOUT_RUNS_LIST];
    int height = theme_px(theme, ROW), all = run_list_count(app->runs.list);
    int space = list.h / height - 1, selected = run_browser_selected(&app->runs);
    space = space < 1 ? 1 : space;
    struct runs_layout rows = {
        .header = {list.x, list.y, list.w, height},
        .row_height = height,
        .first = selected > 0 ? selected / space * space : 0,
        .columns = columns_that_fit(list.w, theme),
    };
    rows.count = clamp_int(all - rows.first, 0, space);
    return rows;
}

struct rect runs_row(const struct runs_layout *rows, int index) {
    struct rect row = rows->header;
    row.y += (index - rows->first + 1) * rows->row_height;
    return row;
}

struct rect runs_box(struct rect row, const struct theme *theme) {
    row.w = theme_px(theme, BOX);
    return row;
}

struct rect runs_sample(struct rect row, const struct theme *theme) {
    row.x += theme_px(theme, BOX);
    row.w = theme_px(theme, SAMPLE);
    return row;
}

struct rect runs_cell(const struct runs_layout *rows, struct rect row, enum runs_column column,
                      const struct theme *theme) {
    int right = row.x + row.w - theme_px(theme, GAP / 2);
    if ((int)column >= rows->columns)
        return (struct rect){right, row.y, 0, row.h};
    for (int i = 0; i < (int)column; i++)
        right -= theme_px(theme, (float)(widths[i] + GAP));
    int width = theme_px(theme, (float)widths[column]);
    return (struct rect){right - width, row.y, width, row.h};
}

struct rect runs_name(const struct runs_layout *rows, struct rect row, const struct theme *theme) {
    int left = row.x + theme_px(theme, BOX + SAMPLE), right = row.x + row.w;
    if (rows->columns > 0)
        right = runs_cell(rows, row, (enum runs_column)(rows->columns - 1), theme).x;
    return (struct rect){left, row.y, right - theme_px(theme, GAP) - left, row.h};
}

int runs_at(const struct runs_layout *rows, int x, int y) {
    for (int i = rows->first; i < rows->first + rows->count; i++)
        if (rect_contains(runs_row(rows, i), x, y))
            return i;
    return -1;
}
