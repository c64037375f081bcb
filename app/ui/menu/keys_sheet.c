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

/* Keys that no menu shows: first the rest of the group that has the Help menu's, then others, each
 * under its heading, which has no keys. */
static const struct {
    const char *label, *keys;
} lines[] = {
    {"Next button, or back", "Tab, Shift+Tab"},
    {"Press the button", "Enter"},
    {"Move the slider", "Left, Right"},
    {"Open a menu", "F10, Alt+letter"},
    {"Close the topmost view", "Esc"},
    {"Mouse", ""},
    {"Draw", "left button, pen, finger"},
    {"Width of the brush", "wheel"},
    {"Size of everything", "Ctrl+wheel"},
    {"Label as a digit", "press its bar"},
    {"Inspect maps and bars", "point at them"},
    {"Open a file", "drop it"},
    {"Layers, after Tab", ""},
    {"Another layer in the strip", "Left, Right"},
    {"Another map in the strip", "Up, Down"},
    {"Another value in the map", "arrow keys"},
    {"Evidence, after Tab", ""},
    {"Another digit in the bars", "Up, Down"},
    {"My drawings", ""},
    {"Choose a drawing", "arrow keys"},
    {"Put it on the canvas", "Enter"},
    {"Delete it", "Del"},
    {"Label it", "0-9"},
    {"Add a file's drawings", "drop it"},
    {"Picture, contact sheet", ""},
    {"Choose one", "press, arrows"},
    {"Label or correct it", "0-9"},
    {"Open the picture", "Enter"},
    {"Add pictures", "drop several"},
    {"Test pictures", ""},
    {"Next or previous", "Right, Left"},
    {"Ten forward or back", "Down, Up"},
    {"Show all, wrong or correct", "F"},
    {"Show only one digit", "0-9"},
    {"Mistakes", ""},
    {"Choose a picture or a cell", "arrow keys"},
    {"Open the picture", "Enter"},
    {"Show all mistakes", "Del"},
    {"Measure again", "A"},
    {"Compare runs", ""},
    {"Choose a run", "Up, Down"},
    {"Draw or hide it", "Space"},
    {"Read its values", "Left, Right"},
    {"Show another value", "V"},
    {"Use its network", "U"},
    {"Continue it", "G"},
    {"Recipe", ""},
    {"Choose a line", "Up, Down"},
    {"Change its value", "Left, Right"},
    {"Type it, then accept it", "Enter"},
    {"Type a number", "0-9"},
    {"Leave it as it was", "Esc"},
    {"Reset it", "Del"},
    {"Reset all", "R"},
    {"New pictures", "A"},
};

static void add(struct keys_sheet *sheet, const char *label, const char *keys) {
    if (sheet->count == KEYS_MAX_ROWS)
        return;
    struct keys_row *row = &sheet->rows[sheet->count++];
    row->label = label;
    snprintf(row->keys, sizeof row->keys, "%s", keys);
}

/* Keys with the same meaning as an entry's shortcut. */
static const char *other_key(const struct menu_entry *entry) {
    if (entry->action.kind == ACTION_REDO)
        return ", Ctrl+Y";
    if (entry->action.kind == ACTION_CLEAR)
        return ", Ctrl+N";
    return entry->action.kind == ACTION_TRAINING_PAUSE ? ", F6" : "";
}

/* The entries that have a shortcut. */
static void add_menu(struct keys_sheet *sheet, const struct menu *menu) {
    for (int i = 0; i < menu->count; i++) {
        const struct menu_entry *entry = &menu->entries[i];
        char shortcut[MENU_MAX_LABEL], keys[KEYS_TEXT];
        menu_entry_shortcut(entry, shortcut);
        snprintf(keys, sizeof keys, "%s%s", shortcut, other_key(entry));
        if (shortcut[0])
            add(sheet, entry->label, keys);
    }
}

static void list_rows(struct keys_sheet *sheet) {
    for (int m = 0; m < MENU_COUNT; m++) {
        add(sheet, m == MENU_HELP ? "Anywhere" : menus[m].title, "");
        add_menu(sheet, &menus[m]);
    }
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        add(sheet, lines[i].label, lines[i].keys);
}

/* The rows from this one to the end of its group. */
static int group_size(const struct keys_sheet *sheet, int first) {
    int end = first + 1;
    while (end < sheet->count && sheet->rows[end].keys[0])
        end++;
    return end - first;
}

static int largest_group(const struct keys_sheet *sheet) {
    int largest = 0;
    for (int i = 0; i < sheet->count; i++)
        largest = max_int(largest, group_size(sheet, i));
    return largest;
}

/* Gives the rows their places in columns of so many lines: no group is split, and an empty line is
 * between two. Returns the number of columns. */
static int flow(struct keys_sheet *sheet, int lines_max) {
    int column = 0, line = 0;
    for (int i = 0; i < sheet->count; i++, line++) {
        bool next_group = line > 0 && !sheet->rows[i].keys[0];
        if (next_group && line + 1 + group_size(sheet, i) > lines_max) {
            column++;
            line = 0;
        } else if (next_group) {
            line++;
        }
        sheet->rows[i].column = column;
        sheet->rows[i].line = line;
    }
    return column + 1;
}

struct measures {
    int columns, lines, width, row, gap, padding;
};

/* The columns are as short as the number of pages allows. */
static struct measures arrange(struct keys_sheet *sheet, const struct layout *layout) {
    int padding = layout_px(layout, PADDING), gap = layout_px(layout, COLUMN_GAP);
    int around = 2 * (padding + layout_px(layout, MARGIN));
    int width = layout->width - around, max = layout_px(layout, COLUMN_MAX);
    int height = layout->height - around - layout_px(layout, TITLE);
    struct measures m = {.row = layout_px(layout, ROW), .gap = gap, .padding = padding};
    int min = largest_group(sheet);
    m.columns = (width + gap) / (layout_px(layout, COLUMN_MIN) + gap);
    m.columns = clamp_int(m.columns, 1, COLUMNS);
    m.width = min_int((width + gap) / m.columns - gap, max);
    m.lines = max_int(height / m.row, min);
    int pages = sheet->pager.pages = (flow(sheet, m.lines) + m.columns - 1) / m.columns;
    while (m.lines > min && flow(sheet, m.lines - 1) <= m.columns * pages)
        m.lines--;
    flow(sheet, m.lines);
    return m;
}

void keys_sheet_make(struct keys_sheet *sheet, const struct layout *layout) {
    memset(sheet, 0, sizeof *sheet);
    list_rows(sheet);
    const struct measures m = arrange(sheet, layout);
    int title = layout_px(layout, TITLE);
    int width = m.columns * (m.width + m.gap) - m.gap + 2 * m.padding;
    int height = title + m.lines * m.row + 2 * m.padding;
    sheet->rect =
        (struct rect){(layout->width - width) / 2, (layout->height - height) / 2, width, height};
    sheet->title = (struct rect){sheet->rect.x + m.padding, sheet->rect.y + m.padding / 2,
                                 width - 2 * m.padding, title};
    pager_place(&sheet->pager, &sheet->title, layout_px(layout, PAGER), title,
                layout_px(layout, NUMBER));
    int top = sheet->rect.y + m.padding + title;
    for (int i = 0; i < sheet->count; i++) {
        struct keys_row *row = &sheet->rows[i];
        int across = row->column % m.columns;
        row->page = row->column / m.columns;
        row->rect = (struct rect){sheet->rect.x + m.padding + across * (m.width + m.gap),
                                  top + row->line * m.row, m.width, m.row};
    }
}

int keys_sheet_page(const struct keys_sheet *sheet, int page) {
    return clamp_int(page, 0, sheet->pager.pages - 1);
}
