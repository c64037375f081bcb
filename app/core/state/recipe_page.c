#include "app/core/state/recipe_page.h"

#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/core/base/files.h"
#include "app/core/recipe/recipes.h"

void recipe_page_deinit(struct recipe_page *page) {
    preview_deinit(&page->preview);
}

void recipe_page_open(struct recipe_page *page) {
    char folder[FILES_MAX_PATH];
    struct nn_error err;
    page->error[0] = '\0';
    if (page->preview.data_count > 0)
        return;
    enum nn_status status = files_mnist_folder(folder, &err);
    if (!status)
        status = preview_load(&page->preview, folder, &err);
    if (status)
        snprintf(page->error, sizeof page->error, "%s", err.message);
}

void recipe_page_draw(struct recipe_page *page, const struct training_settings *settings) {
    const struct named_recipe *named = recipes_find(RECIPES_AUGMENTATION, settings->augmentation);
    if (page->preview.data_count > 0 && named)
        preview_draw(&page->preview, &named->recipe.augmentation, settings->seed, page->round);
}

void recipe_page_choose(struct recipe_page *page, int choice) {
    page->choice = (enum training_choice)clamp_int(choice, 0, TRAINING_CHOICES - 1);
}

void recipe_page_next_round(struct recipe_page *page) {
    page->round++;
}
