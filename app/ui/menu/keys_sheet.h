/* The sheet of keys: its lines, in groups and on as many pages as they need, and where they are. */
#pragma once

#include "app/ui/menu/menu.h"
#include "app/ui/widgets/pager.h"

enum { KEYS_MAX_ROWS = 112, KEYS_TEXT = MENU_MAX_LABEL + 16 };

/* A group's heading has no keys. The columns of all pages are counted through. */
struct keys_row {
    const char *label; /* borrowed forever */
    char keys[KEYS_TEXT];
    int column, line, page;
    struct rect rect;
};

/* In pixels. The pager is at the right end of the title. */
struct keys_sheet {
    struct rect rect, title;
    struct pager pager;
    int count;
    struct keys_row rows[KEYS_MAX_ROWS];
};

void keys_sheet_make(struct keys_sheet *sheet, const struct layout *layout);

/* The nearest page that there is. */
int keys_sheet_page(const struct keys_sheet *sheet, int page);
