/* The places of the columns and maps in the view of layers: pure functions of the network's shapes
 * and of the layout's rectangles. */
#pragma once

#include "app/core/reading/activations.h"
#include "app/ui/widgets/layout.h"

/* The columns of the strip that are shown: first to first + count - 1, each width pixels wide. */
struct layers_strip {
    struct rect rect;
    float scale;
    int first, count, width;
};

/* How many of so many columns have space. */
int layers_columns_shown(const struct layout *layout, int columns);

/* wanted_first is brought within the network. */
struct layers_strip layers_strip_make(const struct layout *layout, int columns, int wanted_first);

/* The whole column, the line of its label, and the rest below. Empty if it is not shown. */
struct rect layers_column(const struct layers_strip *strip, int column);
struct rect layers_label(const struct layers_strip *strip, int column);
struct rect layers_maps(const struct layers_strip *strip, int column);

/* The maps of a layer in rows, as large as fits; a vector's units are maps of one pixel. Where not
 * all have space, those from `first` on are shown, the chosen one among them. */
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

/* True if a column's maps are single values. */
bool layers_is_vector(struct nn_shape shape);
