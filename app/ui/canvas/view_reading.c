#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/ui/view.h"

enum {
    MARKER_WIDTH = 3,
    DIGIT_X = 8,
    BAR_X = 32,
    SAID_X = 23,
    NUMBER_WIDTH = 44,
    NUMBER_GAP = 8,
    UNDER_HEIGHT = 16,
};

/* The meaning of the bars, in as many words as fit. */
static void paint_explanation(struct scene *scene, struct rect rect) {
    static const char *const sentences[] = {
        "The bars will show how sure the network is of each digit.",
        "Bars: the network's confidence",
    };
    bool fits = view_text_width(scene, sentences[0]) <= rect.w;
    view_text(scene, rect, sentences[fits ? 0 : 1], scene->theme->quiet, TEXT_LEFT);
}

const char *view_class(const struct app *app, int index) {
    return class_set_name(reader_classes(app->prediction.reader), index);
}

/* What is read: a dash where that is no digit, for then none has won. */
static const char *winner(const struct app *app, const struct reading *reading) {
    return reading->is_digit ? view_class(app, reading->digit) : "\xe2\x80\x93";
}

/* Says, in small type, what stands beside the answer: the guess that was not good enough for one,
 * and ink that is part of no digit. */
static void paint_note(struct scene *scene, struct rect rect, const struct reading *guess) {
    char text[96] = "";
    int ignored = scene->app->prediction.shown.ignored;
    struct text_style style = view_style(scene, TYPE_SMALL, FONT_REGULAR, scene->theme->quiet);
    if (guess && !guess->is_digit)
        snprintf(text, sizeof text, "Nearest: %s%s", view_class(scene->app, guess->digit),
                 ignored > 0 ? ". " : "");
    if (ignored > 0)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d %s ignored", ignored,
                 ignored == 1 ? "mark" : "marks");
    struct rect line = {rect.x, rect.y + rect.h - view_px(scene, UNDER_HEIGHT), rect.w,
                        view_px(scene, UNDER_HEIGHT)};
    paint_text(&scene->painter, line, text, style, TEXT_LEFT);
}

static void paint_one_digit(struct scene *scene, struct rect big) {
    const struct reading *reading = &scene->app->prediction.shown.digits[0];
    color ink = reading->is_digit ? scene->theme->ink : scene->theme->quiet;
    const char *name = winner(scene->app, reading);
    int width = text_width(scene->painter.font, name, view_px(scene, TYPE_HUGE), FONT_BOLD);
    int middle = max_int(view_px(scene, BAR_X + 20 - DIGIT_X), width + view_px(scene, DIGIT_X));
    struct rect beside = {big.x + middle, big.y, big.w - middle, big.h};
    char fraction[16];
    snprintf(fraction, sizeof fraction, "%.1f %%", (double)reading->confidence * 100);
    paint_text(&scene->painter, big, name, view_style(scene, TYPE_HUGE, FONT_BOLD, ink), TEXT_LEFT);
    bool is_low = big.h < view_px(scene, TYPE_LARGE + 2 * UNDER_HEIGHT);
    bool is_noted = !reading->is_digit || scene->app->prediction.shown.ignored > 0;
    paint_note(scene, beside, reading);
    if (is_low && is_noted) /* smaller and higher, clear of the note */
        beside.h -= view_px(scene, UNDER_HEIGHT);
    paint_text(&scene->painter, beside, reading->is_digit ? fraction : "Not a digit?",
               view_style(scene, is_low && is_noted ? TYPE_BODY : TYPE_LARGE, FONT_REGULAR, ink),
               TEXT_LEFT);
}

/* The largest type in which a digit fits. */
static int digit_type(struct scene *scene, int width, int height) {
    static const int types[] = {TYPE_HUGE, TYPE_LARGE, TYPE_BODY};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        int px = view_px(scene, (float)types[i]);
        if (px <= height && text_width(scene->painter.font, "0", px, FONT_BOLD) <= width)
            return types[i];
    }
    return TYPE_SMALL;
}

/* A digit, and under it its confidence in per cent if that fits, or the guess that was not good
 * enough; bold for the bars' digit. */
static void paint_digit_of_many(struct scene *scene, struct rect place, int index, int type) {
    const struct theme *theme = scene->theme;
    const struct number *number = &scene->app->prediction.shown;
    const struct reading *reading = &number->digits[index];
    bool latest = index == number->latest;
    int under = view_px(scene, UNDER_HEIGHT);
    struct rect big = {place.x, place.y, place.w, place.h - under};
    struct rect below = {place.x, place.y + big.h, place.w, under};
    struct text_style style =
        view_style(scene, type, FONT_BOLD, reading->is_digit ? theme->ink : theme->quiet);
    char text[CLASS_SET_MAX_NAME + 8];
    paint_text(&scene->painter, big, winner(scene->app, reading), style, TEXT_CENTER);
    if (reading->is_digit)
        snprintf(text, sizeof text, "%.0f", (double)reading->confidence * 100);
    else
        snprintf(text, sizeof text, "%s?", view_class(scene->app, reading->digit));
    style = view_style(scene, TYPE_SMALL, latest ? FONT_BOLD : FONT_REGULAR,
                       latest ? theme->ink : theme->quiet);
    if (text_width(scene->painter.font, text, style.px, style.weight) <= below.w)
        paint_text(&scene->painter, below, text, style, TEXT_CENTER);
}

static void paint_number(struct scene *scene, struct rect rect) {
    const struct number *number = &scene->app->prediction.shown;
    int last = number->count - 1, gaps = number->rows[last];
    int width = 2 * rect.w / (2 * number->count + gaps); /* half a digit from row to row */
    int type = digit_type(scene, width, rect.h - view_px(scene, UNDER_HEIGHT));
    width = min_int(width, view_px(scene, type == TYPE_HUGE ? 44 : 32));
    for (int i = 0; i <= last; i++) {
        int x = rect.x + i * width + number->rows[i] * width / 2;
        paint_digit_of_many(scene, (struct rect){x, rect.y, width, rect.h}, i, type);
    }
    rect_cut_left(&rect, (last + 1) * width + gaps * width / 2 + view_px(scene, DIGIT_X));
    paint_note(scene, rect, NULL);
}

static void paint_answer(struct scene *scene) {
    struct rect rect = scene->ui->layout.places[LAYOUT_ANSWER];
    int count = scene->app->prediction.shown.count;
    rect_cut_left(&rect, view_px(scene, DIGIT_X));
    if (count == 0 && scene->app->prediction.number.count > 0)
        view_text(scene, rect, "Not sure yet", scene->theme->quiet, TEXT_LEFT);
    else
        (count == 0 ? paint_explanation : count == 1 ? paint_one_digit : paint_number)(scene, rect);
}

static void paint_bar(struct scene *scene, struct rect row, float fraction, color fill) {
    int left = view_px(scene, BAR_X), right = view_px(scene, NUMBER_WIDTH + NUMBER_GAP);
    int thick = view_px(scene, 20), gap = view_px(scene, row.h >= thick ? 8 : 4);
    int height = min_int(row.h - gap, thick);
    int width = max_int(row.w - left - right, 0);
    struct rect track = {row.x + left, row.y + (row.h - height) / 2, width, height};
    paint_fill(&scene->painter, track, scene->theme->track);
    track.w = (int)lroundf((float)track.w * fraction);
    paint_fill(&scene->painter, track, fill);
}

/* marked: the row has a background of its own. */
static void paint_row(struct scene *scene, struct rect row, int index, bool marked) {
    const struct theme *theme = scene->theme;
    const struct reading *reading = &scene->app->prediction.reading;
    bool drawn = reading->digit >= 0, top = reading->is_digit && index == reading->digit;
    enum font_weight weight = top ? FONT_BOLD : FONT_REGULAR;
    int type = row.h >= view_px(scene, 16) ? TYPE_BODY : TYPE_SMALL;
    struct text_style style =
        view_style(scene, type, weight, top || marked ? theme->ink : theme->quiet);
    color fill = top ? theme->training : theme->muted;
    float fraction = drawn ? reading->probabilities[index] : 0;
    paint_bar(scene, row, fraction, fill);
    if (!top && row.h < view_px(scene, 9)) /* text would run into that of the next row */
        return;

    char text[16];
    int x = view_px(scene, DIGIT_X);
    if (top)
        paint_fill(&scene->painter,
                   (struct rect){row.x, row.y + 1, view_px(scene, MARKER_WIDTH), row.h - 2}, fill);
    paint_text(&scene->painter, (struct rect){row.x + x, row.y, view_px(scene, BAR_X) - x, row.h},
               view_class(scene->app, index), style, TEXT_LEFT);
    if (!drawn)
        return;
    snprintf(text, sizeof text, "%.1f", (double)fraction * 100);
    paint_text(&scene->painter, row, text, style, TEXT_RIGHT);
}

int view_reading_hovered(const struct app *app, const struct ui *ui) {
    struct action label =
        ui_action(ACTION_DIGIT, layout_bar_at(&ui->layout, ui->pointer_x, ui->pointer_y));
    bool over = ui->hover == LAYOUT_BARS && ui->menu.open < 0 && !ui->drawing;
    return over && app_can(app, &label) ? label.number : -1;
}

/* The background of a bar whose evidence is shown, or which can be pressed. True for either. */
static bool paint_behind(struct scene *scene, struct rect row, int index, bool hovered) {
    const struct theme *theme = scene->theme;
    bool asked = scene->app->explain.attribution_open && index == scene->app->explain.digit;
    bool pressed = hovered && scene->ui->pressed == LAYOUT_BARS;
    color behind = asked ? color_mix(theme->paper, theme->training, 0.15f) : theme->paper;
    if (hovered)
        behind = color_mix(behind, theme->ink, pressed ? 0.12f : 0.06f);
    paint_fill(&scene->painter, row, behind);
    return asked || hovered;
}

void view_reading(struct scene *scene) {
    float unit = scene->theme->scale;
    int said = app_label(scene->app), hovered = view_reading_hovered(scene->app, scene->ui);
    paint_answer(scene);
    for (int i = 0; i < scene->ui->layout.classes; i++) {
        struct rect row = layout_bar(&scene->ui->layout, i);
        bool marked = paint_behind(scene, row, i, i == hovered);
        paint_row(scene, row, i, marked);
        if (i == said) /* the label of the picture */
            paint_disc(&scene->painter, (float)row.x + SAID_X * unit,
                       (float)row.y + 0.5f * (float)row.h, 2.5f * unit, scene->theme->ink);
    }
    view_focus(scene, LAYOUT_BARS, VIEW_AROUND);
}
