#include "app/ui/widgets/pager.h"

void pager_place(struct pager *pager, struct rect *line, int side, int height, int number) {
    if (pager->pages < 2)
        return;
    pager->on = (struct rect){line->x + line->w - side, line->y, side, height};
    pager->number = (struct rect){pager->on.x - number, line->y, number, height};
    pager->back = (struct rect){pager->number.x - side, line->y, side, height};
    line->w -= 2 * side + number;
}

int pager_at(const struct pager *pager, float x, float y) {
    return rect_contains(pager->on, x, y) - rect_contains(pager->back, x, y);
}
