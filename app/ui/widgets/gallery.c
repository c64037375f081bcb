#include "app/ui/widgets/gallery.h"

#include "app/core/base/clamp.h"

enum { PADDING = 8, GAP = 8, NUMBER = 52, SMALL_AREA = 300, USUAL_COLUMNS = 7 };

static void turn_pages(struct gallery *gallery, const struct gallery_wish *wish) {
    int all = wish->count, space = gallery->columns * gallery->rows;
    gallery->pager.pages = all > 0 ? (all + space - 1) / space : 1;
    gallery->pager.page = all > 0 ? wish->selected / space : 0;
    gallery->first = gallery->pager.page * space;
    gallery->count = min_int(all - gallery->first, space);
}

/* As many columns as fit with at least this gap; the last one ends where the grid does. */
static void place_columns(struct gallery *gallery, int width, int min, int gap) {
    int side = max_int(gallery->thumbnail, min), columns = max_int((width + gap) / (side + gap), 1);
    gallery->columns = columns;
    gallery->cell_width = columns > 1 ? side + (width - columns * side) / (columns - 1) : width;
}

struct gallery gallery_make(const struct gallery_wish *wish, const struct layout *layout) {
    struct rect area = wish->area;
    struct gallery gallery = {0};
    bool small = (float)area.w < SMALL_AREA * layout->scale;
    int padding = layout_px(layout, PADDING), inner = area.w - 2 * padding;
    int min = layout_px(layout, small ? 32 : 60), fraction = small ? 0 : area.w / USUAL_COLUMNS;
    gallery.words = (struct rect){area.x + padding, area.y + padding / 2, inner,
                                  layout_px(layout, wish->words)};
    gallery.thumbnail = INK_SIDE * max_int(max_int(fraction, min) / INK_SIDE, 1);
    gallery.left = area.x + padding;
    gallery.width = inner;
    gallery.top = gallery.words.y + gallery.words.h + padding / 2;
    place_columns(&gallery, inner, layout_px(layout, wish->min), layout_px(layout, GAP));
    gallery.cell_height = gallery.thumbnail + layout_px(layout, wish->label + GAP / 2);
    gallery.rows = max_int((area.y + area.h - padding - gallery.top) / gallery.cell_height, 1);
    turn_pages(&gallery, wish);
    int line = layout_px(layout, GALLERY_LINE);
    pager_place(&gallery.pager, &gallery.words, line, line, layout_px(layout, NUMBER));
    return gallery;
}

struct rect gallery_cell(const struct gallery *gallery, int index) {
    int slot = index - gallery->first;
    return (struct rect){gallery->left + slot % gallery->columns * gallery->cell_width,
                         gallery->top + slot / gallery->columns * gallery->cell_height,
                         gallery->cell_width, gallery->cell_height};
}

int gallery_at(const struct gallery *gallery, float x, float y) {
    for (int i = gallery->first; i < gallery->first + gallery->count; i++)
        if (rect_contains(gallery_cell(gallery, i), x, y))
            return i;
    return -1;
}

int gallery_turn(const struct gallery *gallery, float x, float y) {
    int turn = pager_at(&gallery->pager, x, y), page = gallery->pager.page + turn;
    bool turns = turn && page >= 0 && page < gallery->pager.pages;
    return turns ? page * gallery->columns * gallery->rows : -1;
}
