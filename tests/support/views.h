/* The window's views, one a row: for the suite that compares their pictures with kept ones, and for
 * `views`, which paints them for people to look at. */
#pragma once

#include "tests/support/stage_app.h"

struct view {
    const char *name;
    void (*prepare)(struct stage_app *stage); /* by pointer and keys, in a stage just opened */
};

extern const struct view views[];
extern const int view_count;

/* Removes what preparing has written; to be called when the stage is closed. */
void views_clean_up(void);

/* Lays the stage out for a window of this size, in these colours. */
void views_arrange(struct stage_app *stage, int width, int height, float scale, bool dark);
