/* An app with a user interface and the box font, for suites that click and type. */
#pragma once

#include "app/ui/ui.h"
#include "tests/support/box_font.h"

struct stage_app {
    struct app *app;
    struct ui ui;
    struct box_font font;
};

/* A cmocka setup and teardown; the window is 1100 x 720 at scale 1, the desktop's theme is light,
 * and results go to ui-results. */
int stage_app_open(void **state);
int stage_app_open_with(void **state, const char *results, bool desktop_dark);
int stage_app_close(void **state);
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, stage_app_open, stage_app_close)

/* Sends an event; applies and returns its action. */
struct action stage_app_pointer(struct stage_app *stage, enum ui_event_kind kind, int x, int y);
struct action stage_app_key(struct stage_app *stage, int key, unsigned mods);

/* The same in the middle of a rectangle. */
struct action stage_app_at(struct stage_app *stage, enum ui_event_kind kind, struct rect rect);

/* Applies the action of this kind and number. */
void stage_app_do(struct stage_app *stage, enum action_kind kind, int number);

/* Starts training, and stops it before its first step. */
void stage_app_begin_training(struct stage_app *stage);
void stage_app_end_training(struct stage_app *stage);

/* Returns where the layout has a control; clicks there, and returns the last action. */
struct rect stage_app_place(const struct stage_app *stage, enum layout_place place);
struct action stage_app_click(struct stage_app *stage, enum layout_place place);

/* Draws this many strokes, each on an empty canvas, and labels them 0, 1, 2 and so on. */
void stage_app_label(struct stage_app *stage, int count);
