#include "app/core/ink/ink_edges.h"

#include <stddef.h>
#include <stdlib.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink_pieces.h"

enum {
    REACH = 4,           /* pixels from the ink to clear paper: between them is blur */
    SPECK_FRACTION = 50, /* strokes this many times smaller than edges are specks */
};

/* A row or a column of the plane. */
struct line {
    const uint8_t *levels, *greys;
    bool *is_stroke; /* for each pixel: it lies between paper and paper */
    ptrdiff_t pitch;
    int count, threshold, sign; /* sign: -1 where ink is lighter than paper, else 1 */
};

static bool has_ink(const struct line *line, int at) {
    return line->levels[at * line->pitch] > line->threshold;
}

static int grey(const struct line *line, int at) {
    return line->sign * line->greys[at * line->pitch];
}

/* What is most like paper among the next pixels without ink from a place on; none if it is outside
 * of the picture. */
static int paper_beside(const struct line *line, int at, int step, int none) {
    int paper = at >= 0 && at < line->count ? grey(line, at) : none;
    for (int i = 0; i < REACH && at >= 0 && at < line->count && !has_ink(line, at); i++, at += step)
        paper = max_int(paper, grey(line, at));
    return paper;
}

/* Ink from begin to end is a stroke if it stands out from both sides about as much. */
static void judge_run(const struct line *line, int begin, int end) {
    int ink = 0;
    for (int i = begin; i < end; i++)
        ink += grey(line, i);
    ink /= end - begin;
    int before = paper_beside(line, begin - 1, -1, ink), after = paper_beside(line, end, 1, ink);
    if (begin == 0)
        before = after;
    if (end == line->count)
        after = before;
    if (2 * (min_int(before, after) - ink) > max_int(before, after) - ink)
        for (int i = begin; i < end; i++)
            line->is_stroke[i * line->pitch] = true;
}

static void judge_line(const struct line *line) {
    for (int begin = 0, end; begin < line->count; begin = end + 1) {
        for (end = begin; end < line->count && has_ink(line, end);)
            end++;
        if (end > begin)
            judge_run(line, begin, end);
    }
}

static void judge_all(bool *is_stroke, const struct ink_plane *plane, const uint8_t *greys,
                      bool ink_is_dark) {
    int width = plane->width, height = plane->height;
    for (int i = 0; i < width + height; i++) {
        bool is_row = i < height;
        ptrdiff_t first = is_row ? (ptrdiff_t)i * width : i - height;
        judge_line(&(struct line){
            .levels = plane->levels + first,
            .greys = greys + first,
            .is_stroke = is_stroke + first,
            .pitch = is_row ? 1 : width,
            .count = is_row ? width : height,
            .threshold = plane->threshold,
            .sign = ink_is_dark ? 1 : -1,
        });
    }
}

/* Turns pieces that are mostly no stroke into paper, and what is left if it is only specks beside
 * them. counts [pieces] is zeroed scratch. */
static void remove_others(struct ink_plane *plane, const struct ink_pieces *pieces,
                          const bool *is_stroke, int *counts) {
    int size = plane->width * plane->height, kept = 0, removed = 0;
    for (int i = 0; i < size; i++)
        if (pieces->labels[i] >= 0)
            counts[pieces->labels[i]] += is_stroke[i];
    for (int i = 0; i < pieces->count; i++) {
        bool is_edge = 2 * counts[i] < pieces->items[i].size;
        *(is_edge ? &removed : &kept) += pieces->items[i].size;
        counts[i] = is_edge ? 0 : counts[i];
    }
    for (int i = 0; i < size; i++)
        if (pieces->labels[i] >= 0 &&
            (counts[pieces->labels[i]] == 0 || kept < removed / SPECK_FRACTION))
            plane->levels[i] = 0;
}

bool ink_edges_remove(struct ink_plane *plane, const uint8_t *greys, bool ink_is_dark) {
    struct ink_pieces pieces = {0};
    bool *is_stroke = calloc((size_t)plane->width * (size_t)plane->height, sizeof *is_stroke);
    int *counts = NULL;
    if (is_stroke && ink_pieces_find(&pieces, plane))
        counts = calloc((size_t)pieces.count + 1, sizeof *counts);
    if (counts) {
        judge_all(is_stroke, plane, greys, ink_is_dark);
        remove_others(plane, &pieces, is_stroke, counts);
    }
    ink_pieces_destroy(&pieces);
    free(is_stroke);
    bool fits = counts;
    free(counts);
    return fits;
}
