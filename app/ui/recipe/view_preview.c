/* Training pictures as the net would see them, each with its label. */
#include <stdio.h>
#include <string.h>

#include "app/ui/paint/text_lines.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/view.h"

enum { PADDING = 8 };

/* As much as fits. */
static void paint_words(struct scene *scene, struct rect rect) {
    const char *augmentation = scene->app->settings.augmentation;
    bool none = strcmp(augmentation, "none") == 0;
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet);
    char text[VIEW_MAX_TEXT];
    if (none)
        snprintf(text, sizeof text, "Training pictures as they are");
    else
        snprintf(text, sizeof text, "Training pictures, %s augmentation", augmentation);
    if (text_width(scene->painter.font, text, style.px, FONT_REGULAR) > rect.w && !none)
        snprintf(text, sizeof text, "Augmentation: %s", augmentation);
    paint_text(&scene->painter, rect, text, style, TEXT_LEFT);
}

static void paint_pictures(struct scene *scene) {
    const struct preview *preview = &scene->app->recipe.preview;
    struct preview_grid grid = preview_grid_of(&scene->ui->layout, scene->theme);
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->ink);
    paint_words(scene, grid.words);
    for (int i = 0; i < preview->count && i < grid.columns * grid.rows; i++) {
        struct rect picture = preview_grid_picture(&grid, i);
        struct rect label = {picture.x, picture.y + picture.h, picture.w, grid.label};
        const char *name = class_set_name(preview->data.classes, preview->labels[i]);
        paint_pixels(&scene->painter, picture, preview->pictures[i], INK_SIDE, INK_SIDE,
                     scene->theme->panel, scene->theme->ink);
        paint_border(&scene->painter, picture, 1, scene->theme->line);
        paint_text(&scene->painter, label, name, style, TEXT_CENTER);
    }
}

static void paint_error(struct scene *scene, struct rect area) {
    struct rect rect = rect_inset(area, view_px(scene, PADDING));
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet);
    int spacing = view_px(scene, TEXT_LINES_SPACING);
    struct text_lines lines = text_lines_split(scene->painter.font, scene->app->recipe.error,
                                               style.px, rect.w, rect.h / spacing);
    text_lines_paint(&scene->painter, rect, &lines, spacing, style);
}

void view_preview(struct scene *scene) {
    struct rect area = scene->ui->layout.places[LAYOUT_RECIPE_PREVIEW];
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (scene->app->recipe.preview.count > 0)
        paint_pictures(scene);
    else
        paint_error(scene, area);
}
