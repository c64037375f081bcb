/* Pictures in pages of a grid, with words above: the user's drawings on the canvas' place, and the
 * mistakes of a net. */
#ifndef APP_UI_WIDGETS_GALLERY_H
#define APP_UI_WIDGETS_GALLERY_H

#include "app/core/state/app.h"
#include "app/ui/paint/theme.h"
#include "app/ui/widgets/layout.h"

/* Height in units of the words' first line, beside which the pager stands. */
enum { GALLERY_LINE = 24 };

/* In pixels. The grid begins at (left, top); thumbnails are squares of a multiple of INK_SIDE. */
struct gallery {
    struct rect words;
    /* Pressed to turn the page, and between them its number; empty where there is one page alone.
     */
    struct rect back, on, number;
    int columns, rows;
    int left, top, width, cell_width, cell_height, thumbnail;
    int page, pages;
    int first, count; /* the pictures of the page */
};

/* What is to be placed. words and label are heights in units, of what stands above the grid and
 * under each picture; least is the width that a cell has at least. */
struct gallery_wish {
    struct rect area;
    int count, selected;
    float words, label, min;
};
struct gallery gallery_make(const struct gallery_wish *wish, const struct theme *theme);

/* Of the user's drawings. */
struct gallery gallery_of(const struct app *app, const struct layout *layout,
                          const struct theme *theme);

/* The first picture of the page before (by -1) or after it (1); -1 where there is none. */
int gallery_turn(const struct gallery *gallery, int by);

/* The cell of a picture of the page, its thumbnail included. */
struct rect gallery_cell(const struct gallery *gallery, int index);

/* The picture there, or -1. */
int gallery_at(const struct gallery *gallery, int x, int y);

#endif
