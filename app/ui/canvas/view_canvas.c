#include <math.h>
#include <stdio.h>

#include "app/ui/paint/text_lines.h"
#include "app/ui/screen.h"

enum { PADDING = 8, TITLE = 28, SECOND_LINES = 2 };

void view_invitation(struct scene *scene, struct rect rect, const char *words, const char *more) {
    int title = view_px(scene, TITLE), middle = rect.y + rect.h / 2;
    int padding = view_px(scene, PADDING), spacing = view_px(scene, TEXT_LINES_SPACING);
    struct text_style style = view_small(scene, scene->theme->quiet);
    struct rect line = {rect.x + padding, middle - title, rect.w - 2 * padding, title};
    struct text_lines lines =
        text_lines_split(scene->painter.font, more, style.px, line.w, SECOND_LINES);
    paint_text(&scene->painter, line, words,
               view_style(scene, TYPE_LARGE, FONT_REGULAR, scene->theme->quiet), TEXT_CENTER);
    line.y = middle;
    for (int i = 0; i < lines.count; i++, line.y += spacing) {
        char text[TEXT_LINES_TEXT];
        snprintf(text, sizeof text, "%.*s", lines.length[i], lines.start[i]);
        paint_text(&scene->painter, line, text, style, TEXT_CENTER);
    }
}

void view_brush_ring(struct scene *scene) {
    const struct app *app = scene->app;
    const struct ui *ui = scene->ui;
    bool over = ui->drawing || (ui->pointer_inside && ui->hover == LAYOUT_CANVAS);
    bool eraser = app->sketch.tool == CANVAS_TOOL_ERASER;
    if (!over || ui->menu.open >= 0 || ui_screen_of(app)->paint)
        return;
    struct rect canvas = ui->layout.places[LAYOUT_CANVAS];
    float radius = fmaxf(app->sketch.brush * (float)canvas.w / 2, 3 * scene->theme->scale);
    struct painter inside = scene->painter;
    inside.clip = rect_intersection(inside.clip, rect_inset(canvas, 1));
    paint_ring(&inside, ui->pointer_x, ui->pointer_y, radius, scene->theme->scale,
               eraser ? scene->theme->bad : scene->theme->quiet);
}

/* A picture from a file is shown as the network sees it, paler than the user's own ink. */
static void paint_drawing(struct scene *scene, struct rect canvas) {
    const struct theme *theme = scene->theme;
    if (sketch_shows_picture(&scene->app->sketch))
        paint_pixels(&scene->painter, rect_inset(canvas, 1), scene->app->prediction.picture.pixels,
                     INK_SIDE, INK_SIDE, theme->panel, color_mix(theme->panel, theme->ink, 0.6f));
    else if (!sketch_has_strokes(&scene->app->sketch))
        view_invitation(scene, canvas, "Draw a digit", "with the mouse, a pen or a finger");
    paint_coverage(&scene->painter, canvas.x, canvas.y, &scene->ink, theme->ink);
}

void view_canvas(struct scene *scene) {
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS];
    paint_fill(&scene->painter, canvas, scene->theme->panel);
    if (ui_screen_of(scene->app)->paint)
        ui_screen_of(scene->app)->paint(scene);
    else
        paint_drawing(scene, canvas);
    paint_border(&scene->painter, canvas, 1, scene->theme->line);
}
