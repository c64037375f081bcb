/* Which strokes of a drawing may be one digit, by their shapes and places alone.
 *
 * Strokes that are surely of one digit are a part: the bar of a five and its body, the bar across a
 * seven, the slash through a nought. Parts stand side by side, from left to right. Whether two
 * neighbours are one digit is for a reader to say where the bond between them leaves it open. */
#ifndef APP_CORE_READING_SEGMENTATION_H
#define APP_CORE_READING_SEGMENTATION_H

#include <stdbool.h>

#include "app/core/ink/stroke.h"

enum { SEGMENTATION_MAX_STROKES = 64, SEGMENTATION_MAX_PARTS = 16 };

/* part_of[s] is the part of stroke s, or -1 where it is outside the canvas or a mere speck.
 * bonds[i] is the log odds, from geometry, that parts i and i + 1 are of one digit; -INFINITY:
 * never. */
struct segmentation {
    int count;
    int part_of[SEGMENTATION_MAX_STROKES];
    float bonds[SEGMENTATION_MAX_PARTS];
};

/* Nothing on the canvas gives no parts. More strokes or parts than there is room for are no number:
 * then all of them are one part. */
void segmentation_make(struct segmentation *segmentation, const struct strokes *strokes);

#endif
