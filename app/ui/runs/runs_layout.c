#include "app/ui/runs/runs_layout.h"

#include "app/core/base/clamp.h"

enum { ROW = 22, BOX = 28, SAMPLE = 30, GAP = 8, NAME_MIN = 168 };

static const int widths[RUNS_COLUMNS] = {
    [RUNS_ACCURACY] = 60, [RUNS_STATE] = 60, [RUNS_EPOCHS] = 60, [RUNS_NET] = 90};

/* How many columns leave enough space for the name. */
static int columns_that_fit(const struct layout *layout, int width) {
    int columns = 0; /* but the accuracy is shown in any case */
    width -= layout_px(layout, BOX + SAMPLE + NAME_MIN);
    while (columns < RUNS_COLUMNS &&
           (width -= layout_px(layout, (float)(widths[columns] + GAP))) >= 0)
        columns++;
    return max_int(columns, 1);
}

struct runs_layout runs_layout_of(const struct app *app, const struct layout *layout) {
    struct rect list = layout->places[LAYOUT_RUNS_LIST];
    int height = layout_px(layout, ROW), all = run_list_count(app->runs.list);
    int space = max_int(list.h / height - 1, 1);
    int first = max_int(run_browser_selected(&app->runs), 0) / space * space;
    return (struct runs_layout){
        .layout = layout,
        .row_height = height,
        .first = first,
        .count = clamp_int(all - first, 0, space),
        .columns = columns_that_fit(layout, list.w),
    };
}

struct runs_row runs_row_of(const struct runs_layout *rows, int run) {
    const struct layout *layout = rows->layout;
    struct rect whole = layout->places[LAYOUT_RUNS_LIST];
    whole.y += run == RUNS_HEADINGS ? 0 : (run - rows->first + 1) * rows->row_height;
    whole.h = rows->row_height;
    struct runs_row row = {.whole = whole, .box = whole, .sample = whole, .name = whole};
    row.box.w = layout_px(layout, BOX);
    row.sample.x += row.box.w;
    row.sample.w = layout_px(layout, SAMPLE);
    row.name.x += layout_px(layout, BOX + SAMPLE);
    int right = whole.x + whole.w - layout_px(layout, GAP / 2);
    for (int i = 0; i < rows->columns; i++) {
        int width = layout_px(layout, (float)widths[i]);
        row.cells[i] = (struct rect){right - width, whole.y, width, whole.h};
        right -= layout_px(layout, (float)(widths[i] + GAP));
    }
    row.name.w = row.cells[rows->columns - 1].x - layout_px(layout, GAP) - row.name.x;
    return row;
}

int runs_at(const struct runs_layout *rows, float x, float y) {
    for (int i = rows->first; i < rows->first + rows->count; i++)
        if (rect_contains(runs_row_of(rows, i).whole, x, y))
            return i;
    return -1;
}
