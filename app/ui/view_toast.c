#include <stdio.h>
#include <string.h>

#include "app/ui/view.h"

enum { PADDING = 8, MARK = 12, LINE = 18, MAX_LINES = 6, WIDEST = 560 };

struct lines {
    int count;
    const char *start[MAX_LINES];
    int length[MAX_LINES]; /* bytes */
};

/* Bytes of text that fit into a line: whole words, or the part of a word longer than a line. */
static int line_length(struct font *font, const char *text, int px, int width) {
    char part[sizeof((struct app_toast *)0)->text];
    int fitting = 1, words = 0;
    for (int end = 1; end < (int)sizeof part; end++) {
        if (((unsigned char)text[end] & 0xC0) == 0x80)
            continue; /* within a character */
        snprintf(part, sizeof part, "%.*s", end, text);
        if (text_width(font, part, px, FONT_REGULAR) > width)
            break;
        fitting = end;
        if (text[end] == '\0')
            return end;
        if (text[end] == ' ')
            words = end;
    }
    return words ? words : fitting;
}

static struct lines split(struct font *font, const char *text, int px, int width) {
    struct lines lines = {0};
    while (*text && lines.count < MAX_LINES) {
        int length = line_length(font, text, px, width);
        lines.start[lines.count] = text;
        lines.length[lines.count++] = length;
        text += length;
        text += *text == ' ';
    }
    return lines;
}

/* The rectangle, and the lines in it unless NULL. */
static struct rect arrange(const struct app *app, const struct ui *ui, struct lines *lines) {
    struct rect rect = ui->layout.places[LAYOUT_TOAST];
    int px = theme_px(&ui->theme, TYPE_SMALL);
    int around = theme_px(&ui->theme, 2 * PADDING + MARK);
    struct lines found = split(ui->font, app->toast.text, px, rect.w - around);
    if (found.count > 1) {
        int right = rect.x + rect.w, bottom = rect.y + rect.h;
        int margin = theme_px(&ui->theme, PADDING), widest = theme_px(&ui->theme, WIDEST);
        int width = right - margin < widest ? right - margin : widest;
        width = width < rect.w ? rect.w : width;
        found = split(ui->font, app->toast.text, px, width - around);
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
    struct lines lines;
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
