/* Input while the sheet of keys is shown. */
#include "app/ui/menu/keys_sheet.h"
#include "app/ui/ui.h"

static struct action close_sheet(struct ui *ui) {
    ui->keys_page = 0;
    return ui_action(ACTION_KEYS, 0);
}

static struct action turn(struct ui *ui, const struct keys_sheet *sheet, int by) {
    ui->keys_page = keys_sheet_page(sheet, keys_sheet_page(sheet, ui->keys_page) + by);
    return ui_nothing;
}

static struct action press(struct ui *ui, const struct keys_sheet *sheet,
                           const struct ui_event *event) {
    int by = pager_at(&sheet->pager, event->x, event->y);
    return by ? turn(ui, sheet, by) : close_sheet(ui);
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
    switch (event->kind) {
    case UI_EVENT_POINTER_DOWN:
        return press(ui, &sheet, event);
    case UI_EVENT_KEY:
        return key(ui, app, &sheet, event);
    case UI_EVENT_WHEEL:
        return turn(ui, &sheet, event->steps > 0 ? -1 : 1);
    default:
        return ui_nothing;
    }
}
