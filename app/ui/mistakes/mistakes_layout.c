#include "app/ui/mistakes/mistakes_layout.h"

#include "app/core/base/clamp.h"

/* In units. */
enum { PADDING = 8, LINE = 18, HEAD = 16, LABELS = 28, RIGHT = 56 };
enum { WIDE = 340, HIGH = 260 };      /* from these sides on, all of it has space */
enum { CAPTION = 32, MIN_CELL = 44 }; /* of a picture in the gallery */

struct matrix matrix_of(const struct layout *layout) {
    struct rect place = layout->places[LAYOUT_MISTAKES_MATRIX];
    struct rect area = rect_inset(place, layout_px(layout, PADDING));
    bool wide = place.w >= layout_px(layout, WIDE), high = place.h >= layout_px(layout, HIGH);
    int labels = layout_px(layout, LABELS), right = wide ? layout_px(layout, RIGHT) : 0;
    int meaning = high ? layout_px(layout, LINE) : 0, head = layout_px(layout, HEAD);
    if (!high)
        area = (struct rect){area.x, place.y, area.w, place.h};
    struct rect cells = {area.x + labels, area.y + meaning + head, area.w - labels - right,
                         area.h - meaning - head};
    return (struct matrix){
        .classes = layout->classes,
        .meaning = {cells.x, area.y, cells.w, meaning},
        .heads = {cells.x, area.y + meaning, cells.w, head},
        .labels = {area.x, cells.y, labels, cells.h},
        .right = {cells.x + cells.w, cells.y, right, cells.h},
        .cells = cells,
    };
}

struct rect matrix_cell(const struct matrix *matrix, int label, int reading) {
    return rect_cell(matrix->cells, reading, matrix->classes, label, matrix->classes);
}

int matrix_at(const struct matrix *matrix, float x, float y) {
    for (int label = 0; label < matrix->classes; label++)
        for (int reading = 0; reading < matrix->classes; reading++)
            if (rect_contains(matrix_cell(matrix, label, reading), x, y))
                return mistakes_cell_number((struct mistakes_cell){label, reading});
    return -1;
}

struct gallery mistakes_gallery_of(const struct app *app, const struct layout *layout) {
    const struct gallery_wish wish = {
        .area = layout->places[LAYOUT_MISTAKES_GALLERY],
        .count = app->tests.mistakes.shown_count,
        .selected = max_int(app->tests.mistake, 0),
        .words = GALLERY_LINE,
        .label = CAPTION,
        .min = MIN_CELL,
    };
    return gallery_make(&wish, layout);
}
