#include <stdio.h>

#include "app/ui/screen.h"
#include "app/ui/widgets/slider.h"

/* A track with a disc that grows with the brush. */
static void paint_slider(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    float middle = (float)rect.y + 0.5f * (float)rect.h, scale = theme->scale;
    float left = slider_knob_x(rect, CANVAS_BRUSH_MIN),
          right = slider_knob_x(rect, CANVAS_BRUSH_MAX);
    bool held = scene->ui->hover == LAYOUT_BRUSH || scene->ui->pressed == LAYOUT_BRUSH;
    paint_line(&scene->painter, left, middle, right, middle, 2 * scale,
               held ? theme->quiet : theme->muted);
    float fraction =
        (scene->app->sketch.brush - CANVAS_BRUSH_MIN) / (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN);
    paint_disc(&scene->painter, slider_knob_x(rect, scene->app->sketch.brush), middle,
               (4 + 6 * fraction) * scale, theme->ink);
    view_focus(scene, LAYOUT_BRUSH, 0);
}

/* The screen's title in place of the slider. */
static void paint_title(struct scene *scene, const struct ui_screen *screen) {
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    char text[VIEW_MAX_TEXT];
    snprintf(text, sizeof text, "%s", screen->title);
    if (screen->title_text)
        screen->title_text(scene->app, text);
    if (screen->short_title && view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "%s", screen->short_title);
    view_text(scene, rect, text, scene->theme->quiet, TEXT_LEFT);
}

void view_tools(struct scene *scene) {
    const struct ui_screen *screen = ui_screen_of(scene->app);
    if (screen->title)
        paint_title(scene, screen);
    else
        paint_slider(scene);
    for (int place = LAYOUT_ERASER; place <= LAYOUT_CLEAR; place++)
        view_button(scene, (enum layout_place)place);
}
