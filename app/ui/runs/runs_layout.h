/* The places of the rows in the list of runs: pages of a table under a line of headings. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/widgets/layout.h"

/* Columns from the right, as many as have space. */
enum runs_column { RUNS_ACCURACY, RUNS_STATE, RUNS_EPOCHS, RUNS_NET, RUNS_COLUMNS };

struct runs_layout {
    const struct layout *layout;  /* borrowed */
    int row_height, first, count; /* the runs of the page */
    int columns;                  /* how many of enum runs_column are shown */
};

struct runs_layout runs_layout_of(const struct app *app, const struct layout *layout);

/* A row and, from its left end, the box to press, a piece of the run's line and its name; then the
 * cells of the columns that are shown. */
struct runs_row {
    struct rect whole, box, sample, name, cells[RUNS_COLUMNS];
};

/* The row of a run of the page, or, RUNS_HEADINGS, the line above them all. */
enum { RUNS_HEADINGS = -1 };
struct runs_row runs_row_of(const struct runs_layout *rows, int run);

/* The run there, or -1. */
int runs_at(const struct runs_layout *rows, float x, float y);
