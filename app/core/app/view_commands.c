/* What is shown, and how: screens, the network at work, colours and sizes. */
#include "app/core/app/app_private.h"
#include "app/core/base/clamp.h"

enum nn_status app_go_to(struct app *app, enum app_screen screen, struct nn_error *err) {
    const struct screen *from = screens[app->screen], *to = screens[screen];
    bool returns = from->parent == screen;
    enum nn_status status = to->enter && !returns ? to->enter(app, err) : NN_STATUS_OK;
    if (status)
        return status;
    if (from->leave)
        from->leave(app);
    app->screen = screen;
    return NN_STATUS_OK;
}

static enum nn_status go_to(struct app *app, const struct action *action, struct nn_error *err) {
    return app_go_to(app, (enum app_screen)action->number, err);
}

static const char *go_to_refusal(const struct app *app, const struct action *action) {
    bool opens_none = action->number == SCREEN_MISTAKE && app->tests.mistake < 0;
    return (int)app->screen == action->number || opens_none
               ? ""
               : app_number_refusal(action, 0, SCREENS - 1);
}

static void open_explanation(struct app *app, const struct action *action) {
    if (action->kind == ACTION_LAYERS)
        explain_open_layers(&app->explain, action->number);
    else
        explain_open_attribution(&app->explain, action->number);
    if (action->number)
        app->preferences.panel_in_front = false;
}

static void choose_map(struct app *app, const struct action *action) {
    struct activations_choice choice = activations_value(app->explain.activations)->choice;
    if (action->kind == ACTION_MAP)
        choice = action->map;
    else if (action->kind == ACTION_MAP_PIXEL)
        choice.pixel = action->number;
    else
        choice = (struct activations_choice){choice.column + action->number, 0, -1};
    activations_choose(app->explain.activations, choice);
}

static const char *step_layer_refusal(const struct app *app, const struct action *action) {
    const struct activations *activations = app->explain.activations;
    int column = activations_value(activations)->choice.column + action->number;
    bool is_there = column >= 0 && column < activations_column_count(activations);
    return app->explain.layers_open && is_there ? NULL : "";
}

static const char *map_refusal(const struct app *app, const struct action *action) {
    bool can = app->explain.layers_open && activations_column_count(app->explain.activations) > 0;
    return can ? NULL : "";
}

static void ask_attribution(struct app *app, const struct action *action) {
    explain_ask(&app->explain, action->number);
}

static const char *ask_attribution_refusal(const struct app *app, const struct action *action) {
    int classes = reader_classes(app->prediction.reader)->count;
    return app->explain.attribution_open ? app_number_refusal(action, -1, classes - 1) : "";
}

static void set_theme(struct app *app, const struct action *action) {
    preferences_set_theme(&app->preferences, (enum settings_theme)action->number);
}

static const char *set_theme_refusal(const struct app *app, const struct action *action) {
    return app_number_refusal(action, SETTINGS_THEME_DESKTOP, SETTINGS_THEME_DARK);
}

static void set_motion(struct app *app, const struct action *action) {
    app->preferences.reduced_motion = action->number;
}

static void open_panel(struct app *app, const struct action *action) {
    app->preferences.panel_open = app->preferences.panel_in_front = action->number;
}

static void zoom(struct app *app, const struct action *action) {
    bool by_steps = action->kind == ACTION_ZOOM_STEP;
    int step = by_steps ? preferences_zoom_step(&app->preferences, action->number) : action->number;
    step = clamp_int(step, SETTINGS_ZOOM_MIN, SETTINGS_ZOOM_MAX);
    app->preferences.zoom = step;
    if (step > app->preferences.zoom_max)
        app_say(app, false, "This window is too small for %d %%; enlarge it to get that size.",
                preferences_zoom_percent(step));
    else
        app_say(app, false, "Size %d %%", preferences_zoom_percent(step));
}

static const char *step_zoom_refusal(const struct app *app, const struct action *action) {
    if (preferences_can_zoom(&app->preferences, action->number))
        return NULL;
    if (action->number == 0)
        return "";
    return action->number > 0 ? "Nothing larger fits into this window."
                              : "This is the smallest size.";
}

static void switch_full_screen(struct app *app, const struct action *action) {
    app->effects |= APP_EFFECT_FULL_SCREEN;
}

static void show_keys(struct app *app, const struct action *action) {
    app->preferences.keys_shown = action->number;
}

static void close_notice(struct app *app, const struct action *action) {
    notices_end(&app->notices);
}

static const char *close_notice_refusal(const struct app *app, const struct action *action) {
    return app->notices.shown.until_s > 0 ? NULL : "";
}

static void quit(struct app *app, const struct action *action) {
    app->effects |= APP_EFFECT_QUIT;
}

const struct command view_commands[] = {
    {ACTION_SCREEN, ON_ALL, go_to_refusal, NULL, go_to,
     CHANGES_SCREEN | CHANGES_SKETCH | CHANGES_TESTS | CHANGES_RUNS | CHANGES_RECIPE,
     COMMAND_BY_NUMBER},
    {ACTION_LAYERS, ON_ALL, NULL, open_explanation, NULL, CHANGES_EXPLAIN | CHANGES_PREFERENCES,
     COMMAND_SETS},
    {ACTION_LAYER_STEP, ON_ALL, step_layer_refusal, choose_map, NULL, CHANGES_EXPLAIN,
     COMMAND_REPEATS | COMMAND_BY_NUMBER},
    {ACTION_MAP, ON_ALL, map_refusal, choose_map, NULL, CHANGES_EXPLAIN,
     COMMAND_REPEATS | COMMAND_KEEPS_NOTICE | COMMAND_SETS},
    {ACTION_MAP_PIXEL, ON_ALL, map_refusal, choose_map, NULL, CHANGES_EXPLAIN,
     COMMAND_REPEATS | COMMAND_KEEPS_NOTICE | COMMAND_SETS},
    {ACTION_ATTRIBUTION, ON_ALL, NULL, open_explanation, NULL,
     CHANGES_EXPLAIN | CHANGES_PREFERENCES, COMMAND_SETS},
    {ACTION_ATTRIBUTION_DIGIT, ON_ALL, ask_attribution_refusal, ask_attribution, NULL,
     CHANGES_EXPLAIN, COMMAND_REPEATS | COMMAND_KEEPS_NOTICE | COMMAND_SETS},
    {ACTION_THEME, ON_ALL, set_theme_refusal, set_theme, NULL, CHANGES_PREFERENCES, COMMAND_SETS},
    {ACTION_MOTION, ON_ALL, NULL, set_motion, NULL, CHANGES_PREFERENCES, COMMAND_SETS},
    {ACTION_PANEL, ON_ALL, NULL, open_panel, NULL, CHANGES_PREFERENCES, COMMAND_SETS},
    {ACTION_ZOOM, ON_ALL, NULL, zoom, NULL, CHANGES_PREFERENCES | CHANGES_NOTICE, COMMAND_SETS},
    {ACTION_ZOOM_STEP, ON_ALL, step_zoom_refusal, zoom, NULL, CHANGES_PREFERENCES | CHANGES_NOTICE,
     COMMAND_REPEATS},
    {ACTION_KEYS, ON_ALL, NULL, show_keys, NULL, CHANGES_PREFERENCES, COMMAND_SETS},
    {ACTION_NOTICE_CLOSE, ON_ALL, close_notice_refusal, close_notice, NULL, CHANGES_NOTICE,
     COMMAND_KEEPS_NOTICE},
    {ACTION_FULL_SCREEN, ON_ALL, NULL, switch_full_screen, NULL, CHANGES_EFFECTS, COMMAND_SETS},
    {ACTION_QUIT, ON_ALL, NULL, quit, NULL, CHANGES_EFFECTS, COMMAND_SETS},
    {.kind = ACTION_NONE},
};
