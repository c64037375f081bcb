#include "app/ui/screen.h"

const struct ui_screen *ui_screen_at(enum app_screen screen) {
    static const struct ui_screen *const all[SCREENS] = {
        [SCREEN_CANVAS] = &ui_canvas_screen,     [SCREEN_DRAWINGS] = &ui_drawings_screen,
        [SCREEN_TEST_SET] = &ui_test_set_screen, [SCREEN_MISTAKES] = &ui_mistakes_screen,
        [SCREEN_MISTAKE] = &ui_mistake_screen,   [SCREEN_RUNS] = &ui_runs_screen,
        [SCREEN_RECIPE] = &ui_recipe_screen,
    };
    return all[screen];
}

const struct ui_screen *ui_screen_of(const struct app *app) {
    return ui_screen_at(app->screen);
}

bool ui_screen_takes_focus(const struct app *app, enum layout_place place) {
    const struct ui_screen *screen = ui_screen_of(app);
    bool listed = place == screen->focus[0] || place == screen->focus[1];
    return listed && place != LAYOUT_MENU_BAR && (!screen->has_focus || screen->has_focus(app));
}

struct action ui_wheel_step(const struct ui *ui, enum layout_place place, int by) {
    return ui->hover == place ? ui_action(ACTION_STEP, by) : ui_nothing;
}
