#include <stdio.h>

#include "app/ui/view.h"
#include "app/ui/widgets/slider.h"

/* A track from a small to a large dot; the knob is a disc that grows with the brush. */
static void paint_slider(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    float middle = (float)rect.y + 0.5f * (float)rect.h, scale = theme->scale;
    float left = slider_knob_x(rect, CANVAS_BRUSH_MIN),
          right = slider_knob_x(rect, CANVAS_BRUSH_MAX);
    bool held = scene->ui->hover == LAYOUT_BRUSH || scene->ui->pressed == LAYOUT_BRUSH;
    paint_line(&scene->painter, left, middle, right, middle, 2 * scale,
               held ? theme->quiet : theme->muted);
    float fraction = (scene->app->brush - CANVAS_BRUSH_MIN) / (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN);
    paint_disc(&scene->painter, slider_knob_x(rect, scene->app->brush), middle,
               (4 + 6 * fraction) * scale, theme->ink);
    view_focus(scene, LAYOUT_BRUSH);
}

/* What is browsed, in the slider's place. */
static void paint_subject(struct scene *scene) {
    const struct app *app = scene->app;
    struct rect rect = scene->ui->layout.places[LAYOUT_BRUSH];
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet);
    char text[VIEW_MAX_TEXT] = "My drawings";
    if (app->view == APP_VIEW_RUNS)
        snprintf(text, sizeof text, "Runs");
    else if (app->view == APP_VIEW_RECIPE)
        snprintf(text, sizeof text, "Recipe");
    else if (app->view == APP_VIEW_MISTAKES || app->mistakes.opened)
        snprintf(text, sizeof text, "Mistakes");
    else if (app->view == APP_VIEW_TEST_SET && app->test_digit >= 0)
        snprintf(text, sizeof text, "Only %ss", view_class(app, app->test_digit));
    else if (app->view == APP_VIEW_TEST_SET)
        snprintf(text, sizeof text, "All digits");
    else if (text_width(scene->painter.font, text, style.px, FONT_REGULAR) > rect.w)
        snprintf(text, sizeof text, "Mine");
    paint_text(&scene->painter, rect, text, style, TEXT_LEFT);
}

void view_tools(struct scene *scene) {
    if (scene->app->view == APP_VIEW_CANVAS)
        paint_slider(scene);
    else
        paint_subject(scene);
    for (int place = LAYOUT_ERASER; place <= LAYOUT_CLEAR; place++)
        view_button(scene, (enum layout_place)place);
}
