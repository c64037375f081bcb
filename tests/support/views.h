/* The window's views, one per row: for the suite that compares their pictures with the reference
 * ones, and for view_pictures, which paints them to look at. */
#pragma once

#include "tests/support/stage_app.h"

struct view {
    const char *name;
    void (*prepare)(struct stage_app *stage); /* by pointer and keys, in a stage just opened */
};

extern const struct view views[];
extern const int view_count;

/* Removes the files that preparing has written; called after the stage is closed. */
void views_clean_up(void);

/* Lays the stage out for a window of this size and theme. */
void views_arrange(struct stage_app *stage, int width, int height, float scale, bool dark);
