/* A path typed in the window, where there is no dialog to choose a file in; and input while it is
 * asked for. */
#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/core/base/path_completion.h"
#include "app/ui/paint/text_lines.h"
#include "app/ui/view.h"

/* In units. */
enum { WIDTH = 560, MARGIN = 8, PADDING = 12, TITLE = 28, FIELD = 30, GAP = 6, LINES = 4 };

static struct rect panel_rect(const struct layout *layout) {
    int margin = layout_px(layout, MARGIN), bar = layout->places[LAYOUT_MENU_BAR].h;
    int width = min_int(layout_px(layout, WIDTH), layout->width - 2 * margin);
    int height = layout_px(layout, 2 * PADDING + TITLE + FIELD + GAP + LINES * TEXT_LINES_SPACING);
    int top = max_int((layout->height - height) / 4, bar + margin);
    return (struct rect){(layout->width - width) / 2, top, width, height};
}

void view_path(struct scene *scene) {
    const struct file_request *request = &scene->app->file_request;
    const struct theme *theme = scene->theme;
    const struct layout *layout = &scene->ui->layout;
    struct rect whole = {0, 0, layout->width, layout->height}, panel = panel_rect(layout);
    struct rect inside = rect_inset(panel, view_px(scene, PADDING));
    if (!request->typed)
        return;
    paint_fill(&scene->painter, whole, (theme->paper & 0x00FFFFFF) | 0xB0000000);
    paint_fill(&scene->painter, panel, theme->panel);
    paint_border(&scene->painter, panel, 1, theme->line);
    paint_text(&scene->painter, rect_cut_top(&inside, view_px(scene, TITLE)),
               file_purpose_words(request->purpose)->title,
               view_style(scene, TYPE_BODY, FONT_BOLD, theme->ink), TEXT_LEFT);
    view_field(scene, rect_cut_top(&inside, view_px(scene, FIELD)), &scene->ui->path,
               view_style(scene, TYPE_BODY, FONT_REGULAR, theme->ink), !request->error[0]);
    rect_cut_top(&inside, view_px(scene, GAP));
    if (request->error[0]) {
        view_lines(scene, &inside, request->error, view_small(scene, theme->ink), false);
        return;
    }
    view_lines(scene, &inside,
               "Type the file's path. Tab completes it, Enter accepts it, Esc cancels.",
               view_small(scene, theme->ink), false);
    view_lines(scene, &inside, request->note, view_small(scene, theme->quiet), false);
}

void ui_path_arrange(struct ui *ui, const struct app *app) {
    const struct file_request *request = &app->file_request;
    if (request->typed && !ui->path.open) {
        const char *name = file_purpose_words(request->purpose)->name;
        text_field_open(&ui->path, name ? name : "", name != NULL);
        ui->menu = menu_closed();
    }
    ui->path.open = request->typed;
}

static struct action answer(const char *path) {
    return (struct action){.kind = ACTION_ANSWER_FILE, .text = path};
}

static struct action key(struct ui *ui, const struct app *app, const struct ui_event *event) {
    const struct menu_entry *entry = menu_entry_for_key(event->key, event->mods);
    enum action_kind kind = entry ? entry->action.kind : ACTION_NONE;
    if (kind == ACTION_SAVE_PICTURE || kind == ACTION_QUIT)
        return entry->action;
    if (kind == ACTION_PASTE || kind == ACTION_COPY)
        return ui_action(kind, COPY_TEXT);
    if (event->mods & (UI_CTRL | UI_ALT))
        return ui_nothing;
    switch (event->key) {
    case UI_KEY_ENTER:
        return ui->path.text[0] ? answer(ui->path.text) : ui_nothing;
    case UI_KEY_ESCAPE:
        return answer(NULL);
    case UI_KEY_TAB:
        path_complete(ui->path.text);
        break;
    case UI_KEY_DELETE:
        text_field_delete(&ui->path);
        return ui_nothing;
    default:
        return ui_nothing;
    }
    ui->path.whole = false;
    return ui_nothing;
}

struct action ui_path_handle(struct ui *ui, const struct app *app, const struct ui_event *event) {
    ui_path_arrange(ui, app);
    switch (event->kind) {
    case UI_EVENT_KEY:
        return key(ui, app, event);
    case UI_EVENT_TEXT:
    case UI_EVENT_PASTE:
        text_field_type(&ui->path, event->text, sizeof ui->path.text);
        return ui_nothing;
    case UI_EVENT_POINTER_DOWN:
        return rect_contains(panel_rect(&ui->layout), event->x, event->y) ? ui_nothing
                                                                          : answer(NULL);
    default:
        return ui_nothing;
    }
}
