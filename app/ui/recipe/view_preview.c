/* Training pictures as the network would see them, each with its label. */
#include <stdio.h>
#include <string.h>

#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/view.h"

enum { PADDING = 8 };

/* The long text, or the short one where only that fits. */
static void paint_words(struct scene *scene, struct rect rect) {
    const char *augmentation = scene->app->trainer.settings.augmentation;
    bool none = strcmp(augmentation, "none") == 0;
    char text[VIEW_MAX_TEXT];
    if (none)
        snprintf(text, sizeof text, "Training pictures as they are");
    else
        snprintf(text, sizeof text, "Training pictures, %s augmentation", augmentation);
    if (!none && view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "Augmentation: %s", augmentation);
    view_text(scene, rect, text, scene->theme->quiet, TEXT_LEFT);
}

static void paint_pictures(struct scene *scene) {
    const struct preview *preview = &scene->app->recipe.preview;
    struct preview_grid grid = preview_grid_of(&scene->ui->layout, scene->theme);
    paint_words(scene, grid.words);
    for (int i = 0; i < preview->count && i < grid.columns * grid.rows; i++) {
        struct rect picture = preview_grid_picture(&grid, i);
        struct rect label = {picture.x, picture.y + picture.h, picture.w, grid.label};
        const char *name = class_set_name(preview->data.classes, preview->labels[i]);
        view_thumbnail(scene, picture, preview->pictures[i], false);
        view_text(scene, label, name, scene->theme->ink, TEXT_CENTER);
    }
}

static void paint_error(struct scene *scene, struct rect area) {
    struct rect rect = rect_inset(area, view_px(scene, PADDING));
    view_lines(scene, &rect, scene->app->recipe.error, view_small(scene, scene->theme->quiet),
               false);
}

void view_preview(struct scene *scene) {
    struct rect area = scene->ui->layout.places[LAYOUT_RECIPE_PREVIEW];
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (scene->app->recipe.preview.count > 0)
        paint_pictures(scene);
    else
        paint_error(scene, area);
}
