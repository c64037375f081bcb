/* Drawing into a picture in memory: flat rectangles, antialiased lines, masks and text.
 *
 * The window, the plots of a run folder and the tests all paint with this, so that they show the
 * same pixels everywhere. Coordinates are pixels from the top left; colours are 0xAARRGGBB. Nothing
 * is ever painted outside the painter's clip. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "app/core/image/image.h"
#include "app/core/ink/raster.h"
#include "app/ui/paint/font.h"

typedef uint32_t color;

/* left, top, width, height in pixels. */
struct rect {
    int x, y, w, h;
};

bool rect_contains(struct rect rect, float x, float y);
struct rect rect_inset(struct rect rect, int by);
struct rect rect_intersection(struct rect a, struct rect b);
/* Takes so much of it away at the top or at the left, and returns that. */
struct rect rect_cut_top(struct rect *rect, int height);
struct rect rect_cut_left(struct rect *rect, int width);
/* A cell of a grid that fills the rectangle; where it does not divide evenly, some are larger. */
struct rect rect_cell(struct rect grid, int column, int columns, int row, int rows);
/* The smallest rectangle around both; empty ones do not count. */
struct rect rect_union(struct rect a, struct rect b);

/* What would have been painted: a hash of it all, FINGERPRINT_SEED at first, and the smallest
 * rectangle around it. While the hash stays the same, so do the pixels. opaque is the largest
 * rectangle that is filled and hides what is below it. */
struct recording {
    uint64_t hash;
    struct rect bounds, opaque;
};

/* image and font are borrowed. */
struct painter {
    struct image *image;
    struct rect clip;
    struct font *font;
    struct recording *recording; /* borrowed; if not NULL, painting adds to it and paints nothing */
};

struct painter painter_for(struct image *image, struct font *font);

/* fraction 0 is a, 1 is b. */
color color_mix(color a, color b, float fraction);

void paint_fill(struct painter *painter, struct rect rect, color fill);
/* A hairline of `width` pixels inside the rectangle's edge. */
void paint_border(struct painter *painter, struct rect rect, int width, color line);
void paint_rounded(struct painter *painter, struct rect rect, int radius, color fill);

/* A line with round ends from (x0,y0) to (x1,y1), antialiased; dash 0 is unbroken, else the length
 * of dashes and gaps. A polyline joins its points without gaps or darker joints; points that are
 * not finite, or a million pixels away, break it. */
void paint_line(struct painter *painter, float x0, float y0, float x1, float y1, float width,
                color line);
void paint_polyline(struct painter *painter, const struct point *points, int count, float width,
                    float dash, color line);
/* A ring's radius goes to the middle of its line. */
void paint_disc(struct painter *painter, float x, float y, float radius, color fill);
void paint_ring(struct painter *painter, float x, float y, float radius, float width, color line);

/* Blends ink over what is there by the mask's coverage; its top left pixel goes to (x, y). In a
 * recording the mask may lack its pixels: their changes are then the caller's to tell. */
void paint_coverage(struct painter *painter, int x, int y, const struct coverage *mask, color ink);

/* A grey picture [height, width], 0 paper and 255 ink, scaled to fill rect in crisp squares. */
void paint_pixels(struct painter *painter, struct rect rect, const uint8_t *pixels, int width,
                  int height, color paper, color ink);

/* A picture of shades [height, width] scaled to fill rect, in the 256 colors[shade]: crisp squares,
 * or the mean of the shades that fall onto a pixel. */
void paint_shades(struct painter *painter, struct rect rect, const uint8_t *shades, int width,
                  int height, const color *colors);

/* An opaque picture scaled to fill rect. A recording knows it by its number alone, which is another
 * for other pixels. */
void paint_image(struct painter *painter, struct rect rect, const struct image *image,
                 uint64_t number);

/* One line of UTF-8 text in one style. Digits are all of one width. */
struct text_style {
    int px; /* size of the em */
    enum font_weight weight;
    color ink;
};
enum text_align { TEXT_LEFT, TEXT_CENTER, TEXT_RIGHT };

/* Paints text within rect: aligned as told, its capital letters centred on the rectangle's height,
 * cut with an ellipsis if it is wider than rect. The rectangle must be 1.4 times px high for what
 * hangs below the line to be whole. */
void paint_text(struct painter *painter, struct rect rect, const char *text,
                struct text_style style, enum text_align align);
int text_width(struct font *font, const char *text, int px, enum font_weight weight);
/* How many bytes of the text, in whole characters, are at most `width` wide. */
int text_fitting(struct font *font, const char *text, int px, enum font_weight weight, int width);
