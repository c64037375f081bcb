#include "app/core/ink/ink_pieces.h"

#include <stdlib.h>

#include "app/core/base/array.h"
#include "app/core/base/clamp.h"

enum { PAPER = -1 };

struct flood {
    const struct ink_plane *plane;
    int *labels, *stack;
};

static bool is_open(const struct flood *flood, int at) {
    return flood->labels[at] == PAPER && flood->plane->levels[at] > flood->plane->threshold;
}

/* Labels the piece that this pixel belongs to, and measures it. */
static struct ink_piece fill(const struct flood *flood, int start, int label) {
    const struct ink_plane *plane = flood->plane;
    struct ink_piece piece = {.box = {plane->width, plane->height, 0, 0}};
    double sum = 0, squares = 0;
    int depth = 0;
    flood->stack[depth++] = start;
    flood->labels[start] = label;
    while (depth > 0) {
        int at = flood->stack[--depth], x = at % plane->width, y = at / plane->width;
        pixel_box_add(&piece.box, x, y);
        piece.size++;
        piece.on_border += x == 0 || y == 0 || x == plane->width - 1 || y == plane->height - 1;
        sum += plane->levels[at];
        squares += plane->levels[at] * plane->levels[at];
        for (int ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < plane->height; ny++)
            for (int nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < plane->width; nx++) {
                int next = ny * plane->width + nx;
                if (!is_open(flood, next))
                    continue;
                flood->labels[next] = label;
                flood->stack[depth++] = next;
            }
    }
    piece.threshold = (int)(squares / sum / 2);
    return piece;
}

/* Appends the piece that begins at this pixel. False without memory. */
static bool add_piece(struct ink_pieces *pieces, const struct flood *flood, int start) {
    struct ink_piece *items =
        array_reserve(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *items);
    if (!items)
        return false;
    pieces->items = items;
    items[pieces->count] = fill(flood, start, pieces->count);
    pieces->count++;
    return true;
}

bool ink_pieces_find(struct ink_pieces *pieces, const struct ink_plane *plane) {
    int count = plane->width * plane->height;
    struct flood flood = {plane, malloc((size_t)count * sizeof(int)),
                          malloc((size_t)count * sizeof(int))};
    pieces->items = NULL;
    pieces->count = pieces->capacity = 0;
    pieces->labels = flood.labels;
    bool fits = flood.labels && flood.stack;
    for (int i = 0; i < count && fits; i++)
        flood.labels[i] = PAPER;
    for (int i = 0; i < count && fits; i++)
        if (is_open(&flood, i))
            fits = add_piece(pieces, &flood, i);
    free(flood.stack);
    if (!fits)
        ink_pieces_destroy(pieces);
    return fits;
}

bool ink_pieces_find_on_page(struct ink_pieces *pieces, const struct ink_plane *plane) {
    if (!ink_pieces_find(pieces, plane))
        return false;
    for (int i = 0; i < plane->width * plane->height; i++)
        if (pieces->labels[i] == PAPER ||
            plane->levels[i] <= pieces->items[pieces->labels[i]].threshold)
            plane->levels[i] = 0;
    ink_pieces_destroy(pieces);
    return ink_pieces_find(pieces, plane);
}

struct ink_plane ink_pieces_cut(const struct ink_pieces *pieces, const struct ink_plane *plane,
                                const int *group_of, int group, struct pixel_box box) {
    struct ink_plane cut = {
        .width = box.right - box.left, .height = box.bottom - box.top, .threshold = 255};
    cut.levels = calloc((size_t)cut.width, (size_t)cut.height);
    for (int i = 0; cut.levels && i < cut.width * cut.height; i++) {
        int at = (box.top + i / cut.width) * plane->width + box.left + i % cut.width;
        int piece = pieces->labels[at];
        if (piece == PAPER || group_of[piece] != group)
            continue;
        cut.levels[i] = plane->levels[at];
        cut.threshold = min_int(cut.threshold, pieces->items[piece].threshold);
    }
    return cut;
}

void ink_pieces_destroy(struct ink_pieces *pieces) {
    free(pieces->items);
    free(pieces->labels);
    *pieces = (struct ink_pieces){0};
}
