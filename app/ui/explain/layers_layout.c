#include "app/ui/explain/layers_layout.h"

#include "app/core/base/clamp.h"

enum {
    COLUMN_MIN = 56,
    COLUMN_MAX = 104,
    COLUMN_GAP = 8,
    LABEL = 18,
    MAP_MIN = 8, /* sides, in units */
    MAP_GAP = 2,
    UNIT_MIN = 2,
    UNIT_MAX = 18,
    UNIT_GAP_FROM = 5,
    FEW = 16,
};

int layers_columns_shown(const struct layout *layout, int columns) {
    int space = layout->places[LAYOUT_LAYERS_STRIP].w / layout_px(layout, COLUMN_MIN);
    return max_int(min_int(space, columns), 0);
}

struct layers_strip layers_strip_make(const struct layout *layout, int columns, int wanted_first) {
    struct layers_strip strip = {.rect = layout->places[LAYOUT_LAYERS_STRIP],
                                 .scale = layout->scale,
                                 .count = layers_columns_shown(layout, columns)};
    strip.first = max_int(min_int(wanted_first, columns - strip.count), 0);
    if (strip.count > 0)
        strip.width = min_int(strip.rect.w / strip.count, scaled_px(strip.scale, COLUMN_MAX));
    return strip;
}

struct rect layers_column(const struct layers_strip *strip, int column) {
    int place = column - strip->first;
    if (place < 0 || place >= strip->count)
        return (struct rect){0, 0, 0, 0};
    return (struct rect){strip->rect.x + place * strip->width, strip->rect.y,
                         strip->width - scaled_px(strip->scale, COLUMN_GAP), strip->rect.h};
}

struct rect layers_label(const struct layers_strip *strip, int column) {
    struct rect rect = layers_column(strip, column);
    rect.h = min_int(rect.h, scaled_px(strip->scale, LABEL));
    rect.w += rect.w > 0 ? scaled_px(strip->scale, COLUMN_GAP - 2) : 0;
    return rect;
}

struct rect layers_maps(const struct layers_strip *strip, int column) {
    struct rect rect = layers_column(strip, column);
    rect_cut_top(&rect, min_int(rect.h, scaled_px(strip->scale, LABEL)));
    return rect;
}

bool layers_is_vector(struct nn_shape shape) {
    return shape.height * shape.width == 1;
}

/* The largest cells of the given shape of which `count` fit, min to max wide; 0 wide if there are
 * none. Of equal sizes, many cells take the fewest rows, and few take one column. */
static struct layers_grid best_grid(struct rect area, int count, float tall, int gap, int min,
                                    int max) {
    struct layers_grid best = {.gap = gap};
    for (int across = 1; across <= count; across++) {
        int width = min_int((area.w + gap) / across - gap, max);
        int rows = (count + across - 1) / across;
        int height = max_int((int)((float)width * tall), 1);
        int fitting = (area.h + gap) / rows - gap;
        if (height > fitting) {
            height = fitting;
            width = (int)((float)height / tall);
        }
        if (width >= min && (width > best.cell_w || (width == best.cell_w && count > FEW)))
            best = (struct layers_grid){
                .across = across, .cell_w = width, .cell_h = height, .gap = gap};
    }
    return best;
}

struct layers_grid layers_grid_make(struct rect area, struct nn_shape shape, int chosen,
                                    float scale) {
    bool vector = layers_is_vector(shape);
    int min = scaled_px(scale, vector ? UNIT_MIN : MAP_MIN);
    int max = vector ? scaled_px(scale, UNIT_MAX) : area.w, gap = scaled_px(scale, MAP_GAP);
    float tall = (float)shape.height / (float)shape.width;
    struct layers_grid grid = best_grid(area, shape.channels, tall, gap, min, max);
    if (vector && grid.cell_w < scaled_px(scale, UNIT_GAP_FROM))
        grid = best_grid(area, shape.channels, tall, gap = 0, min, max);
    if (grid.cell_w == 0) { /* the smallest cells, and as many of them as fit */
        grid.cell_w = min;
        grid.cell_h = max_int((int)((float)min * tall), 1);
        grid.across = max_int((area.w + gap) / (min + gap), 1);
    }
    int rows = max_int((area.h + grid.gap) / (grid.cell_h + grid.gap), 1);
    int space = rows * grid.across;
    grid.x = area.x;
    grid.y = area.y;
    grid.first = max_int(chosen, 0) / space * space;
    grid.count = min_int(space, shape.channels - grid.first);
    return grid;
}

struct rect layers_cell(const struct layers_grid *grid, int map) {
    int place = map - grid->first;
    if (place < 0 || place >= grid->count)
        return (struct rect){0, 0, 0, 0};
    return (struct rect){grid->x + place % grid->across * (grid->cell_w + grid->gap),
                         grid->y + place / grid->across * (grid->cell_h + grid->gap), grid->cell_w,
                         grid->cell_h};
}

int layers_map_at(const struct layers_grid *grid, int x, int y) {
    int column = (x - grid->x) / (grid->cell_w + grid->gap);
    int row = (y - grid->y) / (grid->cell_h + grid->gap);
    if (x < grid->x || y < grid->y || column >= grid->across)
        return -1;
    int map = grid->first + row * grid->across + column;
    return map < grid->first + grid->count ? map : -1;
}

struct rect layers_enlarged(struct rect square, struct nn_shape shape, int *cell) {
    *cell = max_int(min_int(square.w / shape.width, square.h / shape.height), 1);
    return (struct rect){square.x, square.y, *cell * shape.width, *cell * shape.height};
}
