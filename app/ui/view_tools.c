#include "app/ui/slider.h"
#include "app/ui/view.h"

/* A track from a small to a large dot; the knob is a disc that grows with the brush. */
static void paint_slider(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    float middle = (float)rect.y + 0.5f * (float)rect.h, scale = theme->scale;
    float left = slider_knob_x(rect, APP_BRUSH_MIN), right = slider_knob_x(rect, APP_BRUSH_MAX);
    bool held = scene->ui->hover == LAYOUT_BRUSH || scene->ui->pressed == LAYOUT_BRUSH;
    paint_line(&scene->painter, left, middle, right, middle, 2 * scale,
               color_mix(theme->line, theme->quiet, held ? 0.5f : 0.2f));
    float share = (scene->app->brush - APP_BRUSH_MIN) / (APP_BRUSH_MAX - APP_BRUSH_MIN);
    paint_disc(&scene->painter, slider_knob_x(rect, scene->app->brush), middle,
               (4 + 6 * share) * scale, theme->ink);
    view_focus(scene, LAYOUT_BRUSH);
}

void view_tools(struct scene *scene) {
    paint_slider(scene);
    for (int place = LAYOUT_ERASER; place <= LAYOUT_CLEAR; place++)
        view_button(scene, (enum layout_place)place);
}
