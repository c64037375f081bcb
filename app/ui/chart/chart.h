/* Line charts of a training: axes with round ticks, grid, legend, read-out under the pointer. */
#pragma once

#include "app/ui/paint/paint.h"
#include "app/ui/paint/theme.h"

enum chart_marker {
    CHART_MARKER_NONE,
    CHART_MARKER_DOT,
    CHART_MARKER_SQUARE,
    CHART_MARKER_RING,
    CHART_MARKER_CROSS
};

/* Points whose y is NaN are left out; the line continues to the next one. If y is the trend of what
 * was measured, the latter is painted faint behind it and given by the read-out. */
struct chart_series {
    const char *name;
    int count;
    const double *x, *y;
    color line;
    float dash; /* as paint_polyline, in units of the theme's scale */
    enum chart_marker marker;
    const double *measured; /* or NULL */
};

struct chart {
    const char *title, *x_label, *y_label; /* NULL: none */
    const struct chart_series *series;
    int series_count;
    bool percent;         /* y from 0 to 1 shown as 0 to 100 % */
    double x_min, x_max;  /* x_max <= x_min: fitted to the data */
    int hover_x, hover_y; /* pointer in pixels; outside the plot: no read-out */
    bool without_legend;  /* it is shown elsewhere */
    bool has_cursor;      /* the read-out is at cursor_x, wherever the pointer is */
    double cursor_x;
};

/* Paints the chart over what rect holds, which should be the theme's panel colour, so that nothing
 * leaves rect, whatever its size. Parts that do not fit are left out; an empty chart shows its
 * axes. Scales are chosen as chart_axis.h says: the first, steep part of a training may leave the
 * plot. The read-out gives each series' value measured nearest to the pointer, or, where that has
 * no space, only the nearest series; one that ends well before the pointer has none. */
void chart_paint(struct painter *painter, struct rect rect, const struct chart *chart,
                 const struct theme *theme);

/* The piece of a series' line in legends, CHART_SAMPLE units from x on, about the y `middle`. */
enum { CHART_SAMPLE = 20 };
void chart_paint_sample(struct painter *painter, int x, int middle,
                        const struct chart_series *series, const struct theme *theme);
