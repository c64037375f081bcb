/* A stage whose screens all have something to show, for suites that go through them. */
#pragma once

#include "tests/support/stage_app.h"

enum { STAGE_SCREENS_DRAWINGS = 3, STAGE_SCREENS_RUNS = 3, STAGE_SCREENS_TESTS = 60 };

/* Writes test pictures and runs into folders that begin with this name, which is borrowed for ever;
 * and a group's teardown that removes the runs. */
void stage_screens_write(const char *name);
int stage_screens_remove(void **state);

/* As stage_app_open, with drawings of 0, 1 and 2, and with these runs. */
int stage_screens_open(void **state);
#define SCREENS_TEST(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, stage_screens_open, stage_app_close)

/* Goes there from the canvas by keys, and waits for what there is to see. No place has the focus:
 * of the drawings the last is selected, of test pictures and mistakes the first, of the confusion
 * matrix no cell, of the runs the newest. */
void stage_screens_go(struct stage_app *stage, enum app_screen screen);
