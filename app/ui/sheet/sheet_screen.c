/* The contact sheet: pictures with what was read in each; and how pointer and keys move there. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/base/path.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/paint/text_lines.h"
#include "app/ui/screen.h"

enum { LABEL = 18, MARK = 12 };

/* Two lines of words, of the whole and of the selected picture. */
static struct gallery sheet_gallery(const struct app *app, const struct layout *layout) {
    const struct gallery_wish wish = {
        .area = layout->places[LAYOUT_CANVAS],
        .count = contact_sheet_count(&app->sheet),
        .selected = app->sheet.selected,
        .words = GALLERY_LINE + TEXT_LINES_SPACING,
        .label = LABEL,
        .min = INK_SIDE,
    };
    return gallery_make(&wish, layout);
}

static void summary(const struct app *app, char text[VIEW_MAX_TEXT]) {
    int count = contact_sheet_count(&app->sheet), read = picture_list_read(app->sheet.list);
    struct number_text all = number_text_grouped(count);
    if (read < count)
        snprintf(text, VIEW_MAX_TEXT, "%s of %s read", number_text_grouped(read).text, all.text);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s picture%s", all.text, count == 1 ? "" : "s");
}

/* Without the path that an error begins with: the file's name is there already. */
static const char *error_of(const struct picture_entry *entry) {
    const char *error = entry->error ? entry->error : "there was no memory to read it";
    size_t length = strlen(entry->path);
    bool named = strncmp(error, entry->path, length) == 0 && error[length] == ' ';
    return named ? error + length + 1 : error;
}

static void detail(const struct app *app, char text[VIEW_MAX_TEXT]) {
    const struct contact_sheet *sheet = &app->sheet;
    const struct picture_entry *entry = contact_sheet_selected(sheet);
    const char *name = path_base_name(picture_list_at(sheet->list, sheet->selected)->path);
    if (!entry)
        snprintf(text, VIEW_MAX_TEXT, "%.60s: not read yet", name);
    else if (entry->status)
        snprintf(text, VIEW_MAX_TEXT, "%.60s %.90s", name, error_of(entry));
    else if (contact_sheet_is_corrected(sheet, sheet->selected))
        snprintf(text, VIEW_MAX_TEXT, "%.60s: %.30s, read as %.30s", name,
                 contact_sheet_answer(sheet, sheet->selected),
                 entry->text[0] ? entry->text : "no digit");
    else
        snprintf(text, VIEW_MAX_TEXT,
                 entry->text[0] ? "%.60s: %.40s, %.1f %%" : "%.60s: no digits found", name,
                 entry->text, 100 * (double)entry->confidence);
}

static void paint_words(struct scene *scene, const struct gallery *gallery) {
    char text[VIEW_MAX_TEXT];
    struct rect below = gallery->words, line = rect_cut_top(&below, view_px(scene, GALLERY_LINE));
    summary(scene->app, text);
    view_text(scene, line, text, scene->theme->ink, TEXT_LEFT);
    detail(scene->app, text);
    below.w = gallery->width;
    view_text(scene, below, text, scene->theme->quiet, TEXT_LEFT);
}

/* The small picture, as large as fits and true to its shape. */
static void paint_small(struct scene *scene, struct rect frame, const struct picture_entry *entry,
                        bool selected) {
    const struct theme *theme = scene->theme;
    const struct image *small = entry ? &entry->small : NULL;
    paint_fill(&scene->painter, frame, theme->paper);
    if (small && small->pixels) {
        int longer = max_int(small->width, small->height);
        int width = max_int(frame.w * small->width / longer, 1);
        int height = max_int(frame.h * small->height / longer, 1);
        paint_image(&scene->painter,
                    (struct rect){frame.x + (frame.w - width) / 2, frame.y + (frame.h - height) / 2,
                                  width, height},
                    small, entry->number);
    } else if (entry) {
        view_verdict(scene, (float)frame.x + 0.5f * (float)frame.w,
                     (float)frame.y + 0.5f * (float)frame.h, false);
    }
    paint_border(&scene->painter, frame, selected ? view_px(scene, 2) : 1,
                 selected ? theme->training : theme->line);
}

/* What stands in place of an answer, if there is space for it. */
static void paint_none(struct scene *scene, struct rect label, const struct picture_entry *entry) {
    const char *words = !entry ? "" : entry->status ? "Not read" : "No digits";
    if (view_text_width(scene, words) <= label.w)
        view_text(scene, label, words, scene->theme->quiet, TEXT_LEFT);
}

/* How sure the model is, if there is space for it; or a tick where the user has said what it is. */
static void paint_confidence(struct scene *scene, struct rect label, bool corrected,
                             float confidence) {
    const struct theme *theme = scene->theme;
    const float unsure = 0.9f;
    char text[16];
    snprintf(text, sizeof text, "%.0f %%", 100 * (double)confidence);
    if (corrected)
        view_tick(scene, (float)(label.x + label.w) - 5 * theme->scale,
                  (float)label.y + 0.5f * (float)label.h, theme->good);
    else if (view_text_width(scene, text) <= label.w)
        view_text(scene, label, text, confidence < unsure ? theme->bad : theme->quiet, TEXT_RIGHT);
}

static void paint_answer(struct scene *scene, struct rect label, int index, bool selected) {
    const struct contact_sheet *sheet = &scene->app->sheet;
    const struct picture_entry *entry = contact_sheet_read(sheet, index);
    const char *answer = entry ? contact_sheet_answer(sheet, index) : "";
    if (!answer[0]) {
        paint_none(scene, label, entry);
        return;
    }
    bool corrected = contact_sheet_is_corrected(sheet, index);
    struct text_style style =
        view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, scene->theme->ink);
    int width = text_width(scene->painter.font, answer, style.px, style.weight);
    struct rect rest = label, left = label;
    left.w -= corrected ? view_px(scene, MARK) : 0;
    paint_text(&scene->painter, left, answer, style, TEXT_LEFT);
    rect_cut_left(&rest, corrected ? 0 : width + view_px(scene, 4));
    paint_confidence(scene, rest, corrected, entry->confidence);
}

static void paint_cell(struct scene *scene, const struct gallery *gallery, int index) {
    struct rect cell = gallery_cell(gallery, index);
    struct rect frame = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    struct rect label = {frame.x, frame.y + frame.h, frame.w, view_px(scene, LABEL)};
    bool selected = index == scene->app->sheet.selected;
    paint_small(scene, frame, contact_sheet_read(&scene->app->sheet, index), selected);
    paint_answer(scene, label, index, selected);
}

static void paint(struct scene *scene) {
    struct gallery gallery = sheet_gallery(scene->app, &scene->ui->layout);
    if (contact_sheet_count(&scene->app->sheet) == 0) {
        view_invitation(scene, scene->ui->layout.places[LAYOUT_CANVAS], "No pictures yet",
                        "Drop several on the window: all are read");
        return;
    }
    paint_words(scene, &gallery);
    view_pager(scene, &gallery.pager);
    for (int i = 0; i < gallery.count; i++)
        paint_cell(scene, &gallery, gallery.first + i);
}

/* The selected picture is opened by another press. */
static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed != LAYOUT_CANVAS)
        return ui_nothing;
    struct gallery gallery = sheet_gallery(app, &ui->layout);
    int index = gallery_at(&gallery, event->x, event->y);
    if (index >= 0 && index == app->sheet.selected)
        return ui_action(ACTION_EDIT, 0);
    if (index < 0)
        index = gallery_turn(&gallery, event->x, event->y);
    return index < 0 ? ui_nothing : ui_action(ACTION_PICK, index);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_CANVAS, -steps * sheet_gallery(app, &ui->layout).columns);
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.across || arrow.down)
        *action = ui_action(ACTION_STEP,
                            arrow.across + arrow.down * sheet_gallery(app, &ui->layout).columns);
    else if (key == UI_KEY_ENTER)
        *action = ui_action(ACTION_EDIT, 0);
    return action->kind != ACTION_NONE;
}

static const struct button buttons[] = {
    {"Export", "Save all answers as a table", .action = {.kind = ACTION_SHEET_EXPORT}},
    {"Undo", "Undo the last correction", .action = {.kind = ACTION_UNDO}},
    {"Open", "Show the picture large (Enter)", .action = {.kind = ACTION_EDIT}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

const struct ui_screen ui_sheet_screen = {
    .buttons = buttons,
    .press = press,
    .wheel = wheel,
    .key = key,
    .bar_tip = "Correct to",
    .title = "Contact sheet",
    .short_title = "Sheet",
    .paint = paint,
};
