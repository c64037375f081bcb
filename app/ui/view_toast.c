#include <stdio.h>

#include "app/ui/text_lines.h"
#include "app/ui/view.h"

enum { PADDING = 8, MARK = 12, LINE = 18, WIDEST = 560 };

/* The rectangle, and the lines in it unless NULL. */
static struct rect arrange(const struct app *app, const struct ui *ui, struct text_lines *lines) {
    struct rect rect = ui->layout.places[LAYOUT_TOAST];
    int px = theme_px(&ui->theme, TYPE_SMALL);
    int around = theme_px(&ui->theme, 2 * PADDING + MARK);
    struct text_lines found = text_lines_split(ui->font, app->toast.text, px, rect.w - around);
    if (found.count > 1) {
        int right = rect.x + rect.w, bottom = rect.y + rect.h;
        int margin = theme_px(&ui->theme, PADDING), widest = theme_px(&ui->theme, WIDEST);
        int width = right - margin < widest ? right - margin : widest;
        width = width < rect.w ? rect.w : width;
        found = text_lines_split(ui->font, app->toast.text, px, width - around);
        int height = found.count * theme_px(&ui->theme, LINE) + theme_px(&ui->theme, 10);
        rect = (struct rect){right - width, bottom - height, width, height};
    }
    if (lines)
        *lines = found;
    return rect;
}

struct rect view_toast_rect(const struct app *app, const struct ui *ui) {
    return app->toast.until_s > 0 ? arrange(app, ui, NULL) : ui->layout.places[LAYOUT_TOAST];
}

void view_toast(struct scene *scene) {
    const struct app_toast *toast = &scene->app->toast;
    const struct theme *theme = scene->theme;
    if (toast->until_s == 0)
        return;
    struct text_lines lines;
    struct rect rect = arrange(scene->app, scene->ui, &lines);
    color mark = toast->bad ? theme->bad : theme->good;
    paint_fill(&scene->painter, rect, theme->panel);
    paint_border(&scene->painter, rect, 1, toast->bad ? theme->bad : theme->line);
    paint_fill(&scene->painter, (struct rect){rect.x, rect.y, view_px(scene, 4), rect.h}, mark);

    int x = rect.x + view_px(scene, PADDING + MARK / 2), step = view_px(scene, LINE);
    int y = rect.y + (rect.h - lines.count * step) / 2;
    for (int i = 0; i < lines.count; i++, y += step) {
        char text[sizeof toast->text];
        snprintf(text, sizeof text, "%.*s", lines.length[i], lines.start[i]);
        struct rect line = {x, y, rect.x + rect.w - x, step};
        paint_text(&scene->painter, line, text,
                   view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->ink), TEXT_LEFT);
    }
}
