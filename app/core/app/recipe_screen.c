/* The recipe: the settings of the next training, and a preview of its pictures. */
#include "app/core/app/app_private.h"

/* What is half typed is not valid yet: the view says so under the list. */
static void change_setting(struct app *app, const struct action *action) {
    (void)!training_choice_type(&app->trainer.settings, action->setting.choice,
                                action->setting.text, NULL);
}

static const char *setting_refusal(const struct app *app, const struct action *action) {
    bool is_there = (unsigned)action->setting.choice < TRAINING_CHOICES;
    return is_there && !app_is_training(app) ? NULL : "";
}

static void step_choice(struct app *app, const struct action *action) {
    training_choice_step(&app->trainer.settings, app->recipe.choice, action->number);
}

static const char *step_choice_refusal(const struct app *app, const struct action *action) {
    struct training_settings settings = app->trainer.settings;
    bool can = !app_is_training(app) &&
               training_choice_step(&settings, app->recipe.choice, action->number);
    return can ? NULL : "";
}

static void reset_choice(struct app *app, const struct action *action) {
    training_choice_reset(&app->trainer.settings, (enum training_choice)action->number);
}

static const char *reset_choice_refusal(const struct app *app, const struct action *action) {
    bool can =
        !app_is_training(app) && !app_number_refusal(action, 0, TRAINING_CHOICES - 1) &&
        training_choice_is_changed(&app->trainer.settings, (enum training_choice)action->number);
    return can ? NULL : "";
}

static void preview_again(struct app *app, const struct action *action) {
    recipe_page_next_round(&app->recipe);
    recipe_page_draw(&app->recipe, &app->trainer.settings);
}

static const char *preview_refusal(const struct app *app, const struct action *action) {
    return app->recipe.preview.count > 0 ? NULL : "";
}

static enum nn_status enter(struct app *app, struct nn_error *err) {
    recipe_page_open(&app->recipe);
    recipe_page_draw(&app->recipe, &app->trainer.settings);
    return NN_STATUS_OK;
}

static void step_or_pick(struct app *app, const struct action *action) {
    int from = action->kind == ACTION_STEP ? (int)app->recipe.choice : 0;
    recipe_page_choose(&app->recipe, from + action->number);
}

const struct command recipe_commands[] = {
    {ACTION_STEP, ON(SCREEN_RECIPE), NULL, step_or_pick, NULL, CHANGES_RECIPE,
     COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_PICK, ON(SCREEN_RECIPE), NULL, step_or_pick, NULL, CHANGES_RECIPE, COMMAND_SETS},
    {ACTION_SETTING, ON_ALL, setting_refusal, change_setting, NULL,
     CHANGES_SETTINGS | CHANGES_RECIPE, COMMAND_REPEATS | COMMAND_SETS},
    {ACTION_CHOICE_STEP, ON(SCREEN_RECIPE), step_choice_refusal, step_choice, NULL,
     CHANGES_SETTINGS | CHANGES_RECIPE, COMMAND_REPEATS},
    {ACTION_CHOICE_RESET, ON(SCREEN_RECIPE), reset_choice_refusal, reset_choice, NULL,
     CHANGES_SETTINGS | CHANGES_RECIPE, 0},
    {ACTION_PREVIEW, ON(SCREEN_RECIPE), preview_refusal, preview_again, NULL, CHANGES_RECIPE, 0},
    {.kind = ACTION_NONE},
};

const struct screen recipe_screen = {
    .parent = SCREEN_CANVAS,
    .enter = enter,
};
