/* The places of the confusion matrix and of the gallery of mistakes. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/gallery.h"

/* In pixels. Above the cells: the meaning of their columns, where there is space, and the classes
 * read. At their left: the true classes. At their right, where there is space: how much of each is
 * read right. */
struct matrix {
    int classes;
    struct rect meaning, heads, labels, right, cells;
};

struct matrix matrix_of(const struct layout *layout);

/* The cell of a label and a reading, each a class. */
struct rect matrix_cell(const struct matrix *matrix, int label, int reading);

/* The cell there, or under the pointer (mistakes_screen.c), as mistakes_cell_number; or -1. */
int matrix_at(const struct matrix *matrix, float x, float y);
struct ui;
int mistakes_hovered_cell(const struct ui *ui);

struct gallery mistakes_gallery_of(const struct app *app, const struct layout *layout);
