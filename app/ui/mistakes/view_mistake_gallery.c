/* The pictures behind a cell of the confusion matrix, or all mistakes, the worst first. */
#include <stdio.h>

#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/view.h"

enum { CAPTION_LINE = 16 };

/* Which pictures are shown and, if it fits, in which order. */
static void paint_words(struct scene *scene, struct rect words) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    struct mistakes_cell cell = measured->cell;
    bool right = cell.label >= 0 && cell.label == cell.reading;
    char what[VIEW_MAX_TEXT] = "Mistakes", text[VIEW_MAX_TEXT + 32];
    if (right)
        snprintf(what, sizeof what, "%ss read right",
                 class_set_name(measured->classes, cell.label));
    else if (cell.label >= 0)
        snprintf(what, sizeof what, "%ss read as %s", class_set_name(measured->classes, cell.label),
                 class_set_name(measured->classes, cell.reading));
    snprintf(text, sizeof text, "%s, %s confident first", what, right ? "least" : "most");
    if (view_text_width(scene, text) > words.w)
        snprintf(text, sizeof text, "%s", what);
    words.h = view_px(scene, GALLERY_LINE);
    view_text(scene, words, text, scene->theme->ink, TEXT_LEFT);
}

/* "9 as 4", and under it the confidence. */
static void paint_caption(struct scene *scene, struct rect line,
                          const struct mistakes_picture *picture, bool selected) {
    const struct theme *theme = scene->theme;
    struct text_style style =
        view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink);
    const struct class_set *classes = scene->app->tests.mistakes.classes;
    char text[VIEW_MAX_TEXT];
    snprintf(text, sizeof text, "%s as %s", class_set_name(classes, picture->label),
             class_set_name(classes, picture->reading));
    paint_text(&scene->painter, line, text, style, TEXT_LEFT);
    line.y += line.h;
    snprintf(text, sizeof text, "%.1f %%", 100 * (double)picture->confidence);
    view_text(scene, line, text, theme->quiet, TEXT_LEFT);
}

static void paint_cell(struct scene *scene, const struct gallery *gallery, int index) {
    const struct mistakes_picture *picture = &scene->app->tests.mistakes.shown[index];
    const uint8_t *images = test_set_look(scene->app->tests.set).images;
    struct rect cell = gallery_cell(gallery, index);
    struct rect place = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    bool selected = index == scene->app->tests.mistake;
    view_thumbnail(scene, place, images + (ptrdiff_t)picture->index * INK_PIXELS, selected);
    struct rect line = {cell.x, cell.y + gallery->thumbnail, cell.w, view_px(scene, CAPTION_LINE)};
    paint_caption(scene, line, picture, selected);
}

void view_mistake_gallery(struct scene *scene) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    struct rect area = scene->ui->layout.places[LAYOUT_MISTAKES_GALLERY];
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (measured->count == 0)
        return;
    struct gallery gallery = mistakes_gallery_of(scene->app, &scene->ui->layout, scene->theme);
    paint_words(scene, gallery.words);
    view_pager(scene, &gallery.pager);
    if (measured->shown_count == 0)
        view_invitation(scene, area, "No pictures", "No picture was read like this");
    for (int i = 0; i < gallery.count; i++)
        paint_cell(scene, &gallery, gallery.first + i);
}
