/* Where the columns and maps of the layers' view stand: pure functions of the net's shapes and of
 * the rectangles that the layout gives. */
#ifndef APP_UI_EXPLAIN_LAYERS_LAYOUT_H
#define APP_UI_EXPLAIN_LAYERS_LAYOUT_H

#include "app/core/reading/activations.h"
#include "app/ui/widgets/layout.h"

/* The columns of the strip that are shown: first to first + count - 1, each width pixels wide. */
struct layers_strip {
    struct rect rect;
    float scale;
    int first, count, width;
};

/* How many columns of so many have room. */
int layers_columns_shown(const struct layout *layout, int columns);

/* wanted_first is brought within the net. */
struct layers_strip layers_strip_make(const struct layout *layout, int columns, int wanted_first);

/* The whole column, its label's line and what is below that. Empty if it is not shown. */
struct rect layers_column(const struct layers_strip *strip, int column);
struct rect layers_label(const struct layers_strip *strip, int column);
struct rect layers_maps(const struct layers_strip *strip, int column);

/* The maps of a layer in rows, as large as fits; a vector's units are maps of one pixel. Where not
 * all have room, those from `first` on, the chosen one among them, are shown. */
struct layers_grid {
    int x, y;
    int across, first, count;
    int cell_w, cell_h, gap; /* pixels */
};

struct layers_grid layers_grid_make(struct rect area, struct nn_shape shape, int chosen,
                                    float scale);
struct rect layers_cell(const struct layers_grid *grid, int map);

/* The map at a point of the grid, or -1. */
int layers_map_at(const struct layers_grid *grid, int x, int y);

/* The enlarged map within the layout's square: the map's own pixels, each `cell` pixels wide. */
struct rect layers_enlarged(struct rect square, struct nn_shape shape, int *cell);

/* A vector's units are enlarged together, by this much. */
enum { LAYERS_ENLARGE = 2 };

/* Whether a column's maps are single values. */
bool layers_is_vector(struct nn_shape shape);

#endif
