#include <math.h>
#include <stdio.h>

#include "app/core/base/clamp.h"
#include "app/ui/chart/chart_frame.h"

/* The point of a series that is nearest to x, or -1. */
static int nearest_point(const struct chart_series *series, double x) {
    int nearest = -1;
    for (int i = 0; i < series->count; i++)
        if (chart_point_is_shown(series, i) &&
            (nearest < 0 || fabs(series->x[i] - x) < fabs(series->x[nearest] - x)))
            nearest = i;
    return nearest;
}

/* The x of the data nearest to the cursor or else to the pointer. False if there is none. */
static bool hovered_x(const struct chart_frame *frame, double *x) {
    const struct chart *chart = frame->chart;
    double fraction = ((double)chart->hover_x + 0.5 - frame->plot.x) / frame->plot.w;
    double pointed = chart->has_cursor ? chart->cursor_x
                                       : frame->x.min + fraction * (frame->x.max - frame->x.min);
    if (!chart->has_cursor &&
        !rect_contains(frame->plot, (float)chart->hover_x, (float)chart->hover_y))
        return false;
    bool found = false;
    *x = 0.0;
    for (int s = 0; s < chart->series_count; s++) {
        const struct chart_series *series = &chart->series[s];
        int i = nearest_point(series, pointed);
        if (i >= 0 && (!found || fabs(series->x[i] - pointed) < fabs(*x - pointed))) {
            *x = series->x[i];
            found = true;
        }
    }
    return found;
}

/* The point that the read-out shows, or -1 where the series ends well before x. */
static int told_point(const struct chart_frame *frame, const struct chart_series *series,
                      double x) {
    const double slack = 0.05 * (frame->x.max - frame->x.min);
    int i = nearest_point(series, x);
    return i >= 0 && series->x[i] + slack < x ? -1 : i;
}

/* The texts of the read-out and their size. only: the one series that it has space for, or -1. */
struct read_out {
    char title[64];
    int only;
    int name_width, value_width, width, height;
};

static void read_out_value(const struct chart_frame *frame, const struct chart_series *series,
                           int i, char value[CHART_LABEL_SIZE]) {
    if (i < 0)
        snprintf(value, CHART_LABEL_SIZE, "\u2013");
    else
        chart_axis_read_out(&frame->y, series->measured ? series->measured[i] : series->y[i],
                            value);
}

static bool is_told(const struct read_out *out, int series) {
    return out->only < 0 || out->only == series;
}

static struct read_out measure_read_out(const struct chart_frame *frame, double x, int only) {
    struct read_out out = {.title = "", .only = only};
    char text[CHART_LABEL_SIZE];
    chart_axis_read_out(&frame->x, x, text);
    const char *label = frame->chart->x_label ? frame->chart->x_label : "";
    snprintf(out.title, sizeof out.title, "%s%s%s", label, *label ? " " : "", text);
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        if (!is_told(&out, s))
            continue;
        read_out_value(frame, series, told_point(frame, series, x), text);
        out.name_width = max_int(out.name_width, chart_small_width(frame, series->name));
        out.value_width = max_int(out.value_width, chart_small_width(frame, text));
    }
    out.width = chart_px(frame, CHART_SAMPLE + CHART_GAP + CHART_LEGEND_GAP) + out.name_width +
                out.value_width;
    out.width =
        max_int(out.width, chart_small_width(frame, out.title)) + chart_px(frame, 2 * CHART_MARGIN);
    int excess = out.width - (frame->rect.w - 4);
    if (excess > 0 && out.name_width > excess) { /* long names are cut */
        out.name_width -= excess;
        out.width -= excess;
    }
    int rows = 1 + (only < 0 ? frame->chart->series_count : 1);
    out.height = chart_px(frame, CHART_ROW) * rows + chart_px(frame, 2 * CHART_GAP);
    return out;
}

/* The series whose line is nearest to the pointer at x; by the keyboard, the highest. */
static int nearest_series(const struct chart_frame *frame, double x) {
    double pointer = frame->chart->has_cursor ? frame->plot.y : frame->chart->hover_y, best = 0;
    int nearest = -1;
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        int i = told_point(frame, series, x);
        if (i < 0)
            continue;
        double distance = fabs((double)chart_place(frame, x, series->y[i]).y - pointer);
        if (nearest < 0 || distance < best) {
            nearest = s;
            best = distance;
        }
    }
    return nearest;
}

/* Beside the point `at`, on the sides that have more space, and always within the chart. */
static struct rect place_read_out(const struct chart_frame *frame, const struct read_out *out,
                                  struct point at) {
    const struct rect *plot = &frame->plot;
    int x = (int)at.x, gap = chart_px(frame, CHART_MARGIN);
    bool right = x < plot->x + plot->w / 2, below = at.y < (float)(plot->y + plot->h / 2);
    int left = right ? x + gap : x - gap - out->width;
    int first = frame->rect.x + 1, last = frame->rect.x + frame->rect.w - 1 - out->width;
    left = max_int(min_int(left, last), first);
    int top = below ? plot->y + plot->h - chart_px(frame, CHART_TICK) - out->height
                    : plot->y + chart_px(frame, CHART_TICK);
    return (struct rect){left, top, out->width, out->height};
}

static void paint_read_out_box(struct chart_frame *frame, const struct read_out *out,
                               struct rect box, double x) {
    const struct theme *theme = frame->theme;
    paint_rounded(&frame->painter, rect_inset(box, -1), chart_px(frame, CHART_TICK) + 1,
                  theme->line);
    paint_rounded(&frame->painter, box, chart_px(frame, CHART_TICK), theme->panel);
    struct rect row = {box.x + chart_px(frame, CHART_MARGIN), box.y + chart_px(frame, CHART_GAP),
                       box.w - chart_px(frame, 2 * CHART_MARGIN), chart_px(frame, CHART_ROW)};
    chart_text(frame, row, out->title, theme->quiet, TEXT_LEFT);
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        char value[CHART_LABEL_SIZE];
        if (!is_told(out, s))
            continue;
        read_out_value(frame, series, told_point(frame, series, x), value);
        row.y += row.h;
        chart_paint_sample(&frame->painter, row.x, row.y + row.h / 2, series, theme);
        struct rect name = {row.x + chart_px(frame, CHART_SAMPLE + CHART_GAP), row.y,
                            out->name_width, row.h};
        chart_text(frame, name, series->name, theme->quiet, TEXT_LEFT);
        chart_text(frame, row, value, theme->ink, TEXT_RIGHT);
    }
}

/* False, and nothing is painted, if it does not fit. */
static bool show_read_out(struct chart_frame *frame, double x, struct point at, int only) {
    struct read_out out = measure_read_out(frame, x, only);
    struct rect box = place_read_out(frame, &out, at);
    struct rect space = rect_intersection(rect_inset(box, -1), frame->rect);
    if (space.w < box.w + 2 || space.h < box.h + 2)
        return false;
    paint_read_out_box(frame, &out, box, x);
    return true;
}

void chart_read_out_paint(struct chart_frame *frame) {
    double x;
    const struct chart *chart = frame->chart;
    if (!hovered_x(frame, &x))
        return;
    struct point last = chart_place(frame, x, frame->y.min);
    int at = (int)lroundf(last.x);
    if (at < frame->plot.x || at > frame->plot.x + frame->plot.w)
        return;
    paint_fill(&frame->painter, (struct rect){at, frame->plot.y, 1, frame->plot.h},
               color_mix(frame->theme->line, frame->theme->quiet, 0.5f));
    for (int s = 0; s < chart->series_count; s++) {
        const struct chart_series *series = &chart->series[s];
        int i = told_point(frame, series, x);
        if (i < 0)
            continue;
        struct point dot = chart_place(frame, series->x[i], series->y[i]);
        last.y = dot.y;
        if (chart_shows(frame, dot))
            chart_paint_marker(&frame->painter, dot, series, frame->theme);
    }
    if (!show_read_out(frame, x, last, -1))
        show_read_out(frame, x, last, nearest_series(frame, x));
}
