/* The user's drawings, each with what it was said to be and what the net reads in it now. */
#include <stdio.h>

#include "app/ui/paint/text_lines.h"
#include "app/ui/view.h"
#include "app/ui/widgets/gallery.h"

enum { RING_SPACE = 40 }; /* the least picture beside whose digit a ring has room */

static int count_right(const struct app *app) {
    int right = 0;
    for (int i = 0; i < app->drawings.known; i++)
        right += app->drawings.digits[i] == collection_at(app->collection, i)->digit;
    return right;
}

static bool has_ring(const struct scene *scene, const struct gallery *gallery, int index) {
    return gallery->thumbnail > view_px(scene, RING_SPACE) &&
           collection_at(scene->app->collection, index)->held_out;
}

static bool any_ring(const struct scene *scene, const struct gallery *gallery) {
    for (int i = gallery->first; i < gallery->first + gallery->count; i++)
        if (has_ring(scene, gallery, i))
            return true;
    return false;
}

/* As much as fits. */
static void summary(const struct scene *scene, const struct gallery *gallery, int width,
                    char text[VIEW_MAX_TEXT]) {
    const struct app *app = scene->app;
    int count = collection_count(app->collection), right = count_right(app);
    int px = view_px(scene, TYPE_SMALL);
    snprintf(text, VIEW_MAX_TEXT, "%d drawing%s, %d read right.%s", count, count == 1 ? "" : "s",
             right, any_ring(scene, gallery) ? " A ring: held out." : "");
    if (text_width(scene->painter.font, text, px, FONT_REGULAR) > width)
        snprintf(text, VIEW_MAX_TEXT, "%d, %d read right", count, right);
}

static void paint_words(struct scene *scene, const struct gallery *gallery) {
    char text[VIEW_MAX_TEXT], sentence[APP_SENTENCE];
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->ink);
    int spacing = view_px(scene, TEXT_LINES_SPACING);
    struct rect line = gallery->words;
    summary(scene, gallery, line.w, text);
    line.h = view_px(scene, GALLERY_LINE);
    paint_text(&scene->painter, line, text, style, TEXT_LEFT);
    app_fine_tune_text(scene->app, sentence);
    int max = (gallery->words.h - line.h) / spacing;
    if (max < 1 || !sentence[0])
        return;
    line.y += line.h;
    line.w = gallery->width;
    struct text_lines lines =
        text_lines_split(scene->painter.font, sentence, style.px, line.w, max);
    style.ink = scene->theme->quiet;
    text_lines_paint(&scene->painter, line, &lines, spacing, style);
}

/* A tick, or a cross and the digit that was read instead. */
static void paint_verdict(struct scene *scene, struct rect label, int index) {
    const struct app *app = scene->app;
    int digit = app->drawings.digits[index];
    bool right = digit == collection_at(app->collection, index)->digit;
    float unit = scene->theme->scale, y = (float)label.y + 0.5f * (float)label.h;
    float x = (float)(label.x + label.w) - 5 * unit;
    if (right) {
        view_tick(scene, x, y, scene->theme->good);
        return;
    }
    paint_text(&scene->painter, label, view_class(app, digit),
               view_style(scene, TYPE_SMALL, FONT_BOLD, scene->theme->ink), TEXT_RIGHT);
    view_cross(scene, x - 10 * unit, y, scene->theme->bad);
}

static void paint_cell(struct scene *scene, const struct gallery *gallery, int index) {
    const struct theme *theme = scene->theme;
    const struct collection_item *item = collection_at(scene->app->collection, index);
    struct rect cell = gallery_cell(gallery, index);
    struct rect picture = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    struct rect label = {picture.x, picture.y + picture.h, picture.w, view_px(scene, 18)};
    bool selected = index == scene->app->selected;
    const char *name = view_class(scene->app, item->digit);
    paint_pixels(&scene->painter, picture, item->pixels, INK_SIDE, INK_SIDE, theme->panel,
                 theme->ink);
    paint_border(&scene->painter, picture, selected ? view_px(scene, 2) : 1,
                 selected ? theme->training : theme->line);
    paint_text(&scene->painter, label, name,
               view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink),
               TEXT_LEFT);
    if (has_ring(scene, gallery, index))
        paint_ring(&scene->painter, (float)label.x + 15 * theme->scale,
                   (float)label.y + 0.5f * (float)label.h, 3 * theme->scale, theme->scale,
                   theme->quiet);
    if (index < scene->app->drawings.known)
        paint_verdict(scene, label, index);
}

static void paint_nothing(struct scene *scene) {
    struct rect canvas = scene->ui->layout.places[LAYOUT_CANVAS];
    view_invitation(scene, canvas, "No drawings yet",
                    "Close this, draw a digit and press its key or its bar");
}

void view_collection(struct scene *scene) {
    struct gallery gallery = gallery_of(scene->app, &scene->ui->layout, scene->theme);
    if (collection_count(scene->app->collection) == 0) {
        paint_nothing(scene);
        return;
    }
    paint_words(scene, &gallery);
    view_gallery_pager(scene, &gallery);
    for (int i = 0; i < gallery.count; i++)
        paint_cell(scene, &gallery, gallery.first + i);
}
