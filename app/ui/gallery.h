/* Where the user's drawings stand on the canvas' place: pages of a grid, with words above. */
#ifndef APP_UI_GALLERY_H
#define APP_UI_GALLERY_H

#include "app/core/app.h"
#include "app/ui/layout.h"
#include "app/ui/theme.h"

/* Height in units of the words' first line, beside which the pager stands. */
enum { GALLERY_LINE = 24 };

/* In pixels. The grid begins at (left, top); thumbnails are square, a multiple of 28 pixels. */
struct gallery {
    struct rect words;
    struct rect back, on; /* pressed to turn the page; empty where there is one page alone */
    int columns, rows;
    int left, top, width, cell_width, cell_height, thumbnail;
    int page, pages;
    int first, count; /* the drawings of the page */
};

struct gallery gallery_of(const struct app *app, const struct layout *layout,
                          const struct theme *theme);

/* The cell of a drawing of the page, its thumbnail included. */
struct rect gallery_cell(const struct gallery *gallery, int index);

/* The drawing there, or -1. */
int gallery_at(const struct gallery *gallery, int x, int y);

#endif
