/* The parts that views share: text, marks, arrows, rows and buttons. */
#include <math.h>
#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/core/ink/ink.h"
#include "app/ui/paint/text_lines.h"
#include "app/ui/screen.h"

enum { CORNER = 4, RING = 2, PADDING = 8, ARROW = 4, TITLE = 28, SECOND_LINES = 2 };

int view_px(const struct scene *scene, float units) {
    return theme_px(scene->theme, units);
}

struct text_style view_style(const struct scene *scene, int type, enum font_weight weight,
                             color ink) {
    return (struct text_style){theme_px(scene->theme, (float)type), weight, ink};
}

struct text_style view_small(const struct scene *scene, color ink) {
    return view_style(scene, TYPE_SMALL, FONT_REGULAR, ink);
}

void view_text(struct scene *scene, struct rect rect, const char *text, color ink,
               enum text_align align) {
    paint_text(&scene->painter, rect, text, view_small(scene, ink), align);
}

int view_text_width(const struct scene *scene, const char *text) {
    return text_width(scene->painter.font, text, view_px(scene, TYPE_SMALL), FONT_REGULAR);
}

bool view_lines(struct scene *scene, struct rect *area, const char *text, struct text_style style,
                bool whole) {
    int spacing = view_px(scene, TEXT_LINES_SPACING), max = area->h / spacing;
    struct text_lines lines = text_lines_split(scene->painter.font, text, style.px, area->w,
                                               whole ? TEXT_LINES_MAX : max);
    if (max < 1 || lines.count > max)
        return false;
    text_lines_paint(&scene->painter, *area, &lines, spacing, style);
    rect_cut_top(area, lines.count * spacing);
    return true;
}

void view_detail(struct scene *scene, enum layout_place place, const char *first,
                 const char *second, const char *only) {
    const struct theme *theme = scene->theme;
    struct rect detail = scene->ui->layout.places[place];
    int line = view_px(scene, TEXT_LINES_SPACING), padding = view_px(scene, PADDING);
    int lines = detail.h >= 2 * line ? 2 : 1;
    struct rect row = {detail.x + padding, detail.y + (detail.h - lines * line) / 2,
                       detail.w - 2 * padding, line};
    paint_fill(&scene->painter, (struct rect){detail.x, detail.y, detail.w, 1}, theme->line);
    view_text(scene, row, lines == 2 ? first : only, theme->ink, TEXT_LEFT);
    row.y += line;
    if (lines == 2)
        view_text(scene, row, second, theme->quiet, TEXT_LEFT);
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

void view_verdict(struct scene *scene, float x, float y, bool right) {
    float unit = scene->theme->scale, half = 3 * unit;
    color ink = scene->theme->bad;
    if (right) {
        view_tick(scene, x, y, scene->theme->good);
        return;
    }
    paint_line(&scene->painter, x - half, y - half, x + half, y + half, 1.5f * unit, ink);
    paint_line(&scene->painter, x - half, y + half, x + half, y - half, 1.5f * unit, ink);
}

void view_arrow(struct scene *scene, float x, float y, struct ui_arrow direction, float half,
                color ink) {
    float reach = half * scene->theme->scale;
    float across = reach / 2 * (float)direction.across, down = reach / 2 * (float)direction.down;
    float left = 2 * fabsf(down), up = 2 * fabsf(across);
    const struct point arrow[] = {{x - across - left, y - down - up},
                                  {x + across, y + down},
                                  {x - across + left, y - down + up}};
    paint_polyline(&scene->painter, arrow, 3, 1.5f * scene->theme->scale, 0, ink);
}

void view_step_arrow(struct scene *scene, struct rect rect, int direction, color ink) {
    view_arrow(scene, (float)rect.x + 0.5f * (float)rect.w, (float)rect.y + 0.5f * (float)rect.h,
               (struct ui_arrow){direction, 0}, ARROW, ink);
}

void view_pager(struct scene *scene, const struct pager *pager) {
    color ink = scene->theme->ink, pale = disabled_color(scene->theme);
    char text[32];
    if (pager->pages < 2)
        return;
    view_step_arrow(scene, pager->back, -1, pager->page > 0 ? ink : pale);
    view_step_arrow(scene, pager->on, 1, pager->page < pager->pages - 1 ? ink : pale);
    snprintf(text, sizeof text, "%d of %d", pager->page + 1, pager->pages);
    view_text(scene, pager->number, text, scene->theme->quiet, TEXT_CENTER);
}

void view_selected(struct scene *scene, struct rect row) {
    const struct theme *theme = scene->theme;
    paint_fill(&scene->painter, row, color_mix(theme->panel, theme->training, 0.12f));
    row.w = view_px(scene, 3);
    paint_fill(&scene->painter, row, theme->training);
}

void view_thumbnail(struct scene *scene, struct rect rect, const uint8_t *pixels, bool selected) {
    const struct theme *theme = scene->theme;
    paint_pixels(&scene->painter, rect, pixels, INK_SIDE, INK_SIDE, theme->panel, theme->ink);
    paint_border(&scene->painter, rect, selected ? view_px(scene, 2) : 1,
                 selected ? theme->training : theme->line);
}

void view_focus(struct scene *scene, enum layout_place place, float outside) {
    struct rect rect = rect_inset(scene->ui->layout.places[place], -view_px(scene, outside));
    if (ui_has_focus(scene->ui, place))
        paint_border(&scene->painter, rect, view_px(scene, RING), scene->theme->training);
}

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

void view_button(struct scene *scene, enum layout_place place) {
    const struct theme *theme = scene->theme;
    const struct ui *ui = scene->ui;
    struct rect rect = ui->layout.places[place];
    struct button button;
    if (!button_at(place, scene->app, &button) || rect.w == 0)
        return;
    /* The training panel's Start is the one button that calls for being pressed. */
    bool starts = place == LAYOUT_START && button.action.kind == ACTION_TRAINING_START;
    bool inviting = starts && button.enabled, focused = ui_has_focus(ui, place);
    color base = button.on ? theme->ink : inviting ? theme->training : theme->panel, fill = base;
    if (button.enabled && ui->hover == place)
        fill = color_mix(base, button.on ? theme->panel : theme->ink,
                         ui->pressed == place ? 0.2f : 0.08f);
    color border = button.on || inviting ? fill : theme->line;
    if (focused)
        border = inviting ? theme->ink : theme->training;
    color label = button.enabled ? theme_ink_on(theme, base) : disabled_color(theme);
    int corner = view_px(scene, CORNER), edge = focused ? view_px(scene, RING) : 1;
    int type = rect.w >= view_px(scene, 56) ? TYPE_BODY : TYPE_SMALL;
    struct rect inside = rect_inset(rect, edge);
    paint_rounded(&scene->painter, rect, corner, border);
    paint_rounded(&scene->painter, inside, max_int(corner - edge, 1), fill);
    paint_text(&scene->painter, inside, button.label, view_style(scene, type, FONT_REGULAR, label),
               TEXT_CENTER);
}
