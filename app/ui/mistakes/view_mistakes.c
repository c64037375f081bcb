/* The confusion matrix of the net that read the test pictures last, with what there is to say of
 * it; the gallery beside it is view_mistake_gallery.c's. */
#include <stdio.h>

#include "app/ui/chart/confusion.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/mistakes/ui_mistakes.h"
#include "app/ui/paint/number_text.h"
#include "app/ui/view.h"

enum { PADDING = 8, MARGINS = 3, DETAIL_LINE = 18 };

static struct text_style small_style(const struct scene *scene, color ink) {
    return view_style(scene, TYPE_SMALL, FONT_REGULAR, ink);
}

/* The matrix as it is painted. type is that of its counts; where a cell has no room for the largest
 * of its diagonal, the diagonal has none, and the detail tells them. */
struct view {
    struct matrix matrix;
    int type, max_errors;
    bool has_diagonal;
};

static int widest_count(const struct scene *scene, int type) {
    const struct mistakes *measured = &scene->app->mistakes.measured;
    int widest = 0;
    for (int i = 0; i < measured->classes->count; i++) {
        char text[NUMBER_TEXT];
        number_text_grouped(measured->confusion[i][i], text);
        int width = text_width(scene->painter.font, text, view_px(scene, (float)type), FONT_BOLD);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Type grows with the cells. */
static struct view measure(const struct scene *scene) {
    static const int types[] = {TYPE_LARGE, TYPE_BODY, TYPE_SMALL};
    struct view view = {.matrix = matrix_of(&scene->ui->layout, scene->theme),
                        .max_errors =
                            confusion_max_errors(scene->app->mistakes.measured.confusion)};
    struct rect cell = matrix_cell(&view.matrix, 0, 0);
    for (int i = 0; i < 3 && !view.has_diagonal; i++) {
        view.type = types[i];
        view.has_diagonal = cell.h >= view_px(scene, 2.2f * (float)view.type) &&
                            cell.w >= widest_count(scene, view.type) + view_px(scene, MARGINS);
    }
    return view;
}

static void paint_cell(struct scene *scene, const struct view *view, int label, int reading) {
    const struct mistakes *measured = &scene->app->mistakes.measured;
    const struct theme *theme = scene->theme;
    struct rect cell = matrix_cell(&view->matrix, label, reading);
    bool right = label == reading;
    bool chosen = measured->cell.label == label && measured->cell.reading == reading;
    bool over = ui_mistakes_hovered(scene->ui) ==
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
    struct text_style style = small_style(scene, scene->theme->quiet);
    struct rect labels = matrix->labels, right = matrix->right;
    if (matrix->meaning.h > 0)
        paint_text(&scene->painter, matrix->meaning, "read as", style, TEXT_CENTER);
    labels.y = right.y = matrix->heads.y;
    labels.h = right.h = matrix->heads.h;
    paint_text(&scene->painter, labels, "true", style, TEXT_LEFT);
    if (right.w > 0)
        paint_text(&scene->painter, right, "right", style, TEXT_RIGHT);
}

/* A class at the head of its row and of its column, and how much of it is read right. */
static void paint_class(struct scene *scene, const struct matrix *matrix, int label) {
    const struct theme *theme = scene->theme;
    struct rect cell = matrix_cell(matrix, label, label);
    struct rect above = {cell.x, matrix->heads.y, cell.w, matrix->heads.h};
    struct rect before = {matrix->labels.x, cell.y, matrix->labels.w - view_px(scene, PADDING),
                          cell.h};
    struct rect behind = {matrix->right.x, cell.y, matrix->right.w, cell.h};
    const struct mistakes *measured = &scene->app->mistakes.measured;
    double recall = mistakes_recall(measured, label);
    const char *name = class_set_name(measured->classes, label);
    char text[16];
    paint_text(&scene->painter, above, name, small_style(scene, theme->ink), TEXT_CENTER);
    paint_text(&scene->painter, before, name, small_style(scene, theme->ink), TEXT_RIGHT);
    snprintf(text, sizeof text, "%.1f %%", 100 * recall);
    if (behind.w > 0 && recall >= 0)
        paint_text(&scene->painter, behind, text, small_style(scene, theme->quiet), TEXT_RIGHT);
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

/* Of the cell under the pointer, or chosen, or of all; alone: nothing else says of which net. */
static void cell_text(const struct scene *scene, bool alone, char text[VIEW_MAX_TEXT]) {
    const struct mistakes *measured = &scene->app->mistakes.measured;
    struct mistakes_cell cell = measured->cell;
    int hovered = ui_mistakes_hovered(scene->ui);
    if (hovered >= 0)
        cell = mistakes_cell_of(hovered);
    bool all = cell.label < 0, right = cell.label == cell.reading;
    char part[NUMBER_TEXT], whole[NUMBER_TEXT];
    number_text_grouped(all ? measured->wrong : measured->confusion[cell.label][cell.reading],
                        part);
    number_text_grouped(all ? measured->count : mistakes_row(measured->confusion[cell.label]),
                        whole);
    if (all && alone)
        snprintf(text, VIEW_MAX_TEXT, "%.40s: %s of %s read wrong",
                 scene->app->mistakes.measured_net, part, whole);
    else if (all)
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures are read wrong", part, whole);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s of %s pictures of a %s are read %s%s", part, whole,
                 class_set_name(measured->classes, cell.label), right ? "right" : "as ",
                 right ? "" : class_set_name(measured->classes, cell.reading));
}

/* Which net it is of, and what would be newer. */
static void net_text(const struct scene *scene, char text[VIEW_MAX_TEXT]) {
    const struct app *app = scene->app;
    const struct action measure = {.kind = ACTION_MEASURE};
    if (app_measured_fraction(app) < 1)
        snprintf(text, VIEW_MAX_TEXT, "By the %s before; %d %% are read anew",
                 app->mistakes.measured_net, (int)(100 * app_measured_fraction(app)));
    else if (app_can(app, &measure))
        snprintf(text, VIEW_MAX_TEXT, "By the %s before; Again measures the newest",
                 app->mistakes.measured_net);
    else
        snprintf(text, VIEW_MAX_TEXT, "By the %s. A press on a cell shows its pictures",
                 app->mistakes.measured_net);
}

static void paint_detail(struct scene *scene) {
    struct rect detail = scene->ui->layout.places[LAYOUT_MISTAKES_DETAIL];
    int line = view_px(scene, DETAIL_LINE), padding = view_px(scene, PADDING);
    int lines = detail.h >= 2 * line ? 2 : 1;
    struct rect row = {detail.x + padding, detail.y + (detail.h - lines * line) / 2,
                       detail.w - 2 * padding, line};
    char text[VIEW_MAX_TEXT];
    if (lines == 1 && app_measured_fraction(scene->app) < 1)
        net_text(scene, text); /* or old counts would pass for new */
    else
        cell_text(scene, lines == 1, text);
    paint_text(&scene->painter, row, text, small_style(scene, scene->theme->ink), TEXT_LEFT);
    if (lines < 2)
        return;
    row.y += line;
    net_text(scene, text);
    paint_text(&scene->painter, row, text, small_style(scene, scene->theme->quiet), TEXT_LEFT);
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
    if (scene->app->mistakes.measured.count > 0) {
        paint_matrix(scene);
        paint_fill(&scene->painter, (struct rect){detail.x, detail.y, detail.w, 1},
                   scene->theme->line);
        paint_detail(scene);
    } else {
        snprintf(progress, sizeof progress, "%d %% of the test pictures are read so far",
                 (int)(100 * app_measured_fraction(scene->app)));
        view_invitation(scene, matrix, "Looking for mistakes", progress);
    }
    view_focus(scene, LAYOUT_MISTAKES_MATRIX);
    view_mistake_gallery(scene);
    view_focus(scene, LAYOUT_MISTAKES_GALLERY);
}
