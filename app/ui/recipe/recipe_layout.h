/* The places of the parts of the recipe's lines and of its preview. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/layout.h"

/* A line from the left: the mark of what is changed, the title, the value between two arrows, and,
 * where there is space, the recipe's value. */
enum recipe_part {
    RECIPE_NOWHERE,
    RECIPE_TITLE, /* with the mark */
    RECIPE_BACK,
    RECIPE_VALUE,
    RECIPE_ON,
    RECIPE_NOTE,  /* empty where there is no space */
    RECIPE_FIELD, /* for typing: from the first arrow to the line's end */
};

struct rect recipe_line(const struct layout *layout, enum training_choice choice);
struct rect recipe_part_rect(const struct layout *layout, enum training_choice choice,
                             enum recipe_part part);

/* The part of the list at a point, never RECIPE_FIELD; RECIPE_NOWHERE outside it. */
struct recipe_hit {
    enum training_choice choice;
    enum recipe_part part;
};
struct recipe_hit recipe_at(const struct layout *layout, float x, float y);

/* The part under the pointer (recipe_screen.c). */
struct ui;
struct recipe_hit recipe_hovered(const struct ui *ui);

/* True if the typed text is a value (recipe_screen.c); else err, if not NULL, says why not. */
bool recipe_typed_well(const struct ui *ui, const struct app *app, struct nn_error *err);

/* True if lines have space for larger type. */
bool recipe_is_wide(const struct layout *layout);

/* The preview: one line of words over a grid of pictures with their labels below, as many as leave
 * them a size at which one sees what they are. In pixels; pictures are square, their side a
 * multiple of 28 unless there is no space for that. */
struct preview_grid {
    struct rect words;
    int left, top, columns, rows, side;
    int step_x, step_y, label; /* from picture to picture; height of a label */
};
struct preview_grid preview_grid_of(const struct layout *layout);
struct rect preview_grid_picture(const struct preview_grid *grid, int index);
