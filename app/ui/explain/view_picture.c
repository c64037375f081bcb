/* What the network sees, or the evidence for a digit: a map of importance, and its legend. */
#include <math.h>
#include <stdio.h>

#include "app/ui/view.h"

enum { LINE = 18, MARK = 10, MARK_GAP = 4, HOLLOW_FROM = 4 /* pixels */, CHANGE_LINES = 3 };

/* Less than this fraction of the largest is not shown: it says nothing. */
static const float min_fraction = 0.04f;

static float largest_importance(const struct attribution_answer *answer) {
    float largest = 0;
    for (int i = 0; i < INK_PIXELS; i++)
        largest = fmaxf(largest, fabsf(answer->importance[i]));
    return largest;
}

/* A full square is for, one with a hole is against: colour is never the only sign. */
static void paint_fraction(struct scene *scene, struct rect cell, float fraction, color behind) {
    const struct theme *theme = scene->theme;
    color strong = fraction > 0 ? theme->positive : theme->negative;
    paint_fill(&scene->painter, cell, color_mix(behind, strong, sqrtf(fabsf(fraction))));
    if (fraction < 0 && cell.w >= HOLLOW_FROM)
        paint_fill(&scene->painter, rect_inset(cell, (cell.w + 1) / 3), behind);
}

/* A ring where ink is to be added, a cross where it is to be taken away. */
static void paint_change(struct scene *scene, struct rect cell, bool add) {
    const struct theme *theme = scene->theme;
    float x = (float)cell.x + 0.5f * (float)cell.w, y = (float)cell.y + 0.5f * (float)cell.h;
    float reach = fmaxf(0.5f * (float)cell.w, 3 * theme->scale), width = 1.5f * theme->scale;
    for (int pass = 0; pass < 2; pass++) {
        color line = pass ? theme->ink : theme->panel; /* on a lighter line, to be seen anywhere */
        float wide = pass ? width : 3 * width;
        if (add) {
            paint_ring(&scene->painter, x, y, reach, wide, line);
            continue;
        }
        paint_line(&scene->painter, x - reach, y - reach, x + reach, y + reach, wide, line);
        paint_line(&scene->painter, x - reach, y + reach, x + reach, y - reach, wide, line);
    }
}

static struct rect cell_at(struct rect picture, int pixel) {
    int side = picture.w / INK_SIDE;
    return (struct rect){picture.x + pixel % INK_SIDE * side, picture.y + pixel / INK_SIDE * side,
                         side, side};
}

/* A change is shown where there is space for the legend that explains it. */
static bool has_change(const struct scene *scene) {
    struct rect area = scene->ui->layout.places[LAYOUT_ATTRIBUTION];
    return attribution_answer(scene->app->explain.attribution)->search == ATTRIBUTION_FOUND &&
           area.h >= CHANGE_LINES * view_px(scene, LINE);
}

static void paint_evidence(struct scene *scene) {
    const struct attribution_answer *answer = attribution_answer(scene->app->explain.attribution);
    const uint8_t *pixels = scene->app->prediction.picture.pixels;
    struct rect picture = scene->ui->layout.places[LAYOUT_PICTURE];
    color pale = color_mix(scene->theme->panel, scene->theme->ink, 0.25f);
    float largest = largest_importance(answer);
    paint_pixels(&scene->painter, picture, pixels, INK_SIDE, INK_SIDE, scene->theme->panel, pale);
    if (answer->digit < 0 || largest <= 0)
        return;
    for (int i = 0; i < INK_PIXELS; i++) {
        float fraction = answer->importance[i] / largest;
        if (fabsf(fraction) >= min_fraction)
            paint_fraction(scene, cell_at(picture, i), fraction,
                           color_mix(scene->theme->panel, pale, (float)pixels[i] / 255));
    }
    if (has_change(scene))
        for (int i = 0; i < answer->change_count; i++)
            paint_change(scene, cell_at(picture, answer->changes[i].pixel), answer->changes[i].add);
}

void view_attribution_caption(const struct app *app, char text[VIEW_MAX_TEXT]) {
    int digit = attribution_answer(app->explain.attribution)->digit;
    if (digit < 0)
        snprintf(text, VIEW_MAX_TEXT, "Evidence for an answer");
    else
        snprintf(text, VIEW_MAX_TEXT, "Evidence for %s", view_class(app, digit));
}

/* A word beside its mark, from *x on, which moves behind it. Returns the place of the mark. */
static struct rect paint_key(struct scene *scene, struct rect line, int *x, const char *word) {
    int mark = view_px(scene, MARK), gap = view_px(scene, MARK_GAP);
    struct rect place = {*x + 1, line.y + (line.h - mark) / 2, mark, mark};
    struct rect words = {*x + mark + gap, line.y, line.x + line.w - *x - mark - gap, line.h};
    view_text(scene, words, word, scene->theme->ink, TEXT_LEFT);
    *x = words.x + view_text_width(scene, word) + 3 * gap;
    return place;
}

/* The second word is beside the first, or under it where there is no space. Returns the height. */
static int paint_legend(struct scene *scene, struct rect line) {
    int x = line.x, top = line.y;
    char words[2][32];
    int digit = attribution_answer(scene->app->explain.attribution)->digit;
    snprintf(words[0], sizeof words[0], "for %s", view_class(scene->app, digit));
    snprintf(words[1], sizeof words[1], "against %s", view_class(scene->app, digit));
    paint_fraction(scene, paint_key(scene, line, &x, words[0]), 1, scene->theme->paper);
    int width = view_px(scene, MARK) + view_px(scene, MARK_GAP) + view_text_width(scene, words[1]);
    if (x + width > line.x + line.w) {
        x = line.x;
        line.y += line.h;
    }
    paint_fraction(scene, paint_key(scene, line, &x, words[1]), -1, scene->theme->paper);
    return line.y + line.h - top;
}

static void change_text(const struct app *app, char text[VIEW_MAX_TEXT]) {
    const struct attribution_answer *answer = attribution_answer(app->explain.attribution);
    const char *target = answer->digit < 0 ? "" : view_class(app, answer->target);
    char pixels[32] = "this pixel";
    if (answer->change_count > 1)
        snprintf(pixels, sizeof pixels, "these %d pixels", answer->change_count);
    if (answer->search == ATTRIBUTION_FOUND)
        snprintf(text, VIEW_MAX_TEXT, "With %s changed, it reads\u00a0%s.", pixels, target);
    else if (answer->search == ATTRIBUTION_NOT_FOUND)
        snprintf(text, VIEW_MAX_TEXT,
                 "No change of up to %d pixels was found that makes it\u00a0%s.",
                 ATTRIBUTION_MAX_CHANGES, target);
    else
        text[0] = '\0';
}

/* The result of the change, in fewer words where there is little space, or in none. */
static void paint_words(struct scene *scene, struct rect area) {
    const struct attribution_answer *answer = attribution_answer(scene->app->explain.attribution);
    struct text_style style = view_small(scene, scene->theme->ink);
    char text[VIEW_MAX_TEXT];
    change_text(scene->app, text);
    if (view_lines(scene, &area, text, style, true) || !has_change(scene))
        return;
    snprintf(text, sizeof text, "then reads\u00a0%s", view_class(scene->app, answer->target));
    view_lines(scene, &area, text, style, true);
}

/* The legend, and the change that would be read otherwise. */
static void paint_below(struct scene *scene) {
    const struct attribution_answer *answer = attribution_answer(scene->app->explain.attribution);
    struct rect area = scene->ui->layout.places[LAYOUT_ATTRIBUTION];
    int line = view_px(scene, LINE);
    if (area.w == 0 || answer->digit < 0)
        return;
    rect_cut_top(&area, paint_legend(scene, (struct rect){area.x, area.y, area.w, line}));
    if (has_change(scene) && area.h >= line) {
        struct rect row = rect_cut_top(&area, line);
        int x = row.x;
        paint_change(scene, paint_key(scene, row, &x, "add"), true);
        paint_change(scene, paint_key(scene, row, &x, "erase"), false);
    }
    paint_words(scene, area);
}

void view_picture(struct scene *scene) {
    const struct theme *theme = scene->theme;
    struct rect rect = scene->ui->layout.places[LAYOUT_PICTURE];
    char caption[VIEW_MAX_TEXT] = "What the network sees";
    if (scene->app->explain.attribution_open) {
        paint_evidence(scene);
        view_attribution_caption(scene->app, caption);
        paint_below(scene);
    } else {
        paint_pixels(&scene->painter, rect, scene->app->prediction.picture.pixels, INK_SIDE,
                     INK_SIDE, theme->panel, theme->ink);
    }
    paint_border(&scene->painter, rect, 1, theme->line);
    view_text(scene, scene->ui->layout.places[LAYOUT_CAPTION], caption, theme->quiet, TEXT_LEFT);
}
