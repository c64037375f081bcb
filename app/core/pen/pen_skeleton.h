/* Skeletons of pen drawings: the knots that the pen passes through, before any hand shakes.
 *
 * Positions are in a unit box, x to the right, y down; what lies between the knots is a smooth
 * curve, broken where a knot is a corner. */
#ifndef APP_CORE_PEN_PEN_SKELETON_H
#define APP_CORE_PEN_PEN_SKELETON_H

#include <stdbool.h>

#include "app/core/ink/stroke.h"

enum { PEN_MAX_KNOTS = 64, PEN_MAX_PATHS = 8 };

struct pen_path {
    bool closed;   /* a loop, which can be begun at any knot; its first knot is not repeated */
    bool may_drag; /* the pen may not leave the paper on its way here from the path before */
    int count;
    struct point knots[PEN_MAX_KNOTS];
    bool corners[PEN_MAX_KNOTS];
};

struct pen_skeleton {
    int count;
    struct pen_path paths[PEN_MAX_PATHS];
};

/* Reads a skeleton's text: knots as x,y in hundredths of the box, a corner with a ! after it. A
 * path begins with @ if it is closed; between two paths stands ; or, where the pen may be dragged,
 * a tilde. "12,6 84,4! 40,100 ~ 30,52 76,50" is a crossed 7. False if the text is not of this kind
 * or too long. */
NN_MUST_USE bool pen_skeleton_parse(struct pen_skeleton *skeleton, const char *text);

/* Begins a path after the others; it has no knots yet. The skeleton must have room. */
struct pen_path *pen_skeleton_add_path(struct pen_skeleton *skeleton);

/* The path must have room. */
void pen_path_add_knot(struct pen_path *path, float x, float y, bool corner);

#endif
