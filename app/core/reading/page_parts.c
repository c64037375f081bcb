#include "app/core/reading/page_parts.h"

#include <math.h>
#include <stdlib.h>

#include "app/core/ink/ink_image.h"
#include "app/core/reading/page_split.h"

enum {
    SPECK_FRACTION = 50, /* of a part that others belong to */
};

/* A small part that is no speck beside the other one, and no paler than half. */
static bool is_piece_of(const struct page_part *part, const struct page_part *other) {
    return part->size <= other->size && SPECK_FRACTION * part->size >= other->size &&
           2 * page_part_level(part) >= page_part_level(other);
}

/* The roof of a 5, the foot of a 1, a part that broke off: much lower than the other, over or under
 * it, near it, and not so wide that it could belong to several. */
static bool are_near(struct pixel_box a, struct pixel_box b) {
    int low = min_int(box_height(a), box_height(b)), high = max_int(box_height(a), box_height(b));
    int narrow = min_int(box_width(a), box_width(b)), wide = max_int(box_width(a), box_width(b));
    return 2 * low < high && wide <= high && 2 * box_overlap_x(a, b) >= narrow &&
           -4 * box_overlap_y(a, b) <= high;
}

/* Makes the second part's ink that of the first. */
static void join(struct page_parts *parts, int to, int from) {
    struct page_part *a = &parts->items[to], *b = &parts->items[from];
    a->box = box_of_both(a->box, b->box);
    a->ink += b->ink;
    a->size += b->size;
    *b = (struct page_part){.box = b->box};
    for (int i = 0; i < parts->pieces.count; i++)
        if (parts->part_of[i] == from)
            parts->part_of[i] = to;
}

/* Joins the parts until none belong together. */
static void join_pieces(struct page_parts *parts) {
    for (int i = 0; i < parts->count; i++)
        for (int j = 0; j < parts->count; j++) {
            const struct page_part *a = &parts->items[i], *b = &parts->items[j];
            if (i == j || a->size == 0 || b->size == 0 || !is_piece_of(b, a) ||
                !are_near(a->box, b->box))
                continue;
            join(parts, i, j);
            j = -1;
        }
}

static int compare_sizes(const void *a, const void *b) {
    const struct ink_piece *const *left = a, *const *right = b;
    return ((*left)->size < (*right)->size) - ((*left)->size > (*right)->size);
}

/* A part for each of the largest pieces. False without memory. */
static bool make_parts(struct page_parts *parts) {
    const struct ink_pieces *pieces = &parts->pieces;
    size_t count = (size_t)pieces->count;
    const struct ink_piece **order = malloc((count + 1) * sizeof *order);
    parts->part_of = malloc((count + 1) * sizeof *parts->part_of);
    parts->items = calloc(PAGE_MAX_PARTS, sizeof *parts->items);
    if (order && parts->part_of && parts->items) {
        for (int i = 0; i < pieces->count; i++) {
            order[i] = &pieces->items[i];
            parts->part_of[i] = -1;
        }
        qsort(order, count, sizeof *order, compare_sizes);
        parts->count = min_int(pieces->count, PAGE_MAX_PIECES);
        for (int i = 0; i < parts->count; i++) {
            const struct ink_piece *piece = order[i];
            parts->part_of[piece - pieces->items] = i;
            parts->items[i] = (struct page_part){.box = piece->box,
                                                 .size = piece->size,
                                                 .ink = (double)piece->size * piece->threshold};
        }
    }
    free(order);
    return parts->part_of && parts->items && order;
}

/* Reads the pieces of a group. False without memory. */
static bool read_group(const struct page_parts *parts, const int *group_of, int group,
                       struct pixel_box box, struct reader *reader, struct ink_picture *picture,
                       struct reading *reading) {
    struct ink_plane cut = ink_pieces_cut(&parts->pieces, &parts->plane, group_of, group, box);
    bool fits = cut.levels && ink_picture_from_plane(picture, &cut);
    if (fits)
        reader_read(reader, picture, reading);
    ink_plane_destroy(&cut);
    return fits;
}

static bool read_parts(struct page_parts *parts, struct reader *reader) {
    bool fits = true;
    for (int i = 0; i < parts->count && fits; i++) {
        struct page_part *part = &parts->items[i];
        if (part->size > 0 && box_height(part->box) >= PAGE_MIN_HEIGHT)
            fits = read_group(parts, parts->part_of, i, part->box, reader, &part->picture,
                              &part->reading);
        part->is_digit = part->reading.is_digit;
    }
    return fits;
}

/* Side by side, so close that they may be two strokes of one digit. */
static bool may_be_one(struct pixel_box a, struct pixel_box b) {
    struct pixel_box both = box_of_both(a, b);
    int high = max_int(box_height(a), box_height(b));
    int low = min_int(box_height(a), box_height(b));
    return 2 * box_overlap_y(a, b) >= low && -4 * box_overlap_x(a, b) <= high &&
           4 * box_width(both) <= 5 * box_height(both);
}

/* Joins two strokes unless the model is surer of them as two digits. False without memory. */
static bool join_strokes(struct page_parts *parts, int left, int right, struct reader *reader) {
    struct page_part a = parts->items[left], b = parts->items[right];
    struct pixel_box box = box_of_both(a.box, b.box);
    struct ink_picture picture;
    struct reading reading;
    int *groups = malloc((size_t)parts->pieces.count * sizeof *groups);
    bool fits = groups;
    for (int i = 0; fits && i < parts->pieces.count; i++)
        groups[i] = parts->part_of[i] == right ? left : parts->part_of[i];
    fits = fits && read_group(parts, groups, left, box, reader, &picture, &reading);
    free(groups);
    if (!fits)
        return false;
    if (2 * page_log_odds(&reading) >= page_log_odds(&a.reading) + page_log_odds(&b.reading)) {
        join(parts, left, right);
        parts->items[left].picture = picture;
        parts->items[left].reading = reading;
        parts->items[left].is_digit = reading.is_digit;
    }
    return true;
}

static bool join_all_strokes(struct page_parts *parts, struct reader *reader) {
    bool fits = true;
    for (int i = 0; i < parts->count && fits; i++)
        for (int j = i + 1; j < parts->count && fits; j++) {
            const struct page_part *a = &parts->items[i], *b = &parts->items[j];
            if (a->size > 0 && b->size > 0 && a->reading.classes && b->reading.classes &&
                may_be_one(a->box, b->box))
                fits = join_strokes(parts, i, j, reader);
        }
    return fits;
}

bool page_parts_find(struct page_parts *parts, const struct image *image, struct reader *reader) {
    *parts = (struct page_parts){0};
    if (!ink_plane_read(&parts->plane, image, INK_PAGE))
        return false;
    if (!parts->plane.levels)
        return true;
    if (!ink_pieces_find_on_page(&parts->pieces, &parts->plane) || !make_parts(parts))
        return false;
    join_pieces(parts);
    return read_parts(parts, reader) && join_all_strokes(parts, reader) &&
           page_split_all(parts, reader);
}

void page_parts_destroy(struct page_parts *parts) {
    free(parts->items);
    free(parts->part_of);
    ink_pieces_destroy(&parts->pieces);
    ink_plane_destroy(&parts->plane);
}
