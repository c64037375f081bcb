/* The parts of a page: ink that can only be one sign, and what the model reads in each.
 *
 * Pieces of ink are joined where they cannot be two digits, or where the model is surer of them as
 * one; two digits that touch are cut. */
#pragma once

#include <math.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink_pieces.h"
#include "app/core/reading/reading.h"

enum {
    PAGE_MAX_PIECES = 256,                 /* the largest are read: more digits than a page has */
    PAGE_MAX_PARTS = PAGE_MAX_PIECES + 64, /* with those that are cut */
    PAGE_MIN_HEIGHT = 8,                   /* pixels of the plane; below, digits cannot be read */
};

/* Readings that others are judged by; and where the model looks at pieces of a drawing, which look
 * like a digit more often than whole signs. */
static const float page_sure = 0.95f, page_surest = 0.99f;

struct page_part {
    struct pixel_box box; /* in the plane */
    double ink;           /* pixels, each as often as its threshold is high */
    int size;             /* pixels; 0: it was joined with another part */
    int row;
    bool is_digit;
    struct ink_picture picture;
    struct reading reading; /* without classes: too small to be read */
};

struct page_parts {
    struct ink_plane plane; /* levels are NULL where there is no ink */
    struct ink_pieces pieces;
    int *part_of; /* of each piece; -1: too small */
    int count;
    struct page_part *items;
    double height, ink_level; /* of the page's digits; 0: there are none */
};

/* Finds and reads the parts of a picture. False without memory. Either way the caller calls
 * page_parts_destroy. */
bool page_parts_find(struct page_parts *parts, const struct image *image, struct reader *reader);
void page_parts_destroy(struct page_parts *parts);

/* The log odds of a reading, up to a confidence above which it is not better. */
static inline double page_log_odds(const struct reading *reading) {
    double p = reading->is_digit ? fmin((double)reading->confidence, 0.999) : 0.001;
    return log(p / (1 - p));
}

/* The mean level of its ink. */
static inline double page_part_level(const struct page_part *part) {
    return part->ink / part->size;
}

static inline int box_height(struct pixel_box box) {
    return box.bottom - box.top;
}

static inline int box_width(struct pixel_box box) {
    return box.right - box.left;
}

/* Pixels that two boxes share in one direction; negative: the gap between them. */
static inline int box_overlap_x(struct pixel_box a, struct pixel_box b) {
    return min_int(a.right, b.right) - max_int(a.left, b.left);
}

static inline int box_overlap_y(struct pixel_box a, struct pixel_box b) {
    return min_int(a.bottom, b.bottom) - max_int(a.top, b.top);
}

static inline struct pixel_box box_of_both(struct pixel_box a, struct pixel_box b) {
    return (struct pixel_box){min_int(a.left, b.left), min_int(a.top, b.top),
                              max_int(a.right, b.right), max_int(a.bottom, b.bottom)};
}
