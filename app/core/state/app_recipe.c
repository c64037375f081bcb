/* The view of the recipe: the settings of the next training, and a preview of its pictures. */
#include <stdio.h>

#include "app/core/recipe/recipes.h"
#include "app/core/state/app_parts.h"

/* Without pictures the rest of the view is of use all the same. */
void app_open_recipe(struct app *app) {
    struct app_recipe *recipe = &app->recipe;
    char folder[FILES_MAX_PATH];
    struct nn_error err;
    recipe->error[0] = '\0';
    if (recipe->preview.data_count > 0)
        return;
    enum nn_status status = files_mnist_folder(folder, &err);
    if (!status)
        status = preview_load(&recipe->preview, folder, class_set_digits(), &err);
    if (status)
        snprintf(recipe->error, sizeof recipe->error, "%s", err.message);
}

void app_show_recipe(struct app *app) {
    struct app_recipe *recipe = &app->recipe;
    const struct named_augmentation *named = recipes_augmentation_find(app->settings.augmentation);
    recipe->revision++;
    if (recipe->preview.data_count > 0 && named)
        preview_draw(&recipe->preview, &named->augmentation, app->settings.seed, recipe->round);
}

static void choose(struct app *app, int choice) {
    choice = choice < 0 ? 0 : choice;
    choice = choice >= TRAINING_CHOICES ? TRAINING_CHOICES - 1 : choice;
    app->recipe.choice = (enum training_choice)choice;
}

void app_update_recipe(struct app *app, const struct action *action) {
    struct app_recipe *recipe = &app->recipe;
    switch (action->kind) {
    case ACTION_BROWSE:
        choose(app, (int)recipe->choice + action->number);
        break;
    case ACTION_PICK:
        choose(app, action->number);
        break;
    case ACTION_CHOICE_STEP:
        training_choice_step(&app->settings, recipe->choice, action->number);
        break;
    case ACTION_CHOICE_TYPE:
        /* What is half typed makes no sense yet: the view says so under the list. */
        (void)!training_choice_type(&app->settings, recipe->choice, action->text, NULL);
        break;
    case ACTION_CHOICE_RESET:
        training_choice_reset(&app->settings, (enum training_choice)action->number);
        break;
    case ACTION_PREVIEW:
        recipe->round++;
        break;
    default:
        break;
    }
}

bool app_can_choose(const struct app *app, const struct action *action) {
    struct training_settings settings = app->settings;
    if (app->view != APP_VIEW_RECIPE)
        return false;
    if (action->kind == ACTION_PREVIEW)
        return app->recipe.preview.count > 0;
    if (app_is_training(app))
        return false;
    switch (action->kind) {
    case ACTION_CHOICE_STEP:
        return training_choice_step(&settings, app->recipe.choice, action->number);
    case ACTION_CHOICE_TYPE:
        return training_choice_is_typed(app->recipe.choice);
    default:
        return training_choice_is_changed(&settings, (enum training_choice)action->number);
    }
}
