#include "app/core/base/clamp.h"
#include "app/ui/view.h"

enum { PADDING = 8, HEIGHT = 24, GAP = 4 };

/* Above what it explains, or below where there is no space; within the window. */
static struct rect tip_rect(const struct scene *scene, int width) {
    const struct layout *layout = &scene->ui->layout;
    struct rect place =
        scene->ui->hover == LAYOUT_BARS
            ? layout_bar(layout, layout_bar_at(layout, scene->ui->pointer_x, scene->ui->pointer_y))
            : layout->places[scene->ui->hover];
    int height = view_px(scene, HEIGHT), gap = view_px(scene, GAP);
    int x = place.x + (place.w - width) / 2, y = place.y - height - gap;
    x = max_int(min_int(x, layout->width - gap - width), gap);
    return (struct rect){x, y < 0 ? place.y + place.h + gap : y, width, height};
}

void view_tip(struct scene *scene) {
    const struct theme *theme = scene->theme;
    char tip[UI_TIP_TEXT];
    double due_s;
    if (!ui_tip(scene->ui, scene->app, tip, &due_s))
        return;
    struct rect rect = tip_rect(scene, view_text_width(scene, tip) + 2 * view_px(scene, PADDING));
    paint_rounded(&scene->painter, rect, view_px(scene, 4), theme->ink);
    view_text(scene, rect, tip, theme->paper, TEXT_CENTER);
}
