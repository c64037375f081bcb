/* Two arrows that turn pages, with the number of the page between them. */
#pragma once

#include "app/ui/paint/paint.h"

/* In pixels. With a single page, the rectangles are empty. */
struct pager {
    struct rect back, on, number;
    int page, pages;
};

/* Places it at the right end of a line, which becomes shorter. The arrows are `side` wide. */
void pager_place(struct pager *pager, struct rect *line, int side, int height, int number);

/* The direction of the arrow there: -1, 1, or 0 for none. */
int pager_at(const struct pager *pager, float x, float y);
