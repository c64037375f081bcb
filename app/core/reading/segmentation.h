/* Groups the strokes of a drawing that may form one digit, by their shapes and positions alone.
 *
 * Strokes that certainly form one digit are a part: the bar of a five and its body, the bar across
 * a seven, the slash through a zero. Parts are ordered from left to right. Where the bond between
 * two neighbours leaves open whether they are one digit, a reader decides. */
#pragma once

#include "app/core/ink/stroke.h"

enum { SEGMENTATION_MAX_STROKES = 64, SEGMENTATION_MAX_PARTS = 16 };

/* part_of[s] is the part of stroke s, or -1 if it is outside the canvas or just a speck. bonds[i]
 * is the log odds, from geometry, that parts i and i + 1 are one digit; -INFINITY means never. */
struct segmentation {
    int count;
    int part_of[SEGMENTATION_MAX_STROKES];
    float bonds[SEGMENTATION_MAX_PARTS];
};

/* An empty canvas gives no parts. Too many strokes or parts are no number: they become one part. */
void segmentation_make(struct segmentation *segmentation, const struct strokes *strokes);
