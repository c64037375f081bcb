#include "app/ui/view.h"

enum { PADDING = 6 };

void view_field(struct scene *scene, struct rect rect, const struct text_field *field,
                struct text_style style, bool good) {
    const struct theme *theme = scene->theme;
    int padding = view_px(scene, PADDING), caret = view_px(scene, 1), inset = rect.h / 5;
    struct rect words = {rect.x + padding, rect.y, rect.w - 2 * padding - 2 * caret, rect.h};
    const char *text = field->text;
    while (text_width(scene->painter.font, text, style.px, FONT_REGULAR) > words.w && *text)
        text++;
    int width = text_width(scene->painter.font, text, style.px, FONT_REGULAR);
    struct rect selected = {words.x, rect.y + inset, width, rect.h - 2 * inset};
    struct rect end = {words.x + width + caret, selected.y, caret, selected.h};
    paint_fill(&scene->painter, rect, theme->panel);
    paint_border(&scene->painter, rect, view_px(scene, 2), good ? theme->training : theme->bad);
    if (field->whole)
        paint_fill(&scene->painter, selected, color_mix(theme->panel, theme->training, 0.3f));
    paint_text(&scene->painter, words, text, style, TEXT_LEFT);
    paint_fill(&scene->painter, end, theme->ink);
}
