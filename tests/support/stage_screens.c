#include "tests/support/stage_screens.h"

#include <sched.h>
#include <stdio.h>

#include "tests/support/check.h"
#include "tests/support/run_files.h"
#include "tests/support/scratch.h"
#include "tests/support/small_set.h"

static char data[64], results[64];

void stage_screens_write(const char *name) {
    snprintf(data, sizeof data, "%s-data", name);
    snprintf(results, sizeof results, "%s-runs", name);
    small_set_use(data, 300, STAGE_SCREENS_TESTS);
    scratch_remove(results);
    run_files_write_finished(results, STAGE_SCREENS_RUNS, 8);
}

int stage_screens_remove(void **state) {
    scratch_remove(results);
    return 0;
}

int stage_screens_open(void **state) {
    stage_app_open_with(state, results, false);
    struct stage_app *stage = *state;
    stage_app_label(stage, STAGE_SCREENS_DRAWINGS);
    app_refresh(stage->app);
    return 0;
}

static bool is_waiting(const struct app *app) {
    switch (app->screen) {
    case SCREEN_TEST_SET:
        return test_set_look(app->tests.set).read < STAGE_SCREENS_TESTS;
    case SCREEN_MISTAKES:
        return app->tests.pass == 0;
    case SCREEN_RUNS:
        return run_browser_count(&app->runs) < STAGE_SCREENS_RUNS;
    default:
        return false;
    }
}

static void press(struct stage_app *stage, int key, unsigned mods) {
    stage_app_key(stage, key, mods);
    wait_while (is_waiting(stage->app)) {
        app_collect(stage->app, 0);
        sched_yield();
    }
    app_collect(stage->app, 0);
    app_refresh(stage->app);
    ui_arrange(&stage->ui, stage->app, stage->ui.layout.width, stage->ui.layout.height, 1);
}

void stage_screens_go(struct stage_app *stage, enum app_screen screen) {
    static const struct {
        int key;
        unsigned mods;
    } keys[SCREENS] = {
        [SCREEN_DRAWINGS] = {'m', UI_CTRL},     [SCREEN_TEST_SET] = {'t', UI_CTRL},
        [SCREEN_MISTAKES] = {UI_KEY_F1 + 2, 0}, [SCREEN_MISTAKE] = {UI_KEY_F1 + 2, 0},
        [SCREEN_RUNS] = {'g', UI_CTRL},         [SCREEN_RECIPE] = {UI_KEY_F1 + 3, 0},
        [SCREEN_SHEET] = {UI_KEY_F1 + 7, 0},
    };
    stage->ui.focus = LAYOUT_PLACES;
    stage->ui.focus_shown = false;
    if (screen != SCREEN_CANVAS)
        press(stage, keys[screen].key, keys[screen].mods);
    if (screen == SCREEN_MISTAKE)
        press(stage, UI_KEY_ENTER, 0);
    assert_int_equal(stage->app->screen, screen);
}
