/* What a chart's lines are told apart by, beside their colours; for the files of the chart alone.
 */
#ifndef APP_UI_CHART_CHART_MARKS_H
#define APP_UI_CHART_CHART_MARKS_H

#include "app/ui/chart/chart.h"

enum { CHART_MARKER_RADIUS = 3 }; /* units */

/* The width of a series' line, in units. */
#define CHART_LINE_WIDTH 1.5f

/* On a disc of the panel's colour, which parts it from the line. A series without marker gets a
 * dot: a lone point has to be seen. */
void chart_paint_marker(struct painter *painter, struct point at, const struct chart_series *series,
                        const struct theme *theme);

/* Points too close for a line between them to be seen: from the column of each to that of the next,
 * all that lies between the two. */
void chart_paint_dense(struct painter *painter, const struct point *points, int count, color fill);

#endif
