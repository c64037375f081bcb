#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink_image.h"

enum {
    CELLS = 8, /* along a side of one pixel of the network's picture */
    FIELD = INK_SIDE * CELLS,
    BOX = INK_BOX * CELLS,
};

/* MNIST's line width and centre of mass, as in ink.c, in cells. */
static const double line_width = 2.5 * CELLS, centre = 14.5 * CELLS;

/* Ink or not, at a finer grid than pixels: here the line is brought to its width. */
struct field {
    bool cells[FIELD][FIELD];
};

/* The position of a plane over the field: the middle of its ink is at the field's middle. */
struct placing {
    double middle_x, middle_y; /* in pixels of the plane */
    double step;               /* pixels of the plane per cell */
};

/* A place along one axis: so far past the middle of pixel number `before`. */
struct between {
    int before;
    double fraction;
};

static struct between between_pixels(double place) {
    int before = (int)floor(place - 0.5);
    return (struct between){before, place - 0.5 - before};
}

static double level_between(const struct ink_plane *plane, struct between x, struct between y) {
    double level = 0;
    for (int i = 0; i < 4; i++) {
        int column = x.before + i % 2, row = y.before + i / 2;
        double weight =
            (i % 2 ? x.fraction : 1 - x.fraction) * (i / 2 ? y.fraction : 1 - y.fraction);
        if (column >= 0 && row >= 0 && column < plane->width && row < plane->height)
            level += weight * plane->levels[row * plane->width + column];
    }
    return level;
}

/* True if there is ink in a square of this side: a thin line must not fall between cells. */
static bool has_ink_around(const struct ink_plane *plane, double x, double y, double side) {
    int right = clamp_int((int)ceil(x + side / 2), 0, plane->width);
    int bottom = clamp_int((int)ceil(y + side / 2), 0, plane->height);
    for (int row = clamp_int((int)floor(y - side / 2), 0, plane->height); row < bottom; row++)
        for (int column = clamp_int((int)floor(x - side / 2), 0, plane->width); column < right;
             column++)
            if (plane->levels[row * plane->width + column] > plane->threshold)
                return true;
    return false;
}

/* The place in the plane of the middle of a cell, along one axis. */
static double place_of(double middle, int cell, double step) {
    return middle + (cell + 0.5 - FIELD / 2) * step;
}

/* Where pixels are larger than cells. */
static void sample_smoothly(struct field *field, const struct ink_plane *plane,
                            const struct placing *placing) {
    struct between columns[FIELD];
    for (int j = 0; j < FIELD; j++)
        columns[j] = between_pixels(place_of(placing->middle_x, j, placing->step));
    for (int i = 0; i < FIELD; i++) {
        struct between row = between_pixels(place_of(placing->middle_y, i, placing->step));
        for (int j = 0; j < FIELD; j++)
            field->cells[i][j] = level_between(plane, columns[j], row) > plane->threshold;
    }
}

static void sample(struct field *field, const struct ink_plane *plane,
                   const struct placing *placing) {
    if (placing->step <= 1) {
        sample_smoothly(field, plane, placing);
        return;
    }
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++)
            field->cells[i][j] =
                has_ink_around(plane, place_of(placing->middle_x, j, placing->step),
                               place_of(placing->middle_y, i, placing->step), placing->step);
}

/* Twice the area divided by the perimeter, which is the width of any long line. The perimeter comes
 * from the changes along rows, columns and both diagonals (Cauchy-Crofton formula). */
static double mean_width(const struct field *field) {
    double area = 0, straight = 0, diagonal = 0;
    for (int i = 1; i < FIELD - 1; i++)
        for (int j = 1; j < FIELD - 1; j++) {
            bool cell = field->cells[i][j];
            area += cell;
            straight += (cell != field->cells[i][j + 1]) + (cell != field->cells[i + 1][j]);
            diagonal += (cell != field->cells[i + 1][j + 1]) + (cell != field->cells[i + 1][j - 1]);
        }
    double perimeter = acos(-1) / 8 * (straight + diagonal * sqrt(0.5));
    return perimeter > 0 ? 2 * area / perimeter : 0;
}

/* The scale at which the line's middle, not its edge, spans the box less MNIST's line, which leaves
 * space for the line to become that wide. */
static double wanted_scale(double width) {
    return (BOX - line_width) / fmax(BOX - width, BOX / 2.0);
}

static bool is_edge(const struct field *field, int i, int j, bool value) {
    return i > 0 && j > 0 && i < FIELD - 1 && j < FIELD - 1 && field->cells[i][j] == value &&
           (field->cells[i - 1][j] != value || field->cells[i + 1][j] != value ||
            field->cells[i][j - 1] != value || field->cells[i][j + 1] != value);
}

/* Moves the edges of the ink outwards (value true) or inwards (false) by radius cells. */
static void spread(struct field *to, const struct field *from, bool value, double radius) {
    int reach = (int)radius;
    *to = *from;
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++) {
            if (!is_edge(from, i, j, value))
                continue;
            for (int y = clamp_int(i - reach, 0, FIELD); y <= clamp_int(i + reach, 0, FIELD - 1);
                 y++)
                for (int x = clamp_int(j - reach, 0, FIELD);
                     x <= clamp_int(j + reach, 0, FIELD - 1); x++)
                    if ((y - i) * (y - i) + (x - j) * (x - j) <= radius * radius)
                        to->cells[y][x] = value;
        }
}

/* Averages cells to pixels, with the centre of mass where MNIST has it. */
static void make_pixels(uint8_t *pixels, const struct field *field) {
    double mass = 0, x = 0, y = 0;
    int sums[INK_PIXELS] = {0};
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++)
            if (field->cells[i][j]) {
                mass++;
                x += j + 0.5;
                y += i + 0.5;
            }
    int right = (int)lround(centre - x / mass), down = (int)lround(centre - y / mass);
    for (int i = 0; i < FIELD; i++)
        for (int j = 0; j < FIELD; j++) {
            int row = i + down, column = j + right;
            if (row >= 0 && column >= 0 && row < FIELD && column < FIELD)
                sums[row / CELLS * INK_SIDE + column / CELLS] += field->cells[i][j];
        }
    for (int i = 0; i < INK_PIXELS; i++)
        pixels[i] = (uint8_t)((sums[i] * 255 + CELLS * CELLS / 2) / (CELLS * CELLS));
}

static int longer_side(struct pixel_box box) {
    int width = box.right - box.left, height = box.bottom - box.top;
    return width > height ? width : height;
}

/* fields: two, as scratch. */
static void normalise(uint8_t *pixels, const struct ink_plane *plane, struct pixel_box extent,
                      struct field *fields) {
    struct placing placing = {
        .middle_x = (extent.left + extent.right) / 2.0,
        .middle_y = (extent.top + extent.bottom) / 2.0,
        .step = (double)longer_side(extent) / BOX,
    };
    sample(&fields[0], plane, &placing);
    double scale = wanted_scale(mean_width(&fields[0]));
    placing.step /= scale;
    sample(&fields[0], plane, &placing);
    double found = mean_width(&fields[0]);
    double growth = fmax((line_width - found) / 2, -found / 4); /* a thinner line could break */
    spread(&fields[1], &fields[0], growth > 0, fabs(growth));
    make_pixels(pixels, &fields[1]);
}

/* True for a digit as MNIST has it, which is best left alone: in its box, and with its centre of
 * mass within a pixel of MNIST's. */
static bool is_finished(const struct ink_plane *plane) {
    if (plane->width != INK_SIDE || plane->height != INK_SIDE ||
        abs(longer_side(ink_plane_extent(plane)) - INK_BOX) > 2)
        return false;
    double mass = 0, x = 0, y = 0;
    for (int i = 0; i < INK_PIXELS; i++) {
        mass += plane->levels[i];
        x += plane->levels[i] * (i % INK_SIDE + 0.5);
        y += plane->levels[i] * (i / INK_SIDE + 0.5);
    }
    return fabs(x / mass - centre / CELLS) <= 1 && fabs(y / mass - centre / CELLS) <= 1;
}

/* False without memory. */
static bool read_ink(struct ink_cutting *cutting, struct ink_plane *plane, struct field *fields) {
    struct ink_picture *picture = &cutting->picture;
    bool finished = is_finished(plane);
    if (!finished && !ink_plane_clean(plane))
        return false;
    cutting->box = ink_plane_extent(plane);
    picture->blank = cutting->box.left >= cutting->box.right;
    if (finished)
        memcpy(picture->pixels, plane->levels, INK_PIXELS);
    else if (!picture->blank)
        normalise(picture->pixels, plane, cutting->box, fields);
    cutting->box = ink_plane_box_in_image(plane, cutting->box);
    return true;
}

/* False without memory. *unsure: as in ink_plane.h. */
static bool read_image(struct ink_cutting *cutting, bool *unsure, const struct image *image,
                       enum ink_scope scope) {
    struct ink_plane plane = {0};
    struct field *fields = malloc(2 * sizeof *fields);
    *cutting = (struct ink_cutting){.picture.blank = true};
    bool fits = fields && ink_plane_read(&plane, image, scope);
    *unsure = plane.unsure;
    if (fits && plane.levels)
        fits = read_ink(cutting, &plane, fields);
    ink_plane_destroy(&plane);
    free(fields);
    return fits;
}

enum nn_status ink_cuttings_from_image(const struct image *image,
                                       struct ink_cutting cuttings[INK_CUTTINGS], int *count,
                                       struct nn_error *err) {
    bool unsure;
    *count = 1;
    bool fits = read_image(&cuttings[0], &unsure, image, INK_DIGIT);
    if (fits && unsure)
        fits = read_image(&cuttings[(*count)++], &unsure, image, INK_EXCHANGED);
    return fits ? NN_STATUS_OK
                : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read a picture of %d x %d",
                               image->width, image->height);
}

bool ink_picture_from_plane(struct ink_picture *picture, const struct ink_plane *plane) {
    struct pixel_box extent = ink_plane_extent(plane);
    struct field *fields = malloc(2 * sizeof *fields);
    *picture = (struct ink_picture){.blank = extent.left >= extent.right};
    if (fields && !picture->blank)
        normalise(picture->pixels, plane, extent, fields);
    bool fits = fields;
    free(fields);
    return fits;
}

static bool has_one_color(const struct image *image) {
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++)
            if (image->pixels[(size_t)y * (size_t)image->stride + (size_t)x] != image->pixels[0])
                return false;
    return true;
}

/* The stroke is drawn anew at the size of the field: only the picture's shape matters. */
enum nn_status ink_cutting_of_stroke(const struct image *image, struct ink_cutting *cutting,
                                     struct nn_error *err) {
    enum { SLIM = 5 };                /* times longer than wide */
    static uint8_t levels[BOX * BOX]; /* all above the threshold */
    const struct pixel_box whole = {0, 0, image->width, image->height};
    int longer = longer_side(whole), shorter = min_int(image->width, image->height);
    *cutting = (struct ink_cutting){.picture.blank = true, .box = whole};
    if (longer < SLIM * shorter || has_one_color(image))
        return NN_STATUS_OK;
    const struct ink_plane plane = {
        .width = max_int(BOX * image->width / longer, 1),
        .height = max_int(BOX * image->height / longer, 1),
        .levels = levels,
        .threshold = -1,
    };
    return ink_picture_from_plane(&cutting->picture, &plane)
               ? NN_STATUS_OK
               : nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read a picture of %d x %d",
                              image->width, image->height);
}
