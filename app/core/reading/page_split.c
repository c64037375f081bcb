#include "app/core/reading/page_split.h"

#include <stdlib.h>
#include <string.h>

#include "app/core/ink/ink_image.h"

enum {
    MAX_TRIED = 24, /* parts of a page, each of which takes some tens of readings */
    MAX_SEAMS = 16,
    SEAMS_A_HEIGHT = 6, /* in a width of the part's height */
};

/* Of the part's height: ink that a seam may cross; widths of a digit; and of the highest digit that
 * of the lowest. */
static const double most_crossed = 0.3, narrowest = 0.15, widest = 1.2, lowest_digit = 0.6;

/* Between the seams with the numbers i and j lies a piece; the first and the last are the edges. */
struct cutting {
    struct ink_plane plane;
    const struct page_part *whole;
    struct reader *reader;
    int count;
    int *ways[MAX_SEAMS + 2]; /* the column in each row */
    int *block, *costs;       /* where they are, and scratch */
};

/* The pieces of the best way to cut what is to the left of a seam. */
struct best {
    double score;
    int begin; /* the seam at which the last piece begins; -1: there is no way */
    struct page_part piece;
};

/* Finds the way from top to bottom, one column to the side per row at most, that crosses the least
 * ink within a band of columns; returns how many pixels of it. way [height]; costs [height, width]
 * is scratch. */
static int find_seam(int *way, int *costs, const struct ink_plane *plane, int begin, int end) {
    int width = plane->width, last = plane->height - 1, at = begin;
    for (int y = 0; y <= last; y++)
        for (int x = begin; x < end; x++) {
            int *cost = &costs[y * width + x], above = 0;
            if (y > 0) {
                above = cost[-width];
                above = x > begin ? min_int(above, cost[-width - 1]) : above;
                above = x < end - 1 ? min_int(above, cost[-width + 1]) : above;
            }
            *cost = above + (plane->levels[y * width + x] > plane->threshold);
        }
    for (int x = begin; x < end; x++)
        at = costs[last * width + x] < costs[last * width + at] ? x : at;
    int crossed = costs[last * width + at];
    for (int y = last; y >= 0; y--) {
        way[y] = at;
        for (int x = max_int(at - 1, begin), from = at; y > 0 && x < min_int(from + 2, end); x++)
            at = costs[(y - 1) * width + x] < costs[(y - 1) * width + at] ? x : at;
    }
    return crossed;
}

static void add_edge(struct cutting *cutting, int column) {
    int *way = cutting->ways[cutting->count] =
        cutting->block + cutting->count * cutting->plane.height;
    for (int y = 0; y < cutting->plane.height; y++)
        way[y] = column;
    cutting->count++;
}

static bool is_same(const struct cutting *cutting, const int *way) {
    const int *before = cutting->ways[cutting->count - 1];
    return memcmp(way, before, (size_t)cutting->plane.height * sizeof *way) == 0;
}

/* Each seam keeps to a band as wide as the way to the next two. False without memory. */
static bool find_seams(struct cutting *cutting) {
    const struct ink_plane *plane = &cutting->plane;
    int wanted = SEAMS_A_HEIGHT * plane->width / plane->height - 1;
    wanted = min_int(max_int(wanted, 1), MAX_SEAMS);
    cutting->block = malloc((size_t)(MAX_SEAMS + 2) * (size_t)plane->height * sizeof(int));
    cutting->costs = malloc((size_t)plane->width * (size_t)plane->height * sizeof(int));
    if (!cutting->block || !cutting->costs)
        return false;
    add_edge(cutting, 0);
    for (int i = 1; i <= wanted; i++) {
        int *way = cutting->block + cutting->count * plane->height;
        int begin = plane->width * (2 * i - 1) / (2 * (wanted + 1));
        int end = max_int(plane->width * (2 * i + 1) / (2 * (wanted + 1)), begin + 1);
        int crossed = find_seam(way, cutting->costs, plane, begin, end);
        cutting->ways[cutting->count] = way;
        cutting->count += crossed <= most_crossed * plane->height && !is_same(cutting, way);
    }
    add_edge(cutting, plane->width);
    return true;
}

/* Reads the piece between two seams. False without memory. */
static bool read_piece(struct page_part *piece, const struct cutting *cutting, int begin, int end) {
    struct ink_plane plane = cutting->plane;
    size_t count = (size_t)plane.width * (size_t)plane.height;
    struct pixel_box whole = cutting->whole->box;
    *piece = *cutting->whole;
    plane.levels = calloc(count, 1);
    if (!plane.levels)
        return false;
    for (int y = 0; y < plane.height; y++)
        for (int x = cutting->ways[begin][y]; x < cutting->ways[end][y]; x++)
            plane.levels[y * plane.width + x] = cutting->plane.levels[y * plane.width + x];
    bool fits = ink_plane_clean(&plane) && ink_picture_from_plane(&piece->picture, &plane);
    if (fits) {
        struct pixel_box box = ink_plane_extent(&plane);
        reader_read(cutting->reader, &piece->picture, &piece->reading);
        piece->is_digit = piece->reading.is_digit && piece->reading.confidence >= page_surest;
        piece->box = (struct pixel_box){box.left + whole.left, box.top + whole.top,
                                        box.right + whole.left, box.bottom + whole.top};
        piece->size = 0;
        for (size_t i = 0; i < count; i++)
            piece->size += plane.levels[i] > plane.threshold;
    }
    free(plane.levels);
    return fits;
}

static bool may_be_digit(const struct cutting *cutting, int begin, int end) {
    int middle = cutting->plane.height / 2, height = cutting->plane.height;
    int width = cutting->ways[end][middle] - cutting->ways[begin][middle];
    return width >= narrowest * height && width <= widest * height &&
           !(begin == 0 && end == cutting->count - 1);
}

/* Finds the best way to cut what is to the left of each seam: pieces count by their ink, so that
 * many and few are compared fairly. False without memory. */
static bool find_best(const struct cutting *cutting, struct best best[MAX_SEAMS + 2]) {
    best[0] = (struct best){.score = 0, .begin = 0};
    for (int end = 1; end < cutting->count; end++) {
        best[end] = (struct best){.begin = -1};
        for (int begin = 0; begin < end; begin++) {
            struct page_part piece;
            if (best[begin].begin < 0 || !may_be_digit(cutting, begin, end))
                continue;
            if (!read_piece(&piece, cutting, begin, end))
                return false;
            double score = best[begin].score + piece.size * page_log_odds(&piece.reading);
            if (piece.is_digit && (best[end].begin < 0 || score > best[end].score))
                best[end] = (struct best){score, begin, piece};
        }
    }
    return true;
}

/* Whether the pieces are of about one height, not all a 1, which any line is, and no more than so
 * many. */
static bool are_digits(const struct best *best, int last, int most) {
    int low = box_height(best[last].piece.box), high = low, others = 0;
    for (int i = last; i > 0; i = best[i].begin, most--) {
        low = min_int(low, box_height(best[i].piece.box));
        high = max_int(high, box_height(best[i].piece.box));
        others += best[i].piece.reading.digit != 1;
    }
    return most >= 0 && others > 0 && low >= lowest_digit * high;
}

/* Puts the pieces in the part's place; their levels are those of the whole. */
static void replace(struct page_parts *parts, int index, const struct best *best, int last) {
    double level = page_part_level(&parts->items[index]);
    for (int i = last, at = index; i > 0; i = best[i].begin) {
        parts->items[at] = best[i].piece;
        parts->items[at].size = max_int(best[i].piece.size, 1);
        parts->items[at].ink = parts->items[at].size * level;
        at = parts->count;
        parts->count += best[i].begin > 0;
    }
}

/* False without memory. */
static bool split(struct page_parts *parts, int index, struct reader *reader) {
    const struct page_part whole = parts->items[index];
    struct best *best = malloc((MAX_SEAMS + 2) * sizeof *best);
    struct cutting cutting = {
        .plane = ink_pieces_cut(&parts->pieces, &parts->plane, parts->part_of, index, whole.box),
        .whole = &whole,
        .reader = reader,
    };
    bool fits = best && cutting.plane.levels && find_seams(&cutting) && find_best(&cutting, best);
    int last = cutting.count - 1;
    if (fits && best[last].begin > 0 && are_digits(best, last, PAGE_MAX_PARTS - parts->count))
        replace(parts, index, best, last);
    ink_plane_destroy(&cutting.plane);
    free(cutting.block);
    free(cutting.costs);
    free(best);
    return fits;
}

/* Whether it is no digit, but as wide as two. */
static bool may_be_several(const struct page_part *part) {
    return part->size > 0 && part->reading.classes && !part->is_digit &&
           5 * box_width(part->box) >= 4 * box_height(part->box) &&
           box_width(part->box) <= 6 * box_height(part->box);
}

bool page_split_all(struct page_parts *parts, struct reader *reader) {
    bool fits = true;
    int tried = 0;
    for (int i = 0, count = parts->count; i < count && fits && tried < MAX_TRIED; i++)
        if (may_be_several(&parts->items[i])) {
            tried++;
            fits = split(parts, i, reader);
        }
    return fits;
}
