#include "app/ui/recipe/recipe_layout.h"

/* In units. */
enum { MARK = 16, ARROW = 20, END = 4, NOTE_MIN = 96, GAP = 8, WIDE = 460 };
enum { TITLE = 84, VALUE = 152, WIDE_TITLE = 108, WIDE_VALUE = 204 };
enum { PADDING = 8, WORDS = 20, LABEL = 16, PICTURE_GAP = 4 };

bool recipe_is_wide(const struct layout *layout, const struct theme *theme) {
    return layout->places[LAYOUT_RECIPE_LIST].w >= theme_px(theme, WIDE);
}

struct rect recipe_line(const struct layout *layout, enum training_choice choice) {
    struct rect list = layout->places[LAYOUT_RECIPE_LIST];
    int line = (int)choice;
    int top = list.y + list.h * line / TRAINING_CHOICES;
    int bottom = list.y + list.h * (line + 1) / TRAINING_CHOICES;
    return (struct rect){list.x, top, list.w, bottom - top};
}

/* From x0 to x1 of the line, which both count from its left end. */
static struct rect piece(struct rect line, int x0, int x1) {
    return (struct rect){line.x + x0, line.y, x1 > x0 ? x1 - x0 : 0, line.h};
}

struct rect recipe_part_rect(const struct layout *layout, const struct theme *theme,
                             enum training_choice choice, enum recipe_part part) {
    struct rect line = recipe_line(layout, choice);
    bool wide = recipe_is_wide(layout, theme);
    int first = theme_px(theme, MARK + (wide ? WIDE_TITLE : TITLE)), arrow = theme_px(theme, ARROW);
    int end = line.w - theme_px(theme, END), value = theme_px(theme, wide ? WIDE_VALUE : VALUE);
    int last = first + value < end ? first + value : end, gap = theme_px(theme, GAP);
    switch (part) {
    case RECIPE_TITLE:
        return piece(line, 0, first);
    case RECIPE_BACK:
        return piece(line, first, first + arrow);
    case RECIPE_VALUE:
        return piece(line, first + arrow, last - arrow);
    case RECIPE_ON:
        return piece(line, last - arrow, last);
    case RECIPE_NOTE:
        return piece(line, last + gap, end - last >= theme_px(theme, NOTE_MIN) ? end : last);
    case RECIPE_FIELD:
        return piece(line, first, end);
    case RECIPE_NOWHERE:
        break;
    }
    return piece(line, 0, 0);
}

struct recipe_hit recipe_at(const struct layout *layout, const struct theme *theme, int x, int y) {
    for (int i = 0; i < TRAINING_CHOICES; i++)
        for (int p = RECIPE_TITLE; p <= RECIPE_NOTE; p++) {
            struct recipe_hit hit = {(enum training_choice)i, (enum recipe_part)p};
            if (rect_contains(recipe_part_rect(layout, theme, hit.choice, hit.part), x, y))
                return hit;
        }
    return (struct recipe_hit){TRAINING_CHOICE_RECIPE, RECIPE_NOWHERE};
}

/* The side of pictures in a grid of so many columns and rows. */
static int side_in(const struct preview_grid *grid, struct rect area, int gap) {
    int width = (area.w + gap) / grid->columns - gap;
    int height = (area.h + gap) / grid->rows - gap - grid->label;
    int side = width < height ? width : height;
    return side >= INK_SIDE ? side / INK_SIDE * INK_SIDE : side < 1 ? 1 : side;
}

/* Spreads the pictures so that the last of a row ends where the area does, and the last row too
 * unless the rows would then be further apart than the columns. */
static void spread(struct preview_grid *grid, struct rect area) {
    int across = grid->columns > 1 ? grid->columns - 1 : 1;
    int down = grid->rows > 1 ? grid->rows - 1 : 1;
    grid->left = area.x;
    grid->top = area.y;
    grid->step_x = (area.w - grid->side) / across;
    int step = (area.h - grid->side - grid->label) / down, max = grid->step_x + grid->label;
    grid->step_y = step < max ? step : max;
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
    struct preview_grid best = largest(grid, area, PREVIEW_PICTURES, gap);
    for (size_t i = 1; i < sizeof counts / sizeof *counts; i++) {
        struct preview_grid found = largest(grid, area, counts[i], gap);
        if (found.columns * found.rows * found.side > best.columns * best.rows * best.side)
            best = found;
    }
    return best;
}

struct preview_grid preview_grid_of(const struct layout *layout, const struct theme *theme) {
    struct rect area = rect_inset(layout->places[LAYOUT_RECIPE_PREVIEW], theme_px(theme, PADDING));
    int words = theme_px(theme, WORDS), gap = theme_px(theme, PICTURE_GAP);
    struct rect below = {area.x, area.y + words + gap, area.w, area.h - words - gap};
    struct preview_grid grid = {.words = {area.x, area.y, area.w, words},
                                .label = theme_px(theme, LABEL)};
    struct preview_grid found = fullest(grid, below, gap);
    spread(&found, below);
    return found;
}

struct rect preview_grid_picture(const struct preview_grid *grid, int index) {
    return (struct rect){grid->left + index % grid->columns * grid->step_x,
                         grid->top + index / grid->columns * grid->step_y, grid->side, grid->side};
}
