/* The lines of the runs that are compared: how they look, and their points. */
#ifndef APP_UI_RUNS_RUN_LINES_H
#define APP_UI_RUNS_RUN_LINES_H

#include "app/core/state/app.h"
#include "app/ui/chart/chart.h"

/* Colour, dash and marker of a slot: no two have the same dash and marker, so that colour is never
 * what tells runs apart alone. Everything else is zero. */
struct chart_series run_lines_style(const struct theme *theme, int slot);

/* Of the runs that are drawn, in the order of their slots. smooth holds the values of the series,
 * whose points are the runs' own. */
struct run_lines {
    int count;
    double epochs; /* how far the x axis goes */
    struct chart_series series[APP_RUN_SLOTS];
    double smooth[APP_RUN_SLOTS][HISTORY_MAX_POINTS];
};

void run_lines_make(struct run_lines *lines, const struct app *app, const struct theme *theme);

/* Their title: "Validation accuracy" and so on; and whether it is a share. */
const char *run_lines_title(enum app_run_value value);
bool run_lines_is_fraction(enum app_run_value value);

#endif
