#include <stdio.h>

#include "app/ui/chrome/button.h"
#include "app/ui/view.h"

enum { CORNER = 4, RING = 2 };

int view_px(const struct scene *scene, float units) {
    return theme_px(scene->theme, units);
}

struct text_style view_style(const struct scene *scene, int type, enum font_weight weight,
                             color ink) {
    return (struct text_style){theme_px(scene->theme, (float)type), weight, ink};
}

static bool is_focused(const struct scene *scene, enum layout_place place) {
    return scene->ui->focus == place && scene->ui->focus_shown;
}

static color disabled_color(const struct theme *theme) {
    return color_mix(theme->panel, theme->quiet, 0.5f);
}

void view_tick(struct scene *scene, float x, float y, color ink) {
    float unit = scene->theme->scale;
    const struct point tick[] = {
        {x - 4 * unit, y}, {x - unit, y + 3 * unit}, {x + 4 * unit, y - 4 * unit}};
    paint_polyline(&scene->painter, tick, 3, 1.5f * unit, 0, ink);
}

void view_cross(struct scene *scene, float x, float y, color ink) {
    float unit = scene->theme->scale, half = 3 * unit;
    paint_line(&scene->painter, x - half, y - half, x + half, y + half, 1.5f * unit, ink);
    paint_line(&scene->painter, x - half, y + half, x + half, y - half, 1.5f * unit, ink);
}

void view_pager(struct scene *scene, struct rect rect, int direction, bool enabled) {
    color ink = enabled ? scene->theme->ink : disabled_color(scene->theme);
    float x = (float)rect.x + 0.5f * (float)rect.w, y = (float)rect.y + 0.5f * (float)rect.h;
    float half = 4 * scene->theme->scale, tip = half / 2 * (float)direction;
    const struct point arrow[] = {{x - tip, y - half}, {x + tip, y}, {x - tip, y + half}};
    if (rect.w > 0)
        paint_polyline(&scene->painter, arrow, 3, 1.5f * scene->theme->scale, 0, ink);
}

void view_gallery_pager(struct scene *scene, const struct gallery *gallery) {
    char text[32];
    if (gallery->pages < 2)
        return;
    view_pager(scene, gallery->back, -1, gallery->page > 0);
    view_pager(scene, gallery->on, 1, gallery->page < gallery->pages - 1);
    snprintf(text, sizeof text, "%d of %d", gallery->page + 1, gallery->pages);
    paint_text(&scene->painter, gallery->number, text,
               view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet), TEXT_CENTER);
}

void view_focus(struct scene *scene, enum layout_place place) {
    if (is_focused(scene, place))
        paint_border(&scene->painter, scene->ui->layout.places[place], view_px(scene, RING),
                     scene->theme->training);
}

void view_focus_around(struct scene *scene, enum layout_place place) {
    struct rect rect = rect_inset(scene->ui->layout.places[place], -view_px(scene, VIEW_AROUND));
    if (is_focused(scene, place))
        paint_border(&scene->painter, rect, view_px(scene, RING), scene->theme->training);
}

/* The training panel's Start is the one button that calls for being pressed. */
static bool is_inviting(enum layout_place place, const struct button *button) {
    return place == LAYOUT_START && button->action.kind == ACTION_TRAINING_START && button->enabled;
}

static color base_color(const struct theme *theme, enum layout_place place,
                        const struct button *button) {
    return button->on ? theme->ink : is_inviting(place, button) ? theme->training : theme->panel;
}

static color fill_color(const struct scene *scene, enum layout_place place,
                        const struct button *button) {
    const struct theme *theme = scene->theme;
    color base = base_color(theme, place, button);
    if (!button->enabled || scene->ui->hover != place)
        return base;
    return color_mix(base, button->on ? theme->panel : theme->ink,
                     scene->ui->pressed == place ? 0.2f : 0.08f);
}

static color label_color(const struct scene *scene, enum layout_place place,
                         const struct button *button) {
    const struct theme *theme = scene->theme;
    if (!button->enabled)
        return disabled_color(theme);
    return theme_ink_on(theme, base_color(theme, place, button));
}

void view_button(struct scene *scene, enum layout_place place) {
    struct button button;
    struct rect rect = scene->ui->layout.places[place];
    if (!button_at(place, scene->app, &button) || rect.w == 0)
        return;
    int corner = view_px(scene, CORNER), edge = 1;
    color fill = fill_color(scene, place, &button), border = scene->theme->line;
    if (is_focused(scene, place)) {
        border = is_inviting(place, &button) ? scene->theme->ink : scene->theme->training;
        edge = view_px(scene, RING);
    } else if (button.on || is_inviting(place, &button)) {
        border = fill;
    }
    paint_rounded(&scene->painter, rect, corner, border);
    paint_rounded(&scene->painter, rect_inset(rect, edge), corner - edge > 1 ? corner - edge : 1,
                  fill);
    int type = rect.w >= view_px(scene, 56) ? TYPE_BODY : TYPE_SMALL;
    paint_text(&scene->painter, rect_inset(rect, edge), button.label,
               view_style(scene, type, FONT_REGULAR, label_color(scene, place, &button)),
               TEXT_CENTER);
}
