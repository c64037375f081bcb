/* The places of the rows in the list of runs: pages of a table under a line of headings. */
#pragma once

#include "app/core/app/app.h"
#include "app/ui/paint/theme.h"
#include "app/ui/widgets/layout.h"

/* In a row from the left: the box to press, a piece of the run's line and its name; from the right,
 * as many columns as have space. */
enum runs_column { RUNS_ACCURACY, RUNS_STATE, RUNS_EPOCHS, RUNS_NET, RUNS_COLUMNS };

struct runs_layout {
    struct rect header;
    int row_height, first, count; /* the runs of the page */
    int columns;                  /* how many of enum runs_column are shown */
};

struct runs_layout runs_layout_of(const struct app *app, const struct layout *layout,
                                  const struct theme *theme);

/* The row of a run of the page, and parts of it. */
struct rect runs_row(const struct runs_layout *rows, int index);
struct rect runs_box(struct rect row, const struct theme *theme);
struct rect runs_sample(struct rect row, const struct theme *theme);
struct rect runs_name(const struct runs_layout *rows, struct rect row, const struct theme *theme);
struct rect runs_cell(const struct runs_layout *rows, struct rect row, enum runs_column column,
                      const struct theme *theme);

/* The run there, or -1. */
int runs_at(const struct runs_layout *rows, int x, int y);
