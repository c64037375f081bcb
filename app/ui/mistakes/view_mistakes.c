/* The confusion matrix of the model that read the test pictures last, with details below; the
 * gallery beside it is in view_mistake_gallery.c. */
#include <stdio.h>

#include "app/ui/chart/confusion.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

enum { PADDING = 8, MARGINS = 3 };

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
        char text[NUMBER_TEXT];
        number_text_grouped(measured->confusion[i][i], text);
        int width = text_width(scene->painter.font, text, view_px(scene, (float)type), FONT_BOLD);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* The type grows with the cells. */
static struct view measure(const struct scene *scene) {
    static const int types[] = {TYPE_LARGE, TYPE_BODY, TYPE_SMALL};
    struct view view = {.matrix = matrix_of(&scene->ui->layout, scene->theme),
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
    char text[NUMBER_TEXT];
    number_text_grouped(count, text);
    cell.w -= view_px(scene, 1);
    cell.h -= view_px(scene, 1);
    paint_fill(&scene->painter, cell, tint);
    const struct text_style style =
        view_style(scene, view->type, right ? FONT_BOLD : FONT_REGULAR, theme_ink_on(theme, tint));
    bool fits = text_width(scene->painter.font, text, style.px, style.weight) <= cell.w;
    if (count > 0 && fits && (!right || view->has_diagonal))
        paint_text(&scene->painter, cell, text, style, TEXT_CENTER);
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

/* About the cell under the pointer, or the chosen one, or all; alone: nothing else names the model.
 */
static void cell_text(const struct scene *scene, bool alone, char text[VIEW_MAX_TEXT]) {
    const struct mistakes *measured = &scene->app->tests.mistakes;
    struct mistakes_cell cell = measured->cell;
    int hovered = mistakes_hovered_cell(scene->ui);
    if (hovered >= 0)
        cell = mistakes_cell_of(hovered);
    bool all = cell.label < 0, right = cell.label == cell.reading;
    char part[NUMBER_TEXT], whole[NUMBER_TEXT];
    number_text_grouped(all ? measured->wrong : measured->confusion[cell.label][cell.reading],
                        part);
    number_text_grouped(all ? measured->count : mistakes_row(measured->confusion[cell.label]),
                        whole);
    if (all && alone)
        snprintf(text, VIEW_MAX_TEXT, "%.40s: %s of %s misread", scene->app->tests.mistakes_of,
                 part, whole);
    else if (all)
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures are misread", part, whole);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures of a %s are read %s%s", part, whole,
                 class_set_name(measured->classes, cell.label), right ? "right" : "as ",
                 right ? "" : class_set_name(measured->classes, cell.reading));
}

/* Which model it is about, and whether there is a newer one. */
static void model_text(const struct scene *scene, char text[VIEW_MAX_TEXT]) {
    const struct app *app = scene->app;
    const struct action measure = {.kind = ACTION_MEASURE};
    if (test_browser_progress(&app->tests) < 1)
        snprintf(text, VIEW_MAX_TEXT, "Read by the %s; measuring again, %d %%",
                 app->tests.mistakes_of, (int)(100 * test_browser_progress(&app->tests)));
    else if (app_can(app, &measure))
        snprintf(text, VIEW_MAX_TEXT, "Read by the %s; Measure uses the current one",
                 app->tests.mistakes_of);
    else
        snprintf(text, VIEW_MAX_TEXT, "Read by the %s. Press a cell to see its pictures",
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
    view_focus(scene, LAYOUT_MISTAKES_MATRIX);
    view_mistake_gallery(scene);
    view_focus(scene, LAYOUT_MISTAKES_GALLERY);
}
