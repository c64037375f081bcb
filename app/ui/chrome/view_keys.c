/* The sheet of keys, over everything else. */
#include "app/ui/menu/keys_sheet.h"
#include "app/ui/view.h"

static void paint_row(struct scene *scene, const struct keys_row *row) {
    const struct theme *theme = scene->theme;
    bool heading = !row->keys[0];
    paint_text(&scene->painter, row->rect, row->label,
               view_style(scene, TYPE_SMALL, heading ? FONT_BOLD : FONT_REGULAR, theme->ink),
               TEXT_LEFT);
    view_text(scene, row->rect, row->keys, theme->quiet, TEXT_RIGHT);
}

void view_keys(struct scene *scene) {
    const struct theme *theme = scene->theme;
    const struct layout *layout = &scene->ui->layout;
    struct rect whole = {0, 0, layout->width, layout->height};
    struct keys_sheet sheet;
    if (!scene->app->preferences.keys_shown)
        return;
    keys_sheet_make(&sheet, layout);
    int page = keys_sheet_page(&sheet, scene->ui->keys_page);
    paint_fill(&scene->painter, whole, (theme->paper & 0x00FFFFFF) | 0xB0000000);
    paint_fill(&scene->painter, sheet.rect, theme->panel);
    paint_border(&scene->painter, sheet.rect, 1, theme->line);
    paint_text(&scene->painter, sheet.title, "Inkling " INKLING_VERSION,
               view_style(scene, TYPE_BODY, FONT_BOLD, theme->ink), TEXT_LEFT);
    sheet.pager.page = page;
    view_pager(scene, &sheet.pager);
    for (int i = 0; i < sheet.count; i++)
        if (sheet.rows[i].page == page)
            paint_row(scene, &sheet.rows[i]);
}
