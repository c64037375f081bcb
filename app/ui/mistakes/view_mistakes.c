/* The confusion matrix of the model that read the test pictures last, with details below; and
 * beside it the pictures behind a cell, or all mistakes, the worst first. */
#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/ui/chart/plots.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

enum { PADDING = 8, MARGINS = 3, CAPTION_LINE = 16 };

/* The matrix as it is painted. type is that of its counts; where the largest of the diagonal does
 * not fit its cell, the diagonal has none, and the detail shows them. */
struct view {
    struct matrix matrix;
    int type, max_errors;
    bool has_diagonal;
};

static int widest_count(const struct scene *scene, int type) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    int widest = 0;
    for (int i = 0; i < measured->classes->count; i++) {
        struct number_text count = number_text_grouped(measured->confusion[i][i]);
        int width =
            text_width(scene->painter.font, count.text, view_px(scene, (float)type), FONT_BOLD);
        widest = max_int(widest, width);
    }
    return widest;
}

/* The type grows with the cells. */
static struct view measure(const struct scene *scene) {
    static const int types[] = {TYPE_LARGE, TYPE_BODY, TYPE_SMALL};
    struct view view = {.matrix = matrix_of(&scene->ui->layout),
                        .max_errors = confusion_max_errors(scene->app->tests.mistakes.confusion)};
    struct rect cell = matrix_cell(&view.matrix, 0, 0);
    for (int i = 0; i < 3 && !view.has_diagonal; i++) {
        view.type = types[i];
        view.has_diagonal = cell.h >= view_px(scene, 2.2f * (float)view.type) &&
                            cell.w >= widest_count(scene, view.type) + view_px(scene, MARGINS);
    }
    return view;
}

static void paint_cell(struct scene *scene, const struct view *view, int label, int reading) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    const struct theme *theme = scene->theme;
    struct rect cell = matrix_cell(&view->matrix, label, reading);
    bool right = label == reading;
    bool chosen = measured->cell.label == label && measured->cell.reading == reading;
    bool over = mistakes_hovered_cell(scene->ui) ==
                mistakes_cell_number((struct mistakes_cell){label, reading});
    int count = measured->confusion[label][reading];
    color tint = confusion_tint(
        theme, right, count, right ? mistakes_row(measured->confusion[label]) : view->max_errors);
    struct number_text number = number_text_grouped(count);
    cell.w -= view_px(scene, 1);
    cell.h -= view_px(scene, 1);
    paint_fill(&scene->painter, cell, tint);
    const struct text_style style =
        view_style(scene, view->type, right ? FONT_BOLD : FONT_REGULAR, theme_ink_on(theme, tint));
    bool fits = text_width(scene->painter.font, number.text, style.px, style.weight) <= cell.w;
    if (count > 0 && fits && (!right || view->has_diagonal))
        paint_text(&scene->painter, cell, number.text, style, TEXT_CENTER);
    if (chosen || over)
        paint_border(&scene->painter, cell, view_px(scene, chosen ? 2 : 1), theme->ink);
}

static void paint_headings(struct scene *scene, const struct matrix *matrix) {
    color quiet = scene->theme->quiet;
    struct rect labels = matrix->labels, right = matrix->right;
    view_text(scene, matrix->meaning, "read as", quiet, TEXT_CENTER);
    labels.y = right.y = matrix->heads.y;
    labels.h = right.h = matrix->heads.h;
    view_text(scene, labels, "true", quiet, TEXT_LEFT);
    view_text(scene, right, "correct", quiet, TEXT_RIGHT);
}

/* A class at the head of its row and of its column, and how much of it is read right. */
static void paint_class(struct scene *scene, const struct matrix *matrix, int label) {
    const struct theme *theme = scene->theme;
    struct rect cell = matrix_cell(matrix, label, label);
    struct rect above = {cell.x, matrix->heads.y, cell.w, matrix->heads.h};
    struct rect before = {matrix->labels.x, cell.y, matrix->labels.w - view_px(scene, PADDING),
                          cell.h};
    struct rect behind = {matrix->right.x, cell.y, matrix->right.w, cell.h};
    const struct mistakes *measured = &scene->app->tests.mistakes;
    double recall = mistakes_recall(measured, label);
    const char *name = class_set_name(measured->classes, label);
    char text[16];
    view_text(scene, above, name, theme->ink, TEXT_CENTER);
    view_text(scene, before, name, theme->ink, TEXT_RIGHT);
    snprintf(text, sizeof text, "%.1f %%", 100 * recall);
    if (recall >= 0)
        view_text(scene, behind, text, theme->quiet, TEXT_RIGHT);
}

static void paint_matrix(struct scene *scene) {
    struct view view = measure(scene);
    paint_headings(scene, &view.matrix);
    for (int label = 0; label < view.matrix.classes; label++) {
        paint_class(scene, &view.matrix, label);
        for (int reading = 0; reading < view.matrix.classes; reading++)
            paint_cell(scene, &view, label, reading);
    }
}

/* About the cell pointed at, or the chosen one, or all; alone: nothing else names the model. */
static void cell_text(const struct scene *scene, bool alone, char text[VIEW_MAX_TEXT]) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    struct mistakes_cell cell = measured->cell;
    int hovered = mistakes_hovered_cell(scene->ui);
    if (hovered >= 0)
        cell = mistakes_cell_of(hovered);
    bool all = cell.label < 0, right = cell.label == cell.reading;
    struct number_text part =
        number_text_grouped(all ? measured->wrong : measured->confusion[cell.label][cell.reading]);
    struct number_text whole =
        number_text_grouped(all ? measured->count : mistakes_row(measured->confusion[cell.label]));
    if (all && alone)
        snprintf(text, VIEW_MAX_TEXT, "%.40s: %s of %s misread", scene->app->tests.mistakes_of,
                 part.text, whole.text);
    else if (all)
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures are misread", part.text, whole.text);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures of %s are read %s%s", part.text,
                 whole.text, class_set_name(measured->classes, cell.label), right ? "right" : "as ",
                 right ? "" : class_set_name(measured->classes, cell.reading));
}

/* Which model it is about, and whether there is a newer one. */
static void model_text(const struct scene *scene, char text[VIEW_MAX_TEXT]) {
    const struct app *app = scene->app;
    const struct action measure = {.kind = ACTION_MEASURE};
    if (test_browser_progress(&app->tests) < 1)
        snprintf(text, VIEW_MAX_TEXT, "Read by: %s; measuring again, %d %%", app->tests.mistakes_of,
                 (int)(100 * test_browser_progress(&app->tests)));
    else if (app_can(app, &measure))
        snprintf(text, VIEW_MAX_TEXT, "Read by: %s; Update uses the current one",
                 app->tests.mistakes_of);
    else
        snprintf(text, VIEW_MAX_TEXT, "Read by: %s. Press a cell to see its pictures",
                 app->tests.mistakes_of);
}

static void paint_detail(struct scene *scene) {
    char cell[VIEW_MAX_TEXT], alone[VIEW_MAX_TEXT], model[VIEW_MAX_TEXT];
    bool measured = test_browser_progress(&scene->app->tests) >= 1;
    cell_text(scene, false, cell);
    cell_text(scene, true, alone);
    model_text(scene, model);
    /* While it is measured again, old counts must not pass for new ones. */
    view_detail(scene, LAYOUT_MISTAKES_DETAIL, cell, model, measured ? alone : model);
}

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

static void paint_picture(struct scene *scene, const struct gallery *gallery, int index) {
    const struct mistakes_picture *picture = &scene->app->tests.mistakes.shown[index];
    const uint8_t *images = test_set_look(scene->app->tests.set).images;
    struct rect cell = gallery_cell(gallery, index);
    struct rect place = {cell.x, cell.y, gallery->thumbnail, gallery->thumbnail};
    bool selected = index == scene->app->tests.mistake;
    view_thumbnail(scene, place, images + (ptrdiff_t)picture->index * INK_PIXELS, selected);
    struct rect line = {cell.x, cell.y + gallery->thumbnail, cell.w, view_px(scene, CAPTION_LINE)};
    paint_caption(scene, line, picture, selected);
}

static void paint_gallery(struct scene *scene) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    struct rect area = scene->ui->layout.places[LAYOUT_MISTAKES_GALLERY];
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (measured->count == 0)
        return;
    struct gallery gallery = mistakes_gallery_of(scene->app, &scene->ui->layout);
    paint_words(scene, gallery.words);
    view_pager(scene, &gallery.pager);
    if (measured->shown_count == 0)
        view_invitation(scene, area, "No pictures", "No picture was read like this");
    for (int i = 0; i < gallery.count; i++)
        paint_picture(scene, &gallery, gallery.first + i);
}

void view_mistakes(struct scene *scene) {
    const struct layout *layout = &scene->ui->layout;
    struct rect matrix = layout->places[LAYOUT_MISTAKES_MATRIX];
    struct rect detail = layout->places[LAYOUT_MISTAKES_DETAIL];
    char progress[VIEW_MAX_TEXT];
    if (matrix.w == 0)
        return;
    paint_fill(&scene->painter, (struct rect){matrix.x, matrix.y, matrix.w, matrix.h + detail.h},
               scene->theme->panel);
    if (scene->app->tests.mistakes.count > 0) {
        paint_matrix(scene);
        paint_detail(scene);
    } else {
        snprintf(progress, sizeof progress, "%d %% of the test pictures read so far",
                 (int)(100 * test_browser_progress(&scene->app->tests)));
        view_invitation(scene, matrix, "Looking for mistakes", progress);
    }
    view_focus(scene, LAYOUT_MISTAKES_MATRIX, 0);
    paint_gallery(scene);
    view_focus(scene, LAYOUT_MISTAKES_GALLERY, 0);
}
