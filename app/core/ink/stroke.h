/* A pen stroke: the points that the pointer went through, as they came.
 *
 * Positions are in canvas units: the canvas is the square from (0,0), top left, to (1,1). Strokes
 * may leave it; what is outside is not seen and does not count. Strokes on a canvas are immutable
 * and shared between the steps of its history. */
#ifndef APP_CORE_INK_STROKE_H
#define APP_CORE_INK_STROKE_H

#include <stdbool.h>

#include "nn/status.h"

struct point {
    float x, y;
};

/* brush is the diameter of the round pen, in canvas units. */
struct stroke {
    float brush;
    int count;
    const struct point *points;
};

/* The strokes of a drawing, oldest first. Borrowed from whoever hands them out. */
struct strokes {
    int count;
    const struct stroke *const *items;
};

struct box {
    float left, top, right, bottom;
};

/* Smallest box around the points of all strokes (pen width not counted). False if there are none.
 */
bool strokes_bounds(const struct strokes *strokes, struct box *bounds);

/* The smooth curve through a stroke's points as a polyline: a centripetal Catmull-Rom spline
 * (Yuksel et al. 2011), cut finely enough that no corner shows at `step` canvas units. Calls back
 * once with each vertex; a stroke of one point gives one vertex. */
typedef void stroke_vertex_function(void *context, struct point vertex);
void stroke_flatten(const struct stroke *stroke, float step, stroke_vertex_function *vertex,
                    void *context);

/* The same curve as the lines between its vertices, each cut to its part within the box, or left
 * out where there is none; within NULL cuts nothing. A stroke of one point gives one line from the
 * point to itself. */
typedef void stroke_line_function(void *context, struct point from, struct point to);
void stroke_lines(const struct stroke *stroke, float step, const struct box *within,
                  stroke_line_function *line, void *context);

#endif
