/* The pictures behind a cell of the confusion matrix, or all mistakes: the worst come first. */
#include <stdio.h>

#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

enum { CAPTION_LINE = 16 };

/* What is shown, in what order: as much as fits. */
static void paint_words(struct scene *scene, struct rect words) {
    const struct mistakes *measured = &scene->app->mistakes.measured;
    struct mistakes_cell cell = measured->cell;
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->ink);
    bool right = cell.label >= 0 && cell.label == cell.reading;
    char what[VIEW_MAX_TEXT] = "Mistakes", text[VIEW_MAX_TEXT + 32];
    if (right)
        snprintf(what, sizeof what, "%ss read right",
                 class_set_name(measured->classes, cell.label));
    else if (cell.label >= 0)
        snprintf(what, sizeof what, "%ss read as %s", class_set_name(measured->classes, cell.label),
                 class_set_name(measured->classes, cell.reading));
    snprintf(text, sizeof text, "%s, the %s first", what, right ? "least sure" : "surest");
    if (text_width(scene->painter.font, text, style.px, FONT_REGULAR) > words.w)
        snprintf(text, sizeof text, "%s", what);
    words.h = view_px(scene, GALLERY_LINE);
    paint_text(&scene->painter, words, text, style, TEXT_LEFT);
}

/* "9 as 4", and under it how sure the net is of that. */
static void paint_caption(struct scene *scene, struct rect line,
                          const struct mistakes_picture *picture, bool selected) {
    const struct theme *theme = scene->theme;
    struct text_style style =
        view_style(scene, TYPE_SMALL, selected ? FONT_BOLD : FONT_REGULAR, theme->ink);
    const struct class_set *classes = scene->app->mistakes.measured.classes;
    char text[VIEW_MAX_TEXT];
    snprintf(text, sizeof text, "%s as %s", class_set_name(classes, picture->label),
             class_set_name(classes, picture->reading));
    paint_text(&scene->painter, line, text, style, TEXT_LEFT);
    line.y += line.h;
    style.weight = FONT_REGULAR;
    style.ink = theme->quiet;
    snprintf(text, sizeof text, "%.1f %%", 100 * (double)picture->confidence);
    paint_text(&scene->painter, line, text, style, TEXT_LEFT);
}

static void paint_cell(struct scene *scene, const struct gallery *gallery, int index) {
    const struct theme *theme = scene->theme;
    const struct mistakes_picture *picture = &scene->app->mistakes.measured.shown[index];
    const uint8_t *images = test_set_look(scene->app->test_set).images;
    struct rect cell = gallery_cell(gallery, index);
    struct rect place = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    bool selected = index == scene->app->mistakes.at;
    paint_pixels(&scene->painter, place, images + (ptrdiff_t)picture->index * INK_PIXELS, INK_SIDE,
                 INK_SIDE, theme->panel, theme->ink);
    paint_border(&scene->painter, place, selected ? view_px(scene, 2) : 1,
                 selected ? theme->training : theme->line);
    struct rect line = {cell.x, cell.y + gallery->thumbnail, cell.w, view_px(scene, CAPTION_LINE)};
    paint_caption(scene, line, picture, selected);
}

void view_mistake_gallery(struct scene *scene) {
    const struct mistakes *measured = &scene->app->mistakes.measured;
    struct rect area = scene->ui->layout.places[LAYOUT_MISTAKES_GALLERY];
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (measured->count == 0)
        return;
    struct gallery gallery = mistakes_gallery_of(scene->app, &scene->ui->layout, scene->theme);
    paint_words(scene, gallery.words);
    view_gallery_pager(scene, &gallery);
    if (measured->shown_count == 0)
        view_invitation(scene, area, "No pictures", "None is read like this");
    for (int i = 0; i < gallery.count; i++)
        paint_cell(scene, &gallery, gallery.first + i);
}
