#include "app/core/app/app_private.h"

const struct screen *const screens[SCREENS] = {
    [SCREEN_CANVAS] = &canvas_screen,     [SCREEN_DRAWINGS] = &drawings_screen,
    [SCREEN_TEST_SET] = &test_set_screen, [SCREEN_MISTAKES] = &mistakes_screen,
    [SCREEN_MISTAKE] = &mistake_screen,   [SCREEN_RUNS] = &runs_screen,
    [SCREEN_RECIPE] = &recipe_screen,     [SCREEN_SHEET] = &sheet_screen,
};
