/* The sheet of keys: what it lists, in groups, and where that stands. What has no room on one page
 * is on the next. */
#ifndef APP_UI_MENU_KEYS_SHEET_H
#define APP_UI_MENU_KEYS_SHEET_H

#include "app/ui/menu/menu.h"

enum { KEYS_MAX_ROWS = 112, KEYS_TEXT = MENU_MAX_LABEL + 16 };

/* A group's heading has no keys. */
struct keys_row {
    const char *label; /* borrowed for ever */
    char keys[KEYS_TEXT];
    int group;
    int page;
    struct rect rect;
};

/* In pixels. Without a second page, number, back and on are empty. */
struct keys_sheet {
    struct rect rect, title;
    struct rect number, back, on;
    int pages, count;
    struct keys_row rows[KEYS_MAX_ROWS];
};

void keys_sheet_make(struct keys_sheet *sheet, const struct layout *layout,
                     const struct theme *theme);

/* The page that is shown where this one is asked for. */
int keys_sheet_page(const struct keys_sheet *sheet, int page);

#endif
