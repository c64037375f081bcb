#include "app/ui/menu/keys_sheet.h"

#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"

/* In units. */
enum {
    MARGIN = 8, /* around the sheet */
    PADDING = 12,
    TITLE = 28,
    ROW = 18,
    COLUMN_MIN = 208,
    COLUMN_MAX = 252,
    COLUMN_GAP = 20,
    COLUMNS = 4,
    PAGER = 24,
    NUMBER = 48,
};

struct line {
    const char *label, *keys;
};

/* Keys that no menu shows. */
static const struct line anywhere[] = {
    {"Next button, or back", "Tab, Shift+Tab"}, {"Press the button", "Enter"},
    {"Move the slider", "Left, Right"},         {"Open a menu", "F10, Alt+letter"},
    {"Close the topmost view", "Esc"},
};
static const struct line mouse[] = {
    {"Draw", "left button, pen, finger"},
    {"Width of the brush", "wheel"},
    {"Label as a digit", "press its bar"},
    {"Inspect maps and bars", "point at them"},
    {"Open a file", "drop it"},
};
static const struct line drawings[] = {
    {"Choose a drawing", "arrow keys"},
    {"Put it on the canvas", "Enter"},
    {"Delete it", "Del"},
    {"Label it", "0-9"},
    {"Add a file's drawings", "drop it"},
};
static const struct line test_set[] = {
    {"Next or previous", "Right, Left"},
    {"Ten forward or back", "Down, Up"},
    {"Show all, wrong or correct", "F"},
    {"Show only one digit", "0-9"},
};
static const struct line mistakes[] = {
    {"Choose a picture or a cell", "arrow keys"},
    {"Open the picture", "Enter"},
    {"Show all mistakes", "Del"},
    {"Measure again", "A"},
};
static const struct line runs[] = {
    {"Choose a run", "Up, Down"}, {"Draw or hide it", "Space"}, {"Read its values", "Left, Right"},
    {"Show another value", "V"},  {"Use its network", "U"},     {"Continue it", "G"},
};
static const struct line recipe[] = {
    {"Choose a line", "Up, Down"},
    {"Change its value", "Left, Right"},
    {"Type it, then accept it", "Enter"},
    {"Type a number", "0-9"},
    {"Leave it as it was", "Esc"},
    {"Reset it", "Del"},
    {"Reset all", "R"},
    {"Other pictures", "A"},
};
static const struct line layers[] = {
    {"Another layer in the strip", "Left, Right"},
    {"Another map in the strip", "Up, Down"},
    {"Another value in the map", "arrow keys"},
};
static const struct line evidence[] = {
    {"Another digit in the bars", "Up, Down"},
};

/* The entries of a menu that have a shortcut, if there is a menu, and then the lines. */
struct group {
    const char *title;
    int menu, count; /* menu -1: none */
    const struct line *lines;
};

#define LINES(array) (int)(sizeof(array) / sizeof *(array)), array

static const struct group groups[] = {
    {"File", MENU_FILE, 0, NULL},
    {"Edit", MENU_EDIT, 0, NULL},
    {"View", MENU_VIEW, 0, NULL},
    {"Train", MENU_TRAIN, 0, NULL},
    {"Anywhere", MENU_HELP, LINES(anywhere)},
    {"Mouse", -1, LINES(mouse)},
    {"Layers, after Tab", -1, LINES(layers)},
    {"Evidence, after Tab", -1, LINES(evidence)},
    {"My drawings", -1, LINES(drawings)},
    {"Test pictures", -1, LINES(test_set)},
    {"Mistakes", -1, LINES(mistakes)},
    {"Compare runs", -1, LINES(runs)},
    {"Recipe", -1, LINES(recipe)},
};
enum { GROUPS = sizeof groups / sizeof *groups };

static void add(struct keys_sheet *sheet, int group, const char *label, const char *keys) {
    if (sheet->count == KEYS_MAX_ROWS)
        return;
    struct keys_row *row = &sheet->rows[sheet->count++];
    row->label = label;
    row->group = group;
    snprintf(row->keys, sizeof row->keys, "%s", keys);
}

/* Keys with the same meaning as an entry's shortcut. */
static const char *other_key(const struct menu_entry *entry) {
    if (entry->action.kind == ACTION_REDO)
        return ", Ctrl+Y";
    return entry->action.kind == ACTION_TRAINING_PAUSE ? ", F6" : "";
}

static void add_menu(struct keys_sheet *sheet, int group, const struct menu *menu) {
    for (int i = 0; i < menu->count; i++) {
        const struct menu_entry *entry = &menu->entries[i];
        char shortcut[MENU_MAX_LABEL], keys[KEYS_TEXT];
        menu_entry_shortcut(entry, shortcut);
        snprintf(keys, sizeof keys, "%s%s", shortcut, other_key(entry));
        if (shortcut[0])
            add(sheet, group, entry->label, keys);
    }
}

static void list_rows(struct keys_sheet *sheet) {
    for (int g = 0; g < GROUPS; g++) {
        add(sheet, g, groups[g].title, "");
        if (groups[g].menu >= 0)
            add_menu(sheet, g, menu_at(groups[g].menu));
        for (int i = 0; i < groups[g].count; i++)
            add(sheet, g, groups[g].lines[i].label, groups[g].lines[i].keys);
    }
}

static int group_size(const struct keys_sheet *sheet, int group) {
    int size = 0;
    for (int i = 0; i < sheet->count; i++)
        size += sheet->rows[i].group == group;
    return size;
}

static int largest_group(const struct keys_sheet *sheet) {
    int largest = 0;
    for (int g = 0; g < GROUPS; g++)
        largest = group_size(sheet, g) > largest ? group_size(sheet, g) : largest;
    return largest;
}

/* Where each group begins in columns of so many lines: no group is split, and an empty line is
 * between two. Returns the number of columns. */
static int flow(const struct keys_sheet *sheet, int lines, int column[GROUPS], int line[GROUPS]) {
    int at_column = 0, at_line = 0;
    for (int g = 0; g < GROUPS; g++) {
        int size = group_size(sheet, g);
        if (at_line > 0 && at_line + 1 + size > lines) {
            at_column++;
            at_line = 0;
        }
        at_line += at_line > 0;
        column[g] = at_column;
        line[g] = at_line;
        at_line += size;
    }
    return at_column + 1;
}

/* The columns are as short as the number of pages allows. */
struct measures {
    int columns, lines, width, row, gap, padding;
};

static struct measures measure(const struct keys_sheet *sheet, const struct layout *layout,
                               const struct theme *theme, int *pages) {
    int column[GROUPS], line[GROUPS], padding = theme_px(theme, PADDING);
    int around = 2 * (padding + theme_px(theme, MARGIN)), gap = theme_px(theme, COLUMN_GAP);
    int width = layout->width - around, max = theme_px(theme, COLUMN_MAX);
    int height = layout->height - around - theme_px(theme, TITLE);
    struct measures m = {.row = theme_px(theme, ROW), .gap = gap, .padding = padding};
    int min = largest_group(sheet);
    m.columns = (width + gap) / (theme_px(theme, COLUMN_MIN) + gap);
    m.columns = clamp_int(m.columns, 1, COLUMNS);
    m.width = (width + gap) / m.columns - gap;
    m.width = m.width > max ? max : m.width;
    m.lines = height / m.row > min ? height / m.row : min;
    *pages = (flow(sheet, m.lines, column, line) + m.columns - 1) / m.columns;
    while (m.lines > min && flow(sheet, m.lines - 1, column, line) <= m.columns * *pages)
        m.lines--;
    return m;
}

static void place_rows(struct keys_sheet *sheet, const struct measures *m, int top) {
    int column[GROUPS], line[GROUPS], in_group = 0;
    flow(sheet, m->lines, column, line);
    for (int i = 0; i < sheet->count; i++) {
        struct keys_row *row = &sheet->rows[i];
        in_group = i > 0 && sheet->rows[i - 1].group == row->group ? in_group + 1 : 0;
        int across = column[row->group] % m->columns;
        row->page = column[row->group] / m->columns;
        row->rect = (struct rect){sheet->rect.x + m->padding + across * (m->width + m->gap),
                                  top + (line[row->group] + in_group) * m->row, m->width, m->row};
    }
}

void keys_sheet_make(struct keys_sheet *sheet, const struct layout *layout,
                     const struct theme *theme) {
    memset(sheet, 0, sizeof *sheet);
    list_rows(sheet);
    const struct measures m = measure(sheet, layout, theme, &sheet->pager.pages);
    int title = theme_px(theme, TITLE);
    int width = m.columns * (m.width + m.gap) - m.gap + 2 * m.padding;
    int height = title + m.lines * m.row + 2 * m.padding;
    sheet->rect =
        (struct rect){(layout->width - width) / 2, (layout->height - height) / 2, width, height};
    sheet->title = (struct rect){sheet->rect.x + m.padding, sheet->rect.y + m.padding / 2,
                                 width - 2 * m.padding, title};
    pager_place(&sheet->pager, &sheet->title, theme_px(theme, PAGER), title,
                theme_px(theme, NUMBER));
    place_rows(sheet, &m, sheet->rect.y + m.padding + title);
}

int keys_sheet_page(const struct keys_sheet *sheet, int page) {
    return clamp_int(page, 0, sheet->pager.pages - 1);
}
