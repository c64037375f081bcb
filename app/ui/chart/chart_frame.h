/* A chart being painted, and where its values are: what its parts share. */
#ifndef APP_UI_CHART_CHART_FRAME_H
#define APP_UI_CHART_CHART_FRAME_H

#include "app/ui/chart/chart.h"
#include "app/ui/chart/chart_axis.h"

/* Lengths in units of the theme. */
enum {
    CHART_MARGIN = 8,
    CHART_GAP = 6,         /* between an axis and its labels, a sample and its name */
    CHART_LEGEND_GAP = 16, /* between two names of the legend */
    CHART_TICK = 4,
    CHART_ROW = 16, /* height of a line of small text */
};

struct chart_frame {
    struct painter painter; /* clipped to the chart */
    const struct chart *chart;
    const struct theme *theme;
    struct rect rect, plot;
    struct chart_axis x, y;
};

int chart_px(const struct chart_frame *frame, int units);
struct text_style chart_small_text(const struct chart_frame *frame, color ink);
int chart_small_width(const struct chart_frame *frame, const char *text);

/* Pixels of a value, kept near the plot: beyond it only a line's direction matters. */
struct point chart_place(const struct chart_frame *frame, double x, double y);

/* Whether a point in pixels lies on the plot. */
bool chart_shows(const struct chart_frame *frame, struct point point);

#endif
