#include "app/ui/paint/text_lines.h"
#include "app/ui/view.h"

enum { PADDING = 8, MARK = 12, MARGINS = 4 };

/* The rectangle, and the lines in it. A message that is too long for its place grows upward, over
 * bars and picture: what is beside it can still be pressed. */
static struct rect arrange(const struct app *app, const struct ui *ui, struct text_lines *lines) {
    struct rect rect = ui->layout.places[LAYOUT_TOAST];
    int px = theme_px(&ui->theme, TYPE_SMALL), spacing = theme_px(&ui->theme, TEXT_LINES_SPACING);
    int margins = theme_px(&ui->theme, MARGINS);
    int space = rect.y + rect.h - ui->layout.places[LAYOUT_ANSWER].y - margins;
    *lines = text_lines_split(ui->font, app->notices.shown.text, px,
                              rect.w - theme_px(&ui->theme, 2 * PADDING + MARK), space / spacing);
    if (lines->count > 1) {
        int bottom = rect.y + rect.h;
        rect.h = lines->count * spacing + margins;
        rect.y = bottom - rect.h;
    }
    return rect;
}

struct rect view_toast_rect(const struct app *app, const struct ui *ui) {
    struct text_lines lines;
    return arrange(app, ui, &lines);
}

void view_toast(struct scene *scene) {
    const struct notice *toast = &scene->app->notices.shown;
    const struct theme *theme = scene->theme;
    if (toast->until_s == 0)
        return;
    struct text_lines lines;
    struct rect rect = arrange(scene->app, scene->ui, &lines);
    color mark = toast->bad ? theme->bad : toast->refused ? theme->quiet : theme->good;
    paint_fill(&scene->painter, rect, theme->panel);
    paint_border(&scene->painter, rect, 1, toast->bad ? theme->bad : theme->line);
    paint_fill(&scene->painter, (struct rect){rect.x, rect.y, view_px(scene, 4), rect.h}, mark);

    int left = view_px(scene, PADDING + MARK / 2), spacing = view_px(scene, TEXT_LINES_SPACING);
    struct rect words = {rect.x + left, rect.y + (rect.h - lines.count * spacing) / 2,
                         rect.w - left - view_px(scene, PADDING), rect.h};
    text_lines_paint(&scene->painter, words, &lines, spacing, view_small(scene, theme->ink));
}
