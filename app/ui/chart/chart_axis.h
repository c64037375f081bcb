/* Axes of a chart: what part of the data they show and where their ticks are. */
#pragma once

#include <stdbool.h>

#include "app/ui/chart/chart.h"

/* max > min. Ticks are at first, first + step and so on up to max. */
struct chart_axis {
    double min, max, first, step;
    bool percent;
};

enum { CHART_LABEL_SIZE = 32 };

/* True if a point can be shown: both numbers are finite, and small enough for an axis. */
bool chart_point_is_shown(const struct chart_series *series, int i);

/* The chart's own limits, else exactly what the data span. */
struct chart_axis chart_axis_x(const struct chart *chart);

/* Percentages end at 100 and begin at a round number below the data. Other values begin at 0, or
 * below the data if some are negative, and end at a round number. Up to a tenth of a series may
 * lie off the axis: the first steps of a training would else flatten all that follows. */
struct chart_axis chart_axis_y(const struct chart *chart);

/* Ticks at the multiples of a round step, at most max_ticks of them (which is at least 1) beside
 * the first, and two at least where the axis begins at 0. */
void chart_axis_set_ticks(struct chart_axis *axis, int max_ticks);

/* Ticks that divide the whole axis, at most max_ticks beside the first: both its ends have one. The
 * step is round if the ends leave a choice. */
void chart_axis_divide(struct chart_axis *axis, int max_ticks);

/* Tick i, counted from the first on the axis; false past the last. */
bool chart_axis_tick(const struct chart_axis *axis, int i, double *value);

/* The label of a tick. */
void chart_axis_label(const struct chart_axis *axis, double value, char label[CHART_LABEL_SIZE]);

/* A value as the read-out shows it: finer than the ticks. */
void chart_axis_read_out(const struct chart_axis *axis, double value, char label[CHART_LABEL_SIZE]);
