/* A pen stroke: the points that the pointer passed, in order.
 *
 * Positions are in canvas units: the canvas is the square from (0,0), top left, to (1,1). Strokes
 * may leave it; what is outside is neither shown nor read. Strokes on a canvas are immutable and
 * shared between the steps of its history. */
#pragma once

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

/* The strokes of a drawing, oldest first; borrowed. */
struct strokes {
    int count;
    const struct stroke *const *items;
};

/* Smallest box around some points. The empty box has its left to the right of its right. */
struct box {
    float left, top, right, bottom;
};
extern const struct box box_empty;
void box_add(struct box *box, struct point point);

/* The box around the points of all strokes, without the width of the pen. False if it is empty. */
bool strokes_bounds(const struct strokes *strokes, struct box *bounds);

/* Copies the points whose indices are multiples of `every`, but none that is no further than
 * `apart` from the last one copied. Returns their count. */
int stroke_thin(const struct stroke *stroke, float apart, int every, struct point *to);

/* The way from point to point in canvas units, without what is beyond the sides of the canvas. */
float stroke_length(const struct stroke *stroke);

/* Flattens the smooth curve through a stroke's points, a centripetal Catmull-Rom spline (Yuksel et
 * al. 2011), to a polyline fine enough that no corner shows at `step` canvas units. Calls back once
 * with each vertex; a stroke of one point gives one vertex. */
typedef void stroke_vertex_function(void *context, struct point vertex);
void stroke_flatten(const struct stroke *stroke, float step, stroke_vertex_function *vertex,
                    void *context);

/* Cuts the line to its part within the box (Liang and Barsky 1984). False if there is none. */
bool box_cut_line(const struct box *within, struct point *from, struct point *to);

/* The same curve as lines between its vertices, each cut to its part within the box, if any; NULL
 * cuts nothing. A stroke of one point gives one line from the point to itself. */
typedef void stroke_line_function(void *context, struct point from, struct point to);
void stroke_lines(const struct stroke *stroke, float step, const struct box *within,
                  stroke_line_function *line, void *context);
