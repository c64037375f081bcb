#include <math.h>
#include <stdio.h>

#include "app/ui/view.h"

/* The right end of the menu bar: which network reads. */
static void menu_status(const struct app *app, char text[VIEW_MAX_TEXT]) {
    if (app_is_training(app))
        snprintf(text, VIEW_MAX_TEXT, "%s, %.0f %%",
                 app->trainer.fine_tuning ? "learning" : "training",
                 floor(100 * app->trainer.progress.fraction));
    else if (isnan(app->models.live.accuracy))
        snprintf(text, VIEW_MAX_TEXT, "%s", app->models.live.name);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s, %.1f %%", app->models.live.name,
                 100 * app->models.live.accuracy);
}

void view_menu_bar(struct scene *scene) {
    const struct theme *theme = scene->theme;
    const struct ui *ui = scene->ui;
    struct rect bar = ui->layout.places[LAYOUT_MENU_BAR];
    struct menu_geometry geometry;
    menu_measure(&geometry, &ui->menu, &ui->layout, scene->app, scene->painter.font);
    paint_fill(&scene->painter, bar, theme->panel);
    for (int i = 0; i < MENU_COUNT; i++) {
        struct rect title = geometry.titles[i];
        bool over = ui->pointer_inside && rect_contains(title, ui->pointer_x, ui->pointer_y);
        if (ui->menu.open == i || (over && ui->menu.open < 0))
            paint_fill(&scene->painter, title, scene->theme->marked);
        paint_text(&scene->painter, title, menus[i].title,
                   view_style(scene, TYPE_BODY, FONT_REGULAR, theme->ink), TEXT_CENTER);
    }
    char status[VIEW_MAX_TEXT];
    menu_status(scene->app, status);
    struct rect last = geometry.titles[MENU_COUNT - 1];
    struct rect content = ui->layout.places[LAYOUT_TOAST];
    int x = last.x + last.w + view_px(scene, 8), end = content.x + content.w;
    view_text(scene, (struct rect){x, bar.y, end - x, bar.h}, status, theme->quiet, TEXT_RIGHT);
    paint_fill(&scene->painter, (struct rect){bar.x, bar.y + bar.h - 1, bar.w, 1}, theme->line);
}

static void paint_sheet(struct scene *scene, struct rect rect) {
    const color shadow = 0x14000000;
    for (int i = 1; i <= 3; i++) {
        int by = view_px(scene, (float)i);
        struct rect below = {rect.x + by, rect.y + by, rect.w, rect.h};
        paint_fill(&scene->painter, below, shadow);
    }
    paint_fill(&scene->painter, rect, scene->theme->panel);
    paint_border(&scene->painter, rect, 1, scene->theme->line);
}

static void paint_mark(struct scene *scene, struct rect row, enum menu_mark mark, color ink) {
    float x = (float)row.x + 0.5f * (float)view_px(scene, MENU_MARK_WIDTH);
    float y = (float)row.y + 0.5f * (float)row.h, unit = scene->theme->scale;
    if (mark == MENU_MARK_CHECK)
        view_tick(scene, x, y, ink);
    else if (mark == MENU_MARK_DOT)
        paint_disc(&scene->painter, x, y, 3 * unit, ink);
}

/* One line of a menu: its mark, its words, and its shortcut at the right. */
struct row {
    struct rect rect;
    const char *label, *shortcut;
    enum menu_mark mark;
    bool enabled, current, has_list;
};

static void paint_row(struct scene *scene, const struct row *row) {
    const struct theme *theme = scene->theme;
    color ink = row->enabled ? theme->ink : color_mix(theme->panel, theme->quiet, 0.6f);
    int left = view_px(scene, MENU_MARK_WIDTH), right = view_px(scene, MENU_END_PADDING);
    struct rect words = {row->rect.x + left, row->rect.y, row->rect.w - left - right, row->rect.h};
    struct rect beside = words;
    if (row->has_list)
        beside.w -= view_px(scene, MENU_ARROW_WIDTH);
    if (row->current) {
        struct rect inside = {row->rect.x + 1, row->rect.y, row->rect.w - 2, row->rect.h};
        paint_fill(&scene->painter, inside, scene->theme->marked);
    }
    paint_mark(scene, row->rect, row->mark, ink);
    paint_text(&scene->painter, words, row->label, view_style(scene, TYPE_BODY, FONT_REGULAR, ink),
               TEXT_LEFT);
    paint_text(&scene->painter, beside, row->shortcut,
               view_style(scene, TYPE_BODY, FONT_REGULAR,
                          row->enabled && !row->current ? theme->quiet : ink),
               TEXT_RIGHT);
}

static void paint_entry(struct scene *scene, struct rect rect, const struct menu_entry *entry,
                        bool current) {
    char shortcut[MENU_MAX_LABEL];
    if (!entry->label) {
        paint_fill(&scene->painter, (struct rect){rect.x, rect.y + rect.h / 2, rect.w, 1},
                   scene->theme->line);
        return;
    }
    menu_entry_value(entry, scene->app, shortcut);
    if (!shortcut[0])
        menu_entry_shortcut(entry, shortcut);
    const struct row row = {
        .rect = rect,
        .label = menu_entry_label(entry, scene->app),
        .shortcut = shortcut,
        .mark = menu_entry_mark(entry, scene->app),
        .enabled = menu_entry_enabled(entry, scene->app),
        .current = current,
        .has_list = entry->choices != MENU_CHOICES_NONE,
    };
    paint_row(scene, &row);
    if (row.has_list)
        view_arrow(scene, (float)(rect.x + rect.w) - (MENU_END_PADDING + 3) * scene->theme->scale,
                   (float)rect.y + 0.5f * (float)rect.h, (struct ui_arrow){1, 0}, 3,
                   scene->theme->quiet);
}

static void paint_choices(struct scene *scene, const struct menu_geometry *geometry,
                          const struct menu_entry *entry) {
    paint_sheet(scene, geometry->sub);
    for (int i = 0; i < menu_choice_count(entry, scene->app); i++) {
        char label[MENU_MAX_LABEL];
        menu_choice_label(entry, i, scene->app, label);
        bool chosen = menu_choice_is_current(entry, i, scene->app);
        const struct row row = {
            .rect = geometry->choices[i],
            .label = label,
            .shortcut = "",
            .mark = chosen ? MENU_MARK_DOT : MENU_MARK_NONE,
            .enabled = true,
            .current = i == scene->ui->menu.choice,
        };
        paint_row(scene, &row);
    }
}

void view_menu_popup(struct scene *scene) {
    const struct menu_state *state = &scene->ui->menu;
    if (state->open < 0)
        return;
    struct menu_geometry geometry;
    menu_measure(&geometry, state, &scene->ui->layout, scene->app, scene->painter.font);
    const struct menu *menu = &menus[state->open];
    paint_sheet(scene, geometry.popup);
    for (int i = 0; i < menu->count; i++)
        paint_entry(scene, geometry.entries[i], &menu->entries[i], i == state->entry);
    if (geometry.sub.w > 0)
        paint_choices(scene, &geometry, &menu->entries[state->entry]);
}
