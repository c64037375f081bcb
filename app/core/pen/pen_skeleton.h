/* Skeletons of pen drawings: the knots that the pen passes through, without a hand's deviations.
 *
 * Positions are in a unit box, x to the right, y down; a smooth curve joins the knots and breaks
 * where a knot is a corner. */
#pragma once

#include <stdbool.h>

#include "app/core/ink/stroke.h"

enum { PEN_MAX_KNOTS = 64, PEN_MAX_PATHS = 8 };

struct pen_path {
    bool closed;   /* a loop, which can begin at any knot; the first knot is not repeated */
    bool may_drag; /* the pen may stay on the paper on its way here from the previous path */
    int count;
    struct point knots[PEN_MAX_KNOTS];
    bool corners[PEN_MAX_KNOTS];
};

struct pen_skeleton {
    int count;
    struct pen_path paths[PEN_MAX_PATHS];
};

/* Parses a skeleton: knots as x,y in hundredths of the box, a corner followed by !. A path begins
 * with @ if it is closed; paths are separated by ; or, where the pen may be dragged, by a tilde.
 * "12,6 84,4! 40,100 ~ 30,52 76,50" is a crossed 7. False if the text is malformed or too long. */
NN_MUST_USE bool pen_skeleton_parse(struct pen_skeleton *skeleton, const char *text);

/* Parses a form: a skeleton, or two with | between them, which are the ends of the form's range and
 * have as many paths and knots; both ends are the same without a range. False as above. */
NN_MUST_USE bool pen_skeleton_parse_range(struct pen_skeleton ends[2], const char *text);

/* Adds a path without knots. The skeleton must have space for it, and the path for its knots. */
struct pen_path *pen_skeleton_add_path(struct pen_skeleton *skeleton);
void pen_path_add_knot(struct pen_path *path, float x, float y, bool corner);

/* Moves the knots towards those of another skeleton with as many paths and knots, by this fraction
 * of the way across and this one down. */
void pen_skeleton_blend(struct pen_skeleton *skeleton, const struct pen_skeleton *other,
                        struct point fraction);
