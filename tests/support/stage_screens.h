/* A stage whose screens all have something to show, for suites that go through them. */
#pragma once

#include "tests/support/stage_app.h"

enum { STAGE_SCREENS_DRAWINGS = 3, STAGE_SCREENS_RUNS = 3, STAGE_SCREENS_TESTS = 60 };

/* Writes test pictures and runs into folders whose names begin with name, which must stay valid;
 * and removes the runs, as a group's teardown. */
void stage_screens_write(const char *name);
int stage_screens_remove(void **state);

/* The same as stage_app_open, with drawings of 0, 1 and 2, and with these runs. */
int stage_screens_open(void **state);
#define SCREENS_TEST(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, stage_screens_open, stage_app_close)

/* Goes from the canvas to a screen by keys, and waits for its content. No control has the focus;
 * selected are the last drawing, the first test picture or mistake, no cell of the confusion
 * matrix, and the newest run. */
void stage_screens_go(struct stage_app *stage, enum app_screen screen);
