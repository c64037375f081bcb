/* The pieces of ink in a picture: what is connected in eight directions. */
#pragma once

#include "app/core/ink/ink_plane.h"

struct ink_piece {
    struct pixel_box box;
    int size;      /* pixels */
    int on_border; /* those of them at the border of the picture */
    int threshold; /* half of its ink's level, each level counted as often as it is high */
};

/* labels [height, width]: the index of the piece, or -1 for paper. */
struct ink_pieces {
    int count, capacity;
    struct ink_piece *items;
    int *labels;
};

/* False without memory. */
bool ink_pieces_find(struct ink_pieces *pieces, const struct ink_plane *plane);
/* Finds the pieces of a page: the threshold of each is its own, so that pale ink is found and dark
 * ink does not run together. Levels below it become paper. */
bool ink_pieces_find_on_page(struct ink_pieces *pieces, const struct ink_plane *plane);

/* The plane within the box, with only the ink of one group of pieces: group_of [count] has the
 * group of each piece. The caller destroys it; levels are NULL without memory. */
struct ink_plane ink_pieces_cut(const struct ink_pieces *pieces, const struct ink_plane *plane,
                                const int *group_of, int group, struct pixel_box box);

void ink_pieces_destroy(struct ink_pieces *pieces);
