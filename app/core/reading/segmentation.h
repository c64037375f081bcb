/* Groups the strokes of a drawing that may form one digit, by their shapes and positions alone.
 *
 * Strokes that certainly form one digit are a part: the bar of a five and its body, the bar across
 * a seven, the slash through a zero. Parts are ordered as they are read, row by row and from left
 * to right. Where the bond between two neighbours leaves open whether they are one digit, a reader
 * decides. */
#pragma once

#include "app/core/ink/stroke.h"

enum { SEGMENTATION_MAX_STROKES = 64, SEGMENTATION_MAX_PARTS = 16 };

/* part_of[s] is the part of stroke s, or -1 if it is outside the canvas or one of the `ignored`
 * strokes, which are just specks. row_of[i] is the row of part i, from the top. bonds[i] is the log
 * odds, from geometry, that parts i and i + 1 are one digit; -INFINITY means never. */
struct segmentation {
    int count, ignored;
    int part_of[SEGMENTATION_MAX_STROKES];
    int row_of[SEGMENTATION_MAX_PARTS];
    float bonds[SEGMENTATION_MAX_PARTS];
};

/* An empty canvas gives no parts. Too many strokes or parts are no number: they become one part. */
void segmentation_make(struct segmentation *segmentation, const struct strokes *strokes);
