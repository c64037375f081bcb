#include <stdio.h>

#include "app/ui/chrome/button.h"
#include "app/ui/view.h"

enum { PADDING = 8, HEIGHT = 24, GAP = 4 };

/* The tip with the shortcut that does the same. */
static void tip_text(const struct scene *scene, const char *tip, char text[VIEW_MAX_TEXT]) {
    struct button button;
    char shortcut[MENU_MAX_LABEL] = "";
    if (button_at(scene->ui->hover, scene->app, &button)) {
        const struct menu_entry *entry = menu_entry_for_action(&button.action);
        if (entry)
            menu_entry_shortcut(entry, shortcut);
    }
    if (shortcut[0])
        snprintf(text, VIEW_MAX_TEXT, "%s (%s)", tip, shortcut);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s", tip);
}

/* Above what it explains, or below where there is no room; within the window. */
static struct rect tip_rect(const struct scene *scene, int width) {
    const struct layout *layout = &scene->ui->layout;
    struct rect place = scene->ui->hover == LAYOUT_BARS
                            ? layout_bar(layout, layout_bar_at(layout, (int)scene->ui->pointer_x,
                                                               (int)scene->ui->pointer_y))
                            : layout->places[scene->ui->hover];
    int height = view_px(scene, HEIGHT), gap = view_px(scene, GAP);
    int x = place.x + (place.w - width) / 2, y = place.y - height - gap;
    if (x + width > layout->width - gap)
        x = layout->width - gap - width;
    return (struct rect){x < gap ? gap : x, y < 0 ? place.y + place.h + gap : y, width, height};
}

void view_tip(struct scene *scene, const char *tip) {
    const struct theme *theme = scene->theme;
    char text[VIEW_MAX_TEXT];
    tip_text(scene, tip, text);
    int width = text_width(scene->painter.font, text, view_px(scene, TYPE_SMALL), FONT_REGULAR) +
                2 * view_px(scene, PADDING);
    struct rect rect = tip_rect(scene, width);
    paint_rounded(&scene->painter, rect, view_px(scene, 4), theme->ink);
    paint_text(&scene->painter, rect, text,
               view_style(scene, TYPE_SMALL, FONT_REGULAR, theme->paper), TEXT_CENTER);
}
