/* Pictures in pages of a grid, with words above: the user's drawings, and a model's mistakes. */
#pragma once

#include "app/core/ink/ink.h"
#include "app/ui/widgets/layout.h"
#include "app/ui/widgets/pager.h"

/* Height in units of the words' first line, beside which the pager is. */
enum { GALLERY_LINE = 24 };

/* In pixels. The grid begins at (left, top); thumbnails are squares of a multiple of INK_SIDE. */
struct gallery {
    struct rect words;
    struct pager pager; /* at the right end of the words' first line */
    int columns, rows;
    int left, top, width, cell_width, cell_height, thumbnail;
    int first, count; /* the pictures of the page */
};

/* The contents to be placed. words and label are heights in units, of the texts above the grid and
 * under each picture; min is the least width of a cell. */
struct gallery_wish {
    struct rect area;
    int count, selected;
    float words, label, min;
};
struct gallery gallery_make(const struct gallery_wish *wish, const struct layout *layout);

/* The picture at (x, y), and the first one of the page to which the arrow there turns; or -1. */
int gallery_at(const struct gallery *gallery, float x, float y);
int gallery_turn(const struct gallery *gallery, float x, float y);

/* The cell of a picture of the page, its thumbnail included. */
struct rect gallery_cell(const struct gallery *gallery, int index);
