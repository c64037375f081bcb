/* Where the confusion matrix and the gallery of mistakes stand. */
#ifndef APP_UI_MISTAKES_MISTAKES_LAYOUT_H
#define APP_UI_MISTAKES_MISTAKES_LAYOUT_H

#include "app/ui/widgets/gallery.h"

/* In pixels. Above the cells stand what their columns mean, where there is room, and the classes
 * read; at their left the classes that they are; at their right how many of those are read right,
 * where there is room. */
struct matrix {
    int classes;
    struct rect meaning, heads, labels, right, cells;
};

struct matrix matrix_of(const struct layout *layout, const struct theme *theme);

/* Of label and reading, each a class. */
struct rect matrix_cell(const struct matrix *matrix, int label, int reading);

/* The cell there as mistakes_cell_number, or -1. */
int matrix_at(const struct matrix *matrix, int x, int y);

struct gallery mistakes_gallery_of(const struct app *app, const struct layout *layout,
                                   const struct theme *theme);

#endif
