/* The sheet of keys, made from the menus so that both always agree. */
#include <stddef.h>
#include <string.h>

#include "app/ui/view.h"

enum { WIDTH = 448, ROW = 18, PADDING = 16, TITLE = 32, MAX_ROWS = 48 };

static const char *const remarks[] = {
    "Draw with the left button, a pen or a finger. The wheel sets the brush.",
    "A digit's key, or a press on its bar, says what the drawing is.",
    "Tab to a button, Space to press it. F10 or Alt+letter for a menu.",
    "Also: Ctrl+Y redoes, F6 pauses, Esc closes what is in front.",
    "Browsing: arrows; Enter edits, Del deletes; F: all, wrong or right.",
    "Layers, Why: point at maps and bars, or Tab to them and use arrows.",
    "Drop a file to open it, or, over My drawings, to add its drawings.",
};
enum { REMARKS = sizeof remarks / sizeof *remarks };

static bool has_shortcut(const struct menu_entry *entry) {
    char shortcut[MENU_MAX_LABEL];
    menu_entry_shortcut(entry, shortcut);
    return shortcut[0] != '\0';
}

static int list_entries(const struct menu_entry *entries[MAX_ROWS]) {
    int count = 0;
    for (int m = 0; m < MENU_COUNT; m++)
        for (int i = 0; i < menu_at(m)->count && count < MAX_ROWS; i++)
            if (has_shortcut(&menu_at(m)->entries[i]))
                entries[count++] = &menu_at(m)->entries[i];
    return count;
}

static void paint_entry(struct scene *scene, struct rect row, const struct menu_entry *entry) {
    char shortcut[MENU_MAX_LABEL];
    menu_entry_shortcut(entry, shortcut);
    paint_text(&scene->painter, row, entry->label,
               view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->ink), TEXT_LEFT);
    paint_text(&scene->painter, row, shortcut,
               view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet), TEXT_RIGHT);
}

static void paint_entries(struct scene *scene, struct rect area, int row) {
    const struct menu_entry *entries[MAX_ROWS];
    int count = list_entries(entries), half = (count + 1) / 2;
    int width = (area.w - view_px(scene, 2 * PADDING)) / 2;
    for (int i = 0; i < count; i++) {
        int x = i < half ? area.x : area.x + area.w - width;
        paint_entry(scene, (struct rect){x, area.y + i % half * row, width, row}, entries[i]);
    }
}

/* The sheet's measures in pixels: in a small window everything stands closer. */
struct sheet {
    int rows, row, padding, title;
};

static struct sheet measure(const struct scene *scene) {
    const struct menu_entry *entries[MAX_ROWS];
    struct sheet sheet = {.rows = (list_entries(entries) + 1) / 2 + REMARKS,
                          .row = view_px(scene, ROW),
                          .padding = view_px(scene, PADDING),
                          .title = view_px(scene, TITLE)};
    int window = scene->ui->layout.height, around = sheet.title + 5 * sheet.padding / 2;
    if (sheet.rows * sheet.row + around > window) {
        sheet.padding /= 2;
        sheet.title = 3 * sheet.title / 4;
        around = sheet.title + 5 * sheet.padding / 2;
        int fitting = (window - around) / sheet.rows;
        sheet.row = fitting < sheet.row ? fitting : sheet.row;
    }
    return sheet;
}

void view_keys(struct scene *scene) {
    const struct theme *theme = scene->theme;
    const struct layout *layout = &scene->ui->layout;
    const struct sheet sheet = measure(scene);
    int width = view_px(scene, WIDTH), row = sheet.row, gap = sheet.padding / 2;
    int height = sheet.rows * row + sheet.title + 2 * sheet.padding + gap;
    struct rect rect = {(layout->width - width) / 2, (layout->height - height) / 2, width, height};
    struct rect whole = {0, 0, layout->width, layout->height};
    paint_fill(&scene->painter, whole, (theme->paper & 0x00FFFFFF) | 0xB0000000);
    paint_fill(&scene->painter, rect, theme->panel);
    paint_border(&scene->painter, rect, 1, theme->line);

    struct rect area = rect_inset(rect, sheet.padding);
    paint_text(&scene->painter, (struct rect){area.x, area.y, area.w, view_px(scene, ROW)},
               "Inkling " INKLING_VERSION, view_style(scene, TYPE_BODY, FONT_BOLD, theme->ink),
               TEXT_LEFT);
    area.y += sheet.title;
    paint_entries(scene, area, row);
    int y = area.y + (sheet.rows - REMARKS) * row + gap;
    for (int i = 0; i < REMARKS; i++, y += row)
        paint_text(&scene->painter, (struct rect){area.x, y, area.w, row}, remarks[i],
                   view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->quiet), TEXT_LEFT);
}
