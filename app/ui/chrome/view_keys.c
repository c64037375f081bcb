/* The sheet of keys, over everything else; and input while it is shown. */
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

static struct action close_sheet(struct ui *ui) {
    ui->keys_page = 0;
    return ui_action(ACTION_KEYS, 0);
}

static struct action turn(struct ui *ui, const struct keys_sheet *sheet, int by) {
    ui->keys_page = keys_sheet_page(sheet, keys_sheet_page(sheet, ui->keys_page) + by);
    return ui_nothing;
}

static struct action key(struct ui *ui, const struct app *app, const struct keys_sheet *sheet,
                         const struct ui_event *event) {
    const struct menu_entry *entry = menu_entry_for_key(event->key, event->mods);
    enum action_kind kind = entry ? entry->action.kind : ACTION_NONE;
    if (kind == ACTION_SAVE_PICTURE || kind == ACTION_QUIT)
        return menu_entry_action(entry, app);
    switch (event->key) {
    case UI_KEY_RIGHT:
    case UI_KEY_DOWN:
        return turn(ui, sheet, 1);
    case UI_KEY_LEFT:
    case UI_KEY_UP:
        return turn(ui, sheet, -1);
    case UI_KEY_ESCAPE:
    case UI_KEY_ENTER:
    case ' ':
        return close_sheet(ui);
    default:
        return kind == ACTION_KEYS ? close_sheet(ui) : ui_nothing;
    }
}

struct action ui_keys_handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    struct keys_sheet sheet;
    keys_sheet_make(&sheet, &ui->layout);
    int by = pager_at(&sheet.pager, event->x, event->y);
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return by ? turn(ui, &sheet, by) : close_sheet(ui);
    case UI_EVENT_KEY:
        return key(ui, app, &sheet, event);
    case UI_EVENT_WHEEL:
        return turn(ui, &sheet, event->steps > 0 ? -1 : 1);
    default:
        return ui_nothing;
    }
}
