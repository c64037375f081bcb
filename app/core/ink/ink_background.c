#include "app/core/ink/ink_background.h"

#include <math.h>
#include <stddef.h>

#include "app/core/base/clamp.h"

enum {
    MAX_GRID = INK_BACKGROUND_CELLS,
    MIN_CELL = 8, /* pixels */
    REACH = 2,    /* cells that ink may cover to each side of a cell */
    COARSE = 16,  /* cells along the longer side that tell whether ink is dark */
};

/* The grey of the paper in each cell of a grid over the picture. */
struct grid {
    int columns, rows;
    int greys[MAX_GRID][MAX_GRID];
};

static int cells_along(int side, int cell) {
    return clamp_int(side / (cell > MIN_CELL ? cell : MIN_CELL), 1, MAX_GRID);
}

static int median(const struct ink_plane *greys, int left, int top, int right, int bottom) {
    int histogram[256] = {0}, below = 0, grey = 0;
    for (int y = top; y < bottom; y++)
        for (int x = left; x < right; x++)
            histogram[greys->levels[(ptrdiff_t)y * greys->width + x]]++;
    int half = (right - left) * (bottom - top) / 2;
    while (below + histogram[grey] <= half)
        below += histogram[grey++];
    return grey;
}

static void measure(struct grid *grid, const struct ink_plane *greys, int cell) {
    grid->columns = cells_along(greys->width, cell);
    grid->rows = cells_along(greys->height, cell);
    for (int i = 0; i < grid->rows; i++)
        for (int j = 0; j < grid->columns; j++)
            grid->greys[i][j] = median(
                greys, j * greys->width / grid->columns, i * greys->height / grid->rows,
                (j + 1) * greys->width / grid->columns, (i + 1) * greys->height / grid->rows);
}

enum { PADDED = MAX_GRID + 2 * REACH };

static void take(int *grey, int other, bool lightest) {
    if (lightest ? other > *grey : other < *grey)
        *grey = other;
}

/* Fills in what is darker, or else lighter, than everything around it: every cell becomes the
 * lightest within reach, and then the darkest of these. The first step extends beyond the edges, so
 * that corners in the dark are not filled in. */
static void fill_in(struct grid *grid, bool dark) {
    int spread[PADDED][PADDED];
    for (int i = 0; i < grid->rows + 2 * REACH; i++)
        for (int j = 0; j < grid->columns + 2 * REACH; j++) {
            spread[i][j] = dark ? 0 : 255;
            for (int k = i - 2 * REACH; k <= i; k++)
                for (int l = j - 2 * REACH; l <= j; l++)
                    if (k >= 0 && k < grid->rows && l >= 0 && l < grid->columns)
                        take(&spread[i][j], grid->greys[k][l], dark);
        }
    for (int i = 0; i < grid->rows; i++)
        for (int j = 0; j < grid->columns; j++) {
            grid->greys[i][j] = spread[i][j];
            for (int k = i; k <= i + 2 * REACH; k++)
                for (int l = j; l <= j + 2 * REACH; l++)
                    take(&grid->greys[i][j], spread[k][l], !dark);
        }
}

/* The last cell whose middle is before a place and which has a cell after it, if there are two;
 * *fraction is the position of the place between their middles: below 0 or above 1 at the edges. */
static int cell_before(double place, int cells, double *fraction) {
    int cell = clamp_int((int)place, 0, cells > 1 ? cells - 2 : 0);
    *fraction = cells > 1 ? place - cell : 0;
    return cell;
}

/* The grey of the paper at a place, interpolated between the middles of the cells. */
static double grey_at(const struct grid *grid, double across, double down) {
    double x, y;
    int column = cell_before(across * grid->columns - 0.5, grid->columns, &x);
    int row = cell_before(down * grid->rows - 0.5, grid->rows, &y);
    int right = clamp_int(column + 1, 0, grid->columns - 1),
        below = clamp_int(row + 1, 0, grid->rows - 1);
    double upper =
        grid->greys[row][column] + x * (grid->greys[row][right] - grid->greys[row][column]);
    double lower =
        grid->greys[below][column] + x * (grid->greys[below][right] - grid->greys[below][column]);
    return fmin(fmax(upper + y * (lower - upper), 0), 255);
}

static double paper_at(const struct grid *grid, const struct ink_plane *greys, int x, int y) {
    return grey_at(grid, (x + 0.5) / greys->width, (y + 0.5) / greys->height);
}

/* The median of all cells within reach of a cell. */
static int grey_around(const struct grid *grid, int row, int column) {
    int found[(2 * REACH + 1) * (2 * REACH + 1)] = {0}, count = 0;
    for (int i = clamp_int(row - REACH, 0, grid->rows - 1);
         i <= clamp_int(row + REACH, 0, grid->rows - 1); i++)
        for (int j = clamp_int(column - REACH, 0, grid->columns - 1);
             j <= clamp_int(column + REACH, 0, grid->columns - 1); j++) {
            int at = count++;
            for (; at > 0 && found[at - 1] > grid->greys[i][j]; at--)
                found[at] = found[at - 1];
            found[at] = grid->greys[i][j];
        }
    return found[count / 2];
}

bool ink_background_ink_is_dark(const struct ink_plane *greys) {
    struct grid grid, around;
    measure(&grid, greys, max_int(greys->width, greys->height) / COARSE);
    around = grid;
    for (int i = 0; i < grid.rows; i++)
        for (int j = 0; j < grid.columns; j++)
            around.greys[i][j] = grey_around(&grid, i, j);
    /* Cubes keep the sign and favour large differences: noise and slopes differ to both sides. */
    double sum = 0;
    for (int y = 0; y < greys->height; y++)
        for (int x = 0; x < greys->width; x++) {
            double apart =
                greys->levels[(ptrdiff_t)y * greys->width + x] - paper_at(&around, greys, x, y);
            sum += apart * apart * apart;
        }
    return sum < 0;
}

/* Replaces greys by levels of ink; returns the highest. */
static int subtract(const struct ink_plane *greys, const struct grid *grid, bool ink_is_dark) {
    int max = 0;
    for (int y = 0; y < greys->height; y++)
        for (int x = 0; x < greys->width; x++) {
            uint8_t *level = &greys->levels[(ptrdiff_t)y * greys->width + x];
            double paper = paper_at(grid, greys, x, y);
            double ink =
                ink_is_dark ? 255 * (paper - *level) / (paper > 1 ? paper : 1) : *level - paper;
            *level = (uint8_t)(ink < 0 ? 0 : ink + 0.5);
            max = *level > max ? *level : max;
        }
    return max;
}

int ink_background_subtract(const struct ink_plane *greys, bool ink_is_dark, int paper) {
    struct grid grid = {.columns = 1, .rows = 1, .greys = {{paper}}};
    return subtract(greys, &grid, ink_is_dark);
}

int ink_background_remove(const struct ink_plane *greys, bool ink_is_dark, int cell) {
    struct grid grid;
    measure(&grid, greys, cell);
    fill_in(&grid, ink_is_dark);
    return subtract(greys, &grid, ink_is_dark);
}
