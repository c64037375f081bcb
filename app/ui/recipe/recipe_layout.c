#include "app/ui/recipe/recipe_layout.h"

#include "app/core/base/clamp.h"

/* In units. */
enum { MARK = 16, ARROW = 20, END = 4, NOTE_MIN = 96, GAP = 8, WIDE = 460 };
enum { TITLE = 84, VALUE = 152, WIDE_TITLE = 108, WIDE_VALUE = 204 };
enum { PADDING = 8, WORDS = 20, LABEL = 16, PICTURE_GAP = 4 };

bool recipe_is_wide(const struct layout *layout) {
    return layout->places[LAYOUT_RECIPE_LIST].w >= layout_px(layout, WIDE);
}

struct rect recipe_line(const struct layout *layout, enum training_choice choice) {
    return rect_cell(layout->places[LAYOUT_RECIPE_LIST], 0, 1, (int)choice, TRAINING_CHOICES);
}

struct rect recipe_part_rect(const struct layout *layout, enum training_choice choice,
                             enum recipe_part part) {
    struct rect line = recipe_line(layout, choice);
    bool wide = recipe_is_wide(layout);
    int first = layout_px(layout, MARK + (wide ? WIDE_TITLE : TITLE));
    int end = line.w - layout_px(layout, END), arrow = layout_px(layout, ARROW);
    int last = min_int(first + layout_px(layout, wide ? WIDE_VALUE : VALUE), end);
    int gap = layout_px(layout, GAP);
    bool has_note = end - last >= layout_px(layout, NOTE_MIN);
    /* From the line's left end. */
    const struct {
        int from, to;
    } pieces[] = {
        [RECIPE_NOWHERE] = {0, 0},
        [RECIPE_TITLE] = {0, first},
        [RECIPE_BACK] = {first, first + arrow},
        [RECIPE_VALUE] = {first + arrow, last - arrow},
        [RECIPE_ON] = {last - arrow, last},
        [RECIPE_NOTE] = {last + gap, has_note ? end : last},
        [RECIPE_FIELD] = {first, end},
    };
    int from = pieces[part].from, width = max_int(pieces[part].to - from, 0);
    return (struct rect){line.x + from, line.y, width, line.h};
}

struct recipe_hit recipe_at(const struct layout *layout, float x, float y) {
    for (int i = 0; i < TRAINING_CHOICES; i++)
        for (int p = RECIPE_TITLE; p <= RECIPE_NOTE; p++) {
            struct recipe_hit hit = {(enum training_choice)i, (enum recipe_part)p};
            if (rect_contains(recipe_part_rect(layout, hit.choice, hit.part), x, y))
                return hit;
        }
    return (struct recipe_hit){TRAINING_CHOICE_RECIPE, RECIPE_NOWHERE};
}

/* The side of pictures in a grid of so many columns and rows. */
static int side_in(const struct preview_grid *grid, struct rect area, int gap) {
    int width = (area.w + gap) / grid->columns - gap;
    int side = min_int(width, (area.h + gap) / grid->rows - gap - grid->label);
    return side >= INK_SIDE ? side / INK_SIDE * INK_SIDE : max_int(side, 1);
}

/* Spreads the pictures so that the last of a row ends where the area does, and the last row too
 * unless the rows would then be further apart than the columns. */
static void spread(struct preview_grid *grid, struct rect area) {
    grid->left = area.x;
    grid->top = area.y;
    grid->step_x = (area.w - grid->side) / max_int(grid->columns - 1, 1);
    int step = (area.h - grid->side - grid->label) / max_int(grid->rows - 1, 1);
    grid->step_y = min_int(step, grid->step_x + grid->label);
}

/* The grid with so many pictures that shows them largest. */
static struct preview_grid largest(struct preview_grid grid, struct rect area, int count, int gap) {
    struct preview_grid best = {.side = 0};
    for (grid.columns = 2; grid.columns <= count; grid.columns++) {
        grid.rows = count / grid.columns;
        grid.side = side_in(&grid, area, gap);
        if (grid.rows * grid.columns == count && grid.side > best.side)
            best = grid;
    }
    return best;
}

/* Many pictures, or fewer that are larger, whichever fills the space best. */
static struct preview_grid fullest(struct preview_grid grid, struct rect area, int gap) {
    static const int counts[] = {PREVIEW_PICTURES, 20, 18, 15, 12};
    struct preview_grid best = {.side = 0};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct preview_grid found = largest(grid, area, counts[i], gap);
        if (found.columns * found.rows * found.side > best.columns * best.rows * best.side)
            best = found;
    }
    return best;
}

struct preview_grid preview_grid_of(const struct layout *layout) {
    struct rect area =
        rect_inset(layout->places[LAYOUT_RECIPE_PREVIEW], layout_px(layout, PADDING));
    int gap = layout_px(layout, PICTURE_GAP);
    struct preview_grid grid = {.words = rect_cut_top(&area, layout_px(layout, WORDS)),
                                .label = layout_px(layout, LABEL)};
    rect_cut_top(&area, gap);
    grid = fullest(grid, area, gap);
    spread(&grid, area);
    return grid;
}

struct rect preview_grid_picture(const struct preview_grid *grid, int index) {
    return (struct rect){grid->left + index % grid->columns * grid->step_x,
                         grid->top + index / grid->columns * grid->step_y, grid->side, grid->side};
}
