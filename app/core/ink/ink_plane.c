#include "app/core/ink/ink_plane.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink_background.h"
#include "app/core/ink/ink_edges.h"
#include "app/core/ink/ink_grey.h"
#include "app/core/ink/ink_histogram.h"
#include "app/core/ink/ink_pieces.h"

enum {
    MAX_SIDE = 1024,
    MAX_PAGE_SIDE = 2048,
    DIGIT_CELLS = 16,     /* of background along the longer side: a third of it is no stroke */
    MIN_CONTRAST = 8,     /* of 255: with less there is only paper, or what JPEG makes of it */
    NOISE_STEPS = 3,      /* levels above this many steps of noise are ink: 2.9 deviations */
    MIN_STEPS = 6,        /* with less contrast than so many there is only noise */
    MIN_FOR_NOISE = 1024, /* pixels that it takes to tell noise from ink */
    SPECK_FRACTION = 50,  /* a piece this many times smaller than the largest is a speck */
    GRAIN_FRACTION = 50,  /* ink this many times larger than its largest piece is no drawing */
};

/* Reduces each block of pixels to one of its mean grey. */
static void fill_means(const struct ink_plane *plane, const struct image *image,
                       const struct ink_greys *greys) {
    int block = plane->block;
    for (int y = 0; y < plane->height; y++)
        for (int x = 0; x < plane->width; x++) {
            int sum = 0, count = 0;
            for (int i = y * block; i < (y + 1) * block && i < image->height; i++) {
                const uint32_t *row = image->pixels + (size_t)i * (size_t)image->stride;
                for (int j = x * block; j < (x + 1) * block && j < image->width; j++) {
                    sum += ink_grey_of(greys, row[j]);
                    count++;
                }
            }
            assert(count > 0);
            plane->levels[y * plane->width + x] = (uint8_t)((sum + count / 2) / count);
        }
}

/* Reduces each block of pixels to its most inked one: a mean would lose a thin line. */
static void fill_extremes(const struct ink_plane *plane, const struct image *image,
                          const struct ink_greys *greys, bool dark_ink) {
    memset(plane->levels, dark_ink ? 255 : 0, (size_t)plane->width * (size_t)plane->height);
    for (int y = 0; y < image->height; y++) {
        const uint32_t *row = image->pixels + (size_t)y * (size_t)image->stride;
        for (int x = 0; x < image->width; x++) {
            uint8_t grey = (uint8_t)ink_grey_of(greys, row[x]);
            uint8_t *level = &plane->levels[y / plane->block * plane->width + x / plane->block];
            if (dark_ink ? grey < *level : grey > *level)
                *level = grey;
        }
    }
}

/* The median step from pixel to pixel along the rows: most pixels are paper, where only the
 * camera's noise makes them differ. */
static int noise_of(const struct ink_plane *plane) {
    int count = plane->width * plane->height - 1, below = 0, step = 0;
    int histogram[256] = {0};
    for (int i = 0; i < count; i++)
        histogram[abs(plane->levels[i + 1] - plane->levels[i])]++;
    while (below + histogram[step] <= count / 2)
        below += histogram[step++];
    return step;
}

static void count_levels(const struct ink_plane *plane, double histogram[256]) {
    memset(histogram, 0, 256 * sizeof *histogram);
    for (int i = 0; i < plane->width * plane->height; i++)
        histogram[plane->levels[i]]++;
}

static int find_threshold(const struct ink_plane *plane) {
    double histogram[256];
    count_levels(plane, histogram);
    return ink_histogram_split(histogram).threshold;
}

/* The fraction of the pixels along the border that are dark. */
static double dark_border(const struct ink_plane *plane, int threshold) {
    int dark = 0, count = 0;
    for (int y = 0; y < plane->height; y++) {
        bool whole = y == 0 || y == plane->height - 1;
        for (int x = 0; x < plane->width; x += whole ? 1 : max_int(plane->width - 1, 1)) {
            dark += plane->levels[y * plane->width + x] <= threshold;
            count++;
        }
    }
    return (double)dark / count;
}

/* The side of the largest square that is all dark, or else all light: each pixel's is one larger
 * than the smallest of those that end to the left, above and between. */
static int largest_square(const struct ink_plane *plane, int threshold, bool dark) {
    int sides[MAX_PAGE_SIDE] = {0}, largest = 0;
    for (int y = 0; y < plane->height; y++)
        for (int x = 0, corner = 0; x < plane->width; x++) {
            int above = sides[x], before = x > 0 ? sides[x - 1] : 0;
            bool is_dark = plane->levels[y * plane->width + x] <= threshold;
            sides[x] = is_dark == dark ? 1 + min_int(min_int(above, corner), before) : 0;
            largest = max_int(largest, sides[x]);
            corner = above;
        }
    return largest;
}

/* What greys tell about the light and the ink. */
struct look {
    struct ink_split split;
    bool dark_ink, unsure;
    bool even;        /* one grey of paper serves for the whole picture */
    int paper, width; /* the paper's grey; the width of the widest stroke in even light */
};

/* Light is even if the paper's greys, but for a few at both ends, differ by less than half of the
 * contrast, and if what counts as ink is in strokes, not as wide as a shadow. */
static void look_at_light(struct look *look, const struct ink_plane *plane,
                          const double histogram[256], double widest) {
    const double few = 0.1;
    const struct ink_split *split = &look->split;
    int first = look->dark_ink ? split->threshold + 1 : 0,
        last = look->dark_ink ? 255 : split->threshold;
    int low = ink_histogram_quantile(histogram, first, last, few),
        high = ink_histogram_quantile(histogram, first, last, 1 - few);
    look->paper = ink_histogram_quantile(histogram, first, last, 0.5);
    look->width = largest_square(plane, split->threshold, look->dark_ink);
    look->even = high - low < (split->light - split->dark) / 2 &&
                 look->width < widest * max_int(plane->width, plane->height);
}

/* In even light, ink covers less of the picture and of its border than paper, unless it is a frame;
 * that is doubtful where a digit fills the picture. */
static struct look look_at(const struct ink_plane *plane, enum ink_scope scope) {
    const double frame = 0.05, doubtful = 0.4, widest = scope == INK_PAGE ? 1 / 6.0 : 1 / 3.0;
    double histogram[256], dark = 0;
    count_levels(plane, histogram);
    struct look look = {.split = ink_histogram_split(histogram)};
    for (int i = 0; i <= look.split.threshold; i++)
        dark += histogram[i] / (plane->width * plane->height);
    double border = dark_border(plane, look.split.threshold);
    double darkness = dark + (fmin(border, 1 - border) < frame ? dark : border);
    look.unsure = fabs(darkness - 1) < doubtful;
    look.dark_ink = darkness < 1;
    look_at_light(&look, plane, histogram, widest);
    bool is_dark = look.even ? look.dark_ink : ink_background_ink_is_dark(plane);
    if (scope == INK_EXCHANGED)
        is_dark = !is_dark;
    if (is_dark != look.dark_ink) {
        look.dark_ink = is_dark;
        look_at_light(&look, plane, histogram, widest);
    }
    return look;
}

static void stretch(const struct ink_plane *plane, int strongest) {
    for (int i = 0; i < plane->width * plane->height; i++)
        plane->levels[i] = (uint8_t)((plane->levels[i] * 255 + strongest / 2) / strongest);
}

/* The background of a page is always removed, in cells that are small beside a shadow but not
 * beside its strokes, and its levels are not stretched to the darkest thing on it, which may be no
 * ink. */
static int find_ink(const struct ink_plane *plane, const struct look *look, enum ink_scope scope) {
    int longer = max_int(plane->width, plane->height);
    if (scope == INK_PAGE)
        return ink_background_remove(
            plane, look->dark_ink,
            max_int(longer / INK_BACKGROUND_CELLS, look->even ? look->width / 2 : 0));
    return look->even ? ink_background_subtract(plane, look->dark_ink, look->paper)
                      : ink_background_remove(plane, look->dark_ink, longer / DIGIT_CELLS);
}

static void set_threshold(struct ink_plane *plane, int strongest, int noise, enum ink_scope scope) {
    if (strongest < max_int(MIN_CONTRAST, MIN_STEPS * noise)) {
        ink_plane_destroy(plane);
    } else if (scope == INK_PAGE) {
        plane->threshold = max_int(MIN_CONTRAST, NOISE_STEPS * noise);
    } else {
        stretch(plane, strongest);
        plane->threshold = max_int(find_threshold(plane), NOISE_STEPS * noise * 255 / strongest);
    }
}

/* Replaces greys by levels of ink. In uneven light, edges of shadows look like ink at first. False
 * without memory. */
static bool separate_ink(struct ink_plane *plane, const struct look *look, int noise,
                         enum ink_scope scope) {
    size_t count = (size_t)plane->width * (size_t)plane->height;
    uint8_t *greys = malloc(count);
    bool fits = greys;
    if (fits) {
        memcpy(greys, plane->levels, count);
        set_threshold(plane, find_ink(plane, look, scope), noise, scope);
        if (plane->levels && (scope == INK_PAGE || !look->even))
            fits = ink_edges_remove(plane, greys, look->dark_ink);
    }
    free(greys);
    return fits;
}

bool ink_plane_read(struct ink_plane *plane, const struct image *image, enum ink_scope scope) {
    struct ink_greys greys;
    int longer = max_int(image->width, image->height);
    int max = scope == INK_PAGE ? MAX_PAGE_SIDE : MAX_SIDE, block = (longer + max - 1) / max;
    *plane = (struct ink_plane){
        .block = block, .image_width = image->width, .image_height = image->height};
    if (!ink_greys_choose(&greys, image, block))
        return true;
    plane->width = (image->width + block - 1) / block;
    plane->height = (image->height + block - 1) / block;
    plane->levels = calloc((size_t)plane->width, (size_t)plane->height);
    if (!plane->levels)
        return false;
    fill_means(plane, image, &greys);
    struct look look = look_at(plane, scope);
    plane->unsure = look.unsure;
    if (block > 1 && scope != INK_PAGE)
        fill_extremes(plane, image, &greys, look.dark_ink);
    int noise = plane->width * plane->height >= MIN_FOR_NOISE ? noise_of(plane) : 0;
    if (look.dark_ink) /* levels will be fractions of the paper's grey */
        noise = noise * 255 / max_int(look.paper, 1);
    return separate_ink(plane, &look, noise, scope);
}

void ink_plane_destroy(struct ink_plane *plane) {
    free(plane->levels);
    *plane = (struct ink_plane){0};
}

void pixel_box_add(struct pixel_box *box, int x, int y) {
    box->left = min_int(box->left, x);
    box->top = min_int(box->top, y);
    box->right = max_int(box->right, x + 1);
    box->bottom = max_int(box->bottom, y + 1);
}

struct pixel_box ink_plane_box_in_image(const struct ink_plane *plane, struct pixel_box box) {
    return (struct pixel_box){box.left * plane->block, box.top * plane->block,
                              min_int(box.right * plane->block, plane->image_width),
                              min_int(box.bottom * plane->block, plane->image_height)};
}

struct pixel_box ink_plane_extent(const struct ink_plane *plane) {
    struct pixel_box extent = {plane->width, plane->height, 0, 0};
    for (int i = 0; i < plane->width * plane->height; i++)
        if (plane->levels[i] > plane->threshold)
            pixel_box_add(&extent, i % plane->width, i / plane->width);
    return extent;
}

static int area_of(struct pixel_box box) {
    return (box.right - box.left) * (box.bottom - box.top);
}

/* Covers most of the border: a digit cut close touches it in places only. */
static bool is_frame(const struct ink_plane *plane, const struct ink_piece *piece) {
    return 4 * piece->on_border > 3 * 2 * (plane->width + plane->height - 2);
}

/* Pieces that give the others their scale. */
struct scale {
    int largest, frame, all; /* pixels: the largest piece but frames, the largest frame, all ink */
    int inner_area;          /* of the box of the largest piece that is not on the border */
    bool has_frame;          /* else it is the digit itself, cut close */
};

static struct scale scale_of(const struct ink_plane *plane, const struct ink_pieces *pieces) {
    struct scale scale = {0};
    for (int i = 0; i < pieces->count; i++) {
        const struct ink_piece *piece = &pieces->items[i];
        int *largest = is_frame(plane, piece) ? &scale.frame : &scale.largest;
        *largest = max_int(*largest, piece->size);
        if (piece->on_border == 0)
            scale.inner_area = max_int(scale.inner_area, area_of(piece->box));
        scale.all += piece->size;
    }
    scale.has_frame = scale.largest > scale.frame / SPECK_FRACTION;
    if (!scale.has_frame)
        scale.largest = max_int(scale.largest, scale.frame);
    return scale;
}

/* A piece on the border is the digit, cut close, unless a larger one lies within. */
static bool is_rubbish(const struct ink_plane *plane, const struct ink_piece *piece,
                       const struct scale *scale) {
    return piece->size < scale->largest / SPECK_FRACTION ||
           scale->largest < scale->all / GRAIN_FRACTION ||
           (is_frame(plane, piece) && scale->has_frame) ||
           (piece->on_border > 0 && area_of(piece->box) < scale->inner_area);
}

bool ink_plane_clean(struct ink_plane *plane) {
    struct ink_pieces pieces;
    if (!ink_pieces_find(&pieces, plane))
        return false;
    struct scale scale = scale_of(plane, &pieces);
    for (int i = 0; i < plane->width * plane->height; i++)
        if (pieces.labels[i] >= 0 && is_rubbish(plane, &pieces.items[pieces.labels[i]], &scale))
            plane->levels[i] = 0;
    ink_pieces_destroy(&pieces);
    return true;
}
