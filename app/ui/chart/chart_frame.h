/* A chart being painted and the places of its values, shared by its parts. */
#pragma once

#include "app/ui/chart/chart_axis.h"

/* Lengths in units of the theme. */
enum {
    CHART_MARGIN = 8,
    CHART_GAP = 6,         /* between an axis and its labels, a sample and its name */
    CHART_LEGEND_GAP = 16, /* between two names of the legend */
    CHART_TICK = 4,
    CHART_MARKER_RADIUS = 3,
    CHART_ROW = 16, /* height of a line of small text */
};

/* The width of a series' line, in units. */
#define CHART_LINE_WIDTH 1.5f

struct chart_frame {
    struct painter painter; /* clipped to the chart */
    const struct chart *chart;
    const struct theme *theme;
    struct rect rect, plot;
    struct chart_axis x, y;
};

int chart_px(const struct chart_frame *frame, int units);

/* A line of small text, and its width. */
void chart_text(struct chart_frame *frame, struct rect rect, const char *text, color ink,
                enum text_align align);
int chart_small_width(const struct chart_frame *frame, const char *text);

/* Pixels of a value, kept near the plot: beyond it only a line's direction matters. */
struct point chart_place(const struct chart_frame *frame, double x, double y);

/* True if a point in pixels is on the plot. */
bool chart_shows(const struct chart_frame *frame, struct point point);

/* The read-out at the pointer or the cursor: the nearest measured value of each series, with a dot
 * there; only of one series if there is no space for all. */
void chart_read_out_paint(struct chart_frame *frame);

/* A series' mark on a disc of the panel's colour, which parts it from the line. A series without
 * marker gets a dot: a single point must be seen. */
void chart_paint_marker(struct painter *painter, struct point at, const struct chart_series *series,
                        const struct theme *theme);

/* Points too close for a line between them to be seen: from the column of each to that of the next,
 * all that lies between the two. */
void chart_paint_dense(struct painter *painter, const struct point *points, int count, color fill);
