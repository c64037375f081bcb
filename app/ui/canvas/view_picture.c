#include "app/ui/view.h"

void view_picture(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_PICTURE];
    char caption[VIEW_MAX_TEXT] = "What the network sees";
    if (scene->app->explain.attribution_open) {
        view_attribution_picture(scene);
        view_attribution_caption(scene->app, caption);
        view_attribution(scene);
    } else {
        paint_pixels(&scene->painter, rect, scene->app->prediction.picture.pixels, INK_SIDE,
                     INK_SIDE, theme->panel, theme->ink);
    }
    paint_border(&scene->painter, rect, 1, theme->line);
    view_text(scene, scene->ui->layout.places[LAYOUT_CAPTION], caption, theme->quiet, TEXT_LEFT);
}
