#include "app/core/ink/ink_plane.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/ink/ink_background.h"

enum {
    MAX_SIDE = 1024,
    MIN_CONTRAST = 24,    /* of 255: with less there is only paper */
    NOISE_STEPS = 6,      /* levels above this many steps of noise are ink */
    MIN_FOR_NOISE = 1024, /* pixels that it takes to tell noise from ink */
    SPECK_FRACTION = 50,  /* a piece this many times smaller than the largest is a speck */
    GRAIN_FRACTION = 50,  /* ink this many times larger than its largest piece is no drawing */
};

/* Luma (ITU-R BT.601) over a background of that level. */
static int grey_on(uint32_t argb, int ground) {
    int alpha = (int)(argb >> 24);
    int luma = (int)(299 * (argb >> 16 & 255) + 587 * (argb >> 8 & 255) + 114 * (argb & 255));
    return ((luma + 500) / 1000 * alpha + ground * (255 - alpha) + 127) / 255;
}

static const uint32_t *row_of(const struct image *image, int y) {
    return image->pixels + (size_t)y * (size_t)image->stride;
}

static int contrast(const struct image *image, int ground) {
    int low = 255, high = 0;
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            int grey = grey_on(row_of(image, y)[x], ground);
            low = grey < low ? grey : low;
            high = grey > high ? grey : high;
        }
    return high - low;
}

/* The level halfway between the means of the two most distinct classes (Otsu 1979). */
static int otsu(const double histogram[256]) {
    double count = 0, sum = 0, below = 0, below_sum = 0, best = -1;
    int threshold = 0;
    for (int i = 0; i < 256; i++) {
        count += histogram[i];
        sum += i * histogram[i];
    }
    for (int i = 0; i < 255; i++) {
        below += histogram[i];
        below_sum += i * histogram[i];
        double above = count - below;
        if (below == 0 || above == 0)
            continue;
        double dark = below_sum / below, light = (sum - below_sum) / above;
        double distinct = below * above * (light - dark) * (light - dark);
        if (distinct > best) {
            best = distinct;
            threshold = (int)((dark + light) / 2);
        }
    }
    return threshold;
}

/* Reduces each block of pixels to one of its mean grey. */
static void fill_means(const struct ink_plane *plane, const struct image *image, int ground,
                       int block) {
    for (int y = 0; y < plane->height; y++)
        for (int x = 0; x < plane->width; x++) {
            int sum = 0, count = 0;
            for (int i = y * block; i < (y + 1) * block && i < image->height; i++)
                for (int j = x * block; j < (x + 1) * block && j < image->width; j++) {
                    sum += grey_on(row_of(image, i)[j], ground);
                    count++;
                }
            assert(count > 0);
            plane->levels[y * plane->width + x] = (uint8_t)((sum + count / 2) / count);
        }
}

/* Reduces each block of pixels to its most inked one: a mean would lose a thin line. */
static void fill_extremes(const struct ink_plane *plane, const struct image *image, int ground,
                          bool dark_ink, int block) {
    memset(plane->levels, dark_ink ? 255 : 0, (size_t)plane->width * (size_t)plane->height);
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            uint8_t grey = (uint8_t)grey_on(row_of(image, y)[x], ground);
            uint8_t *level = &plane->levels[y / block * plane->width + x / block];
            if (dark_ink ? grey < *level : grey > *level)
                *level = grey;
        }
}

static bool find_ground(const struct image *image, int *ground) {
    for (*ground = 255; *ground >= 0; *ground -= 255)
        if (contrast(image, *ground) >= MIN_CONTRAST)
            return true;
    return false;
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

static int find_threshold(const struct ink_plane *plane) {
    double histogram[256] = {0};
    int count = plane->width * plane->height;
    for (int i = 0; i < count; i++)
        histogram[plane->levels[i]]++;
    int threshold = otsu(histogram);
    int noise = count >= MIN_FOR_NOISE ? NOISE_STEPS * noise_of(plane) : 0;
    return noise > threshold ? noise : threshold;
}

bool ink_plane_read(struct ink_plane *plane, const struct image *image) {
    int ground, longer = image->width > image->height ? image->width : image->height;
    int block = (longer + MAX_SIDE - 1) / MAX_SIDE;
    *plane = (struct ink_plane){0};
    if (!find_ground(image, &ground))
        return true;
    plane->width = (image->width + block - 1) / block;
    plane->height = (image->height + block - 1) / block;
    plane->levels = calloc((size_t)plane->width, (size_t)plane->height);
    if (!plane->levels)
        return false;
    fill_means(plane, image, ground, block);
    bool dark_ink = ink_background_ink_is_dark(plane);
    if (block > 1)
        fill_extremes(plane, image, ground, dark_ink, block);
    if (ink_background_remove(plane, dark_ink) < MIN_CONTRAST)
        ink_plane_destroy(plane);
    else
        plane->threshold = find_threshold(plane);
    return true;
}

void ink_plane_destroy(struct ink_plane *plane) {
    free(plane->levels);
    *plane = (struct ink_plane){0};
}

static void include(struct pixel_box *extent, int x, int y) {
    extent->left = x < extent->left ? x : extent->left;
    extent->top = y < extent->top ? y : extent->top;
    extent->right = x >= extent->right ? x + 1 : extent->right;
    extent->bottom = y >= extent->bottom ? y + 1 : extent->bottom;
}

struct pixel_box ink_plane_extent(const struct ink_plane *plane) {
    struct pixel_box extent = {plane->width, plane->height, 0, 0};
    for (int i = 0; i < plane->width * plane->height; i++)
        if (plane->levels[i] > plane->threshold)
            include(&extent, i % plane->width, i / plane->width);
    return extent;
}

/* Pieces of ink, connected in eight directions, are found by flood fill; each pass over the plane
 * raises the marks of the pixels that it visits. */
enum mark { UNSEEN, MEASURED, KEPT, DROPPED };

struct flood {
    const struct ink_plane *plane;
    uint8_t *marks;
    int *stack;
};

struct piece {
    int size;
    bool is_frame; /* touches all four sides of the picture */
};

static bool is_open(const struct flood *flood, int at, enum mark mark) {
    return flood->marks[at] < mark && flood->plane->levels[at] > flood->plane->threshold;
}

/* Marks and measures the piece that this pixel belongs to. */
static struct piece mark_piece(const struct flood *flood, int start, enum mark mark) {
    const struct ink_plane *plane = flood->plane;
    struct pixel_box extent = {plane->width, plane->height, 0, 0};
    int depth = 0, size = 0;
    flood->stack[depth++] = start;
    flood->marks[start] = (uint8_t)mark;
    while (depth > 0) {
        int at = flood->stack[--depth], x = at % plane->width, y = at / plane->width;
        include(&extent, x, y);
        size++;
        for (int ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < plane->height; ny++)
            for (int nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < plane->width; nx++) {
                int next = ny * plane->width + nx;
                if (!is_open(flood, next, mark))
                    continue;
                flood->marks[next] = (uint8_t)mark;
                flood->stack[depth++] = next;
            }
    }
    return (struct piece){size, extent.left == 0 && extent.top == 0 &&
                                    extent.right == plane->width && extent.bottom == plane->height};
}

/* Marks specks and a frame as dropped, or all if no piece stands out: the grain of empty paper. */
static void drop_pieces(const struct flood *flood, int count) {
    int largest = 0, frame = 0, all = 0;
    for (int i = 0; i < count; i++)
        if (is_open(flood, i, MEASURED)) {
            struct piece piece = mark_piece(flood, i, MEASURED);
            if (piece.is_frame)
                frame = piece.size > frame ? piece.size : frame;
            else
                largest = piece.size > largest ? piece.size : largest;
            all += piece.size;
        }
    bool has_frame = largest > frame / SPECK_FRACTION; /* else it is a closely cropped digit */
    if (!has_frame && frame > largest)
        largest = frame;
    bool is_grain = largest < all / GRAIN_FRACTION;
    for (int i = 0; i < count; i++)
        if (is_open(flood, i, KEPT)) {
            struct piece piece = mark_piece(flood, i, KEPT);
            if ((piece.is_frame && has_frame) || piece.size < largest / SPECK_FRACTION || is_grain)
                mark_piece(flood, i, DROPPED);
        }
}

bool ink_plane_clean(struct ink_plane *plane) {
    size_t count = (size_t)plane->width * (size_t)plane->height;
    struct flood flood = {plane, calloc(count, 1), malloc(count * sizeof *flood.stack)};
    bool fits = flood.marks && flood.stack;
    if (fits) {
        drop_pieces(&flood, (int)count);
        for (size_t i = 0; i < count; i++)
            if (flood.marks[i] == DROPPED)
                plane->levels[i] = 0;
    }
    free(flood.marks);
    free(flood.stack);
    return fits;
}
