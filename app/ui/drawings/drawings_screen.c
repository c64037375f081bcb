/* The user's drawings, each with its label and what the network reads in it now; and how pointer
 * and keys move among them. */
#include <stdio.h>

#include "app/ui/paint/text_lines.h"
#include "app/ui/screen.h"

/* RING_SPACE: the smallest picture beside whose digit a ring has space. */
enum { LABEL = 18, RING_SPACE = 40, SENTENCE_WIDTH = 300 };

/* One line of words is always there, as high as the pager beside it. The sentence about fine-tuning
 * needs more space than a small canvas has. */
struct gallery drawings_gallery(const struct app *app, const struct layout *layout) {
    struct rect canvas = layout->places[LAYOUT_CANVAS];
    bool sentence = app->trainer.fine_tune && (float)canvas.w >= SENTENCE_WIDTH * layout->scale;
    const struct gallery_wish wish = {
        .area = canvas,
        .count = collection_count(app->drawings.collection),
        .selected = app->drawings.selected,
        .words = GALLERY_LINE + (sentence ? 3 * TEXT_LINES_SPACING : 0),
        .label = LABEL,
        .min = INK_SIDE,
    };
    return gallery_make(&wish, layout);
}

static int count_right(const struct app *app) {
    int right = 0;
    for (int i = 0; i < app->drawings.readings.known; i++)
        right +=
            app->drawings.readings.digits[i] == collection_at(app->drawings.collection, i)->digit;
    return right;
}

static bool has_ring(const struct scene *scene, const struct gallery *gallery, int index) {
    return gallery->thumbnail > view_px(scene, RING_SPACE) &&
           collection_at(scene->app->drawings.collection, index)->held_out;
}

static bool any_ring(const struct scene *scene, const struct gallery *gallery) {
    for (int i = gallery->first; i < gallery->first + gallery->count; i++)
        if (has_ring(scene, gallery, i))
            return true;
    return false;
}

/* The long summary, or the short one where only that fits. */
static void summary(const struct scene *scene, const struct gallery *gallery, int width,
                    char text[VIEW_MAX_TEXT]) {
    const struct app *app = scene->app;
    int count = collection_count(app->drawings.collection), right = count_right(app);
    snprintf(text, VIEW_MAX_TEXT, "%d drawing%s, %d read right.%s", count, count == 1 ? "" : "s",
             right, any_ring(scene, gallery) ? " Ring: kept for testing." : "");
    if (view_text_width(scene, text) > width)
        snprintf(text, VIEW_MAX_TEXT, "%d, %d read right", count, right);
}

static void paint_words(struct scene *scene, const struct gallery *gallery) {
    char text[VIEW_MAX_TEXT], sentence[TRAINER_SENTENCE];
    struct rect below = gallery->words, line = rect_cut_top(&below, view_px(scene, GALLERY_LINE));
    summary(scene, gallery, line.w, text);
    view_text(scene, line, text, scene->theme->ink, TEXT_LEFT);
    app_fine_tune_text(scene->app, sentence);
    below.w = gallery->width;
    view_lines(scene, &below, sentence, view_small(scene, scene->theme->quiet), false);
}

/* A tick, or a cross and the digit that was read instead. */
static void paint_verdict(struct scene *scene, struct rect label, int index) {
    const struct app *app = scene->app;
    int digit = app->drawings.readings.digits[index];
    bool right = digit == collection_at(app->drawings.collection, index)->digit;
    float unit = scene->theme->scale, y = (float)label.y + 0.5f * (float)label.h;
    float x = (float)(label.x + label.w) - 5 * unit;
    view_verdict(scene, right ? x : x - 10 * unit, y, right);
    if (!right)
        paint_text(&scene->painter, label, view_class(app, digit),
                   view_style(scene, TYPE_SMALL, FONT_BOLD, scene->theme->ink), TEXT_RIGHT);
}

static void paint_cell(struct scene *scene, const struct gallery *gallery, int index) {
    const struct theme *theme = scene->theme;
    const struct collection_item *item = collection_at(scene->app->drawings.collection, index);
    struct rect cell = gallery_cell(gallery, index);
    struct rect picture = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    struct rect label = {picture.x, picture.y + picture.h, picture.w, view_px(scene, 18)};
    bool selected = index == scene->app->drawings.selected;
    const char *name = class_set_name(scene->app->classes, item->digit);
    view_thumbnail(scene, picture, item->pixels, selected);
    paint_text(&scene->painter, label, name,
               view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink),
               TEXT_LEFT);
    if (has_ring(scene, gallery, index))
        paint_ring(&scene->painter, (float)label.x + 15 * theme->scale,
                   (float)label.y + 0.5f * (float)label.h, 3 * theme->scale, theme->scale,
                   theme->quiet);
    if (index < scene->app->drawings.readings.known)
        paint_verdict(scene, label, index);
}

static void paint(struct scene *scene) {
    struct gallery gallery = drawings_gallery(scene->app, &scene->ui->layout);
    if (collection_count(scene->app->drawings.collection) == 0) {
        view_invitation(scene, scene->ui->layout.places[LAYOUT_CANVAS], "No drawings yet",
                        "Close this, draw a digit and press its key or its bar");
        return;
    }
    paint_words(scene, &gallery);
    view_pager(scene, &gallery.pager);
    for (int i = 0; i < gallery.count; i++)
        paint_cell(scene, &gallery, gallery.first + i);
}

static struct action press(struct ui *ui, const struct app *app, const struct ui_event *event) {
    if (ui->pressed != LAYOUT_CANVAS)
        return ui_nothing;
    struct gallery gallery = drawings_gallery(app, &ui->layout);
    int index = gallery_at(&gallery, event->x, event->y);
    if (index < 0)
        index = gallery_turn(&gallery, event->x, event->y);
    return index < 0 ? ui_nothing : ui_action(ACTION_PICK, index);
}

static struct action wheel(const struct ui *ui, const struct app *app, int steps) {
    return ui_wheel_step(ui, LAYOUT_CANVAS, -steps * drawings_gallery(app, &ui->layout).columns);
}

static bool key(struct ui *ui, const struct app *app, int key, struct action *action) {
    struct ui_arrow arrow = ui_arrow(key);
    if (arrow.across || arrow.down)
        *action = ui_action(ACTION_STEP,
                            arrow.across + arrow.down * drawings_gallery(app, &ui->layout).columns);
    else if (key == UI_KEY_DELETE || key == UI_KEY_ENTER)
        *action = ui_action(key == UI_KEY_DELETE ? ACTION_REMOVE : ACTION_EDIT, 0);
    return action->kind != ACTION_NONE;
}

static const struct button buttons[] = {
    {"Delete", "Delete the drawing (Del)", .action = {.kind = ACTION_REMOVE}},
    {"Undo", "Undo", .action = {.kind = ACTION_UNDO}},
    {"Edit", "Put the drawing on the canvas (Enter)", .action = {.kind = ACTION_EDIT}},
    {"Close", "Back to the canvas (Esc)", .action = {ACTION_SCREEN, {SCREEN_CANVAS}}},
};

const struct ui_screen ui_drawings_screen = {
    .buttons = buttons,
    .press = press,
    .wheel = wheel,
    .key = key,
    .bar_tip = "Label this as",
    .title = "My drawings",
    .short_title = "Mine",
    .paint = paint,
};
