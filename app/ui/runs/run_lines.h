/* The lines of the runs that are compared: how they look, and their points. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/chart/chart.h"

/* The run as the window calls it: "notebook, 5 epochs, 21:25", with the date or the seconds where
 * another one would be called the same; the folder's name where its user chose it. brief: without
 * the epochs. */
void run_lines_name(const struct app *app, int index, bool brief, char name[RUN_NAME]);

/* Colour, dash and marker of a slot: no two have the same dash and marker, so that runs are never
 * told apart by colour alone. Everything else is zero. */
struct chart_series run_lines_style(const struct theme *theme, int slot);

/* The lines of the runs that are drawn, in the order of their slots. The series have their names
 * and values here; the points are the runs' own. */
struct run_lines {
    int count;
    double epochs;     /* the end of the x axis */
    const char *title; /* "Validation accuracy" and so on */
    bool percent;
    char names[RUN_SLOTS][RUN_NAME];
    struct chart_series series[RUN_SLOTS];
    double smooth[RUN_SLOTS][HISTORY_MAX_POINTS];
};

/* brief: names without the epochs. */
void run_lines_make(struct run_lines *lines, const struct app *app, const struct theme *theme,
                    bool brief);
