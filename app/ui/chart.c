#include "app/ui/chart.h"

#include <math.h>
#include <stdio.h>

#include "app/ui/chart_axis.h"
#include "app/ui/chart_marks.h"

/* Lengths in units of the theme. */
enum {
    MARGIN = 8,
    GAP = 6,         /* between an axis and its labels, a sample and its name */
    LEGEND_GAP = 16, /* between two names of the legend */
    SAMPLE = CHART_SAMPLE,
    TICK = 4,
    DENSE = 3, /* points closer than this have no line between them */
    ROW = 16,  /* height of a line of small text */
    HEADER = 24,
    TALL_HEADER = 32,
    TALL = 200,       /* charts from this height on have a larger header */
    LABELLED = 120,   /* and from this height on a name at the x axis */
    TICK_HEIGHT = 24, /* least distance between ticks up */
    LEAST_PLOT = 24,  /* a plot smaller than this is left out */
};

enum { MAX_X_TICKS = 8, MAX_Y_TICKS = 6 };

/* Longer series are thinned out to this many points before they are drawn. */
enum { MAX_POINTS = 2048, TREND_POINTS = 256 };

/* Markers along the trend of a series. */
enum { TREND_MARKERS = 8 };

/* Of the line's colour, in what lies behind a trend. */
static const float FAINT = 0.28f;

/* A chart being painted. */
struct frame {
    struct painter painter; /* clipped to the chart */
    const struct chart *chart;
    const struct theme *theme;
    struct rect rect, plot;
    struct chart_axis x, y;
};

static int px(const struct frame *frame, int units) {
    return theme_px(frame->theme, (float)units);
}

static bool is_tall(const struct frame *frame) {
    return frame->rect.h >= px(frame, TALL);
}

static int bounded(int value, int least, int most) {
    value = value > most ? most : value;
    return value < least ? least : value;
}

static struct text_style small_text(const struct frame *frame, color ink) {
    return (struct text_style){px(frame, TYPE_SMALL), FONT_REGULAR, ink};
}

static int small_width(const struct frame *frame, const char *text) {
    return text_width(frame->painter.font, text, px(frame, TYPE_SMALL), FONT_REGULAR);
}

/* Pixels of a value, kept near the plot: beyond it only a line's direction matters. */
static float pixel_between(double share, int start, int length) {
    return (float)start + (float)(fmin(fmax(share, -4.0), 5.0) * length);
}

static struct point place(const struct frame *frame, double x, double y) {
    const struct rect *plot = &frame->plot;
    double across = (x - frame->x.min) / (frame->x.max - frame->x.min);
    double down = (frame->y.max - y) / (frame->y.max - frame->y.min);
    return (struct point){pixel_between(across, plot->x, plot->w),
                          pixel_between(down, plot->y, plot->h)};
}

static int widest_label(const struct frame *frame, const struct chart_axis *axis) {
    int widest = 0;
    double value;
    for (int i = 0; chart_axis_tick(axis, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(axis, value, label);
        int width = small_width(frame, label);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* Finer steps have longer labels, so ticks are made fewer until their labels fit. */
static void set_x_ticks(struct frame *frame) {
    for (int ticks = MAX_X_TICKS; ticks > 0; ticks--) {
        chart_axis_set_ticks(&frame->x, ticks);
        int room = (int)(frame->plot.w * frame->x.step / (frame->x.max - frame->x.min));
        if (widest_label(frame, &frame->x) + px(frame, LEGEND_GAP) <= room)
            return;
    }
}

/* The width of the y labels' column. It has room for the labels that training usually brings, so
 * that the plot stands where it stood when the axis changes, and beside it or below it as well. */
static int label_column(const struct frame *frame) {
    int usual = small_width(frame, "100.0 %"), widest = widest_label(frame, &frame->y);
    return (widest > usual ? widest : usual) + px(frame, GAP);
}

/* Divides rect into header, labels and plot, and gives the axes their ticks. False if nothing but
 * the header has room. */
static bool lay_out(struct frame *frame) {
    struct rect inner = rect_inset(frame->rect, px(frame, MARGIN));
    bool labelled = frame->chart->x_label && frame->rect.h >= px(frame, LABELLED);
    int header = px(frame, is_tall(frame) ? TALL_HEADER : HEADER);
    int footer = px(frame, labelled ? 2 * ROW + GAP : ROW + GAP);
    int height = inner.h - header - footer;
    if (height < px(frame, LEAST_PLOT))
        return false;
    chart_axis_divide(&frame->y, bounded(height / px(frame, TICK_HEIGHT), 1, MAX_Y_TICKS));
    int left = label_column(frame);
    frame->plot = (struct rect){inner.x + left, inner.y + header, inner.w - left, height};
    if (frame->plot.w < px(frame, LEAST_PLOT))
        return false;
    set_x_ticks(frame);
    return true;
}

static void paint_y_ticks(struct frame *frame) {
    const struct rect *plot = &frame->plot;
    double value;
    for (int i = 0; chart_axis_tick(&frame->y, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(&frame->y, value, label);
        int y = (int)lroundf(place(frame, frame->x.min, value).y);
        paint_fill(&frame->painter, (struct rect){plot->x, y, plot->w, 1}, frame->theme->line);
        struct rect room = {frame->rect.x, y - px(frame, ROW) / 2,
                            plot->x - px(frame, GAP) - frame->rect.x, px(frame, ROW)};
        paint_text(&frame->painter, room, label, small_text(frame, frame->theme->quiet),
                   TEXT_RIGHT);
    }
}

/* The label at the axis' end moves inward, to end where the plot does. */
static void paint_x_ticks(struct frame *frame) {
    const struct rect *plot = &frame->plot, *rect = &frame->rect;
    int bottom = plot->y + plot->h;
    color axis = color_mix(frame->theme->line, frame->theme->quiet, 0.5f);
    paint_fill(&frame->painter, (struct rect){plot->x, bottom, plot->w, 1}, axis);
    double value;
    for (int i = 0; chart_axis_tick(&frame->x, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(&frame->x, value, label);
        int x = (int)lroundf(place(frame, value, frame->y.min).x),
            width = small_width(frame, label);
        paint_fill(&frame->painter, (struct rect){x, bottom, 1, px(frame, TICK)}, axis);
        int left = x - width / 2, last = plot->x + plot->w - width;
        left = left > last ? last : left;
        struct rect room = {left, bottom + px(frame, GAP), width, px(frame, ROW)};
        paint_text(&frame->painter, room, label, small_text(frame, frame->theme->quiet), TEXT_LEFT);
    }
    if (frame->chart->x_label && rect->h >= px(frame, LABELLED)) {
        struct rect room = {plot->x, bottom + px(frame, GAP + ROW), plot->w, px(frame, ROW)};
        paint_text(&frame->painter, room, frame->chart->x_label,
                   small_text(frame, frame->theme->quiet), TEXT_CENTER);
    }
}

/* The same series as it was measured, faint. */
static struct chart_series measured_series(const struct frame *frame,
                                           const struct chart_series *series) {
    struct chart_series measured = *series;
    measured.y = series->measured;
    measured.line = color_mix(frame->theme->panel, series->line, FAINT);
    measured.measured = NULL;
    measured.dash = 0;
    measured.marker = CHART_MARKER_NONE;
    return measured;
}

/* A series' points in pixels, those left out that cannot be shown. Of a series too long for the
 * buffer, each run of consecutive points gives its lowest and its highest, so that no spike is
 * lost. Returns how many there are. */
static int gather_points(const struct frame *frame, const struct chart_series *series,
                         struct point points[MAX_POINTS]) {
    int most = series->measured ? TREND_POINTS : MAX_POINTS;
    int run = series->count <= most ? 1 : (2 * series->count + most - 1) / most;
    int count = 0;
    for (int start = 0; start < series->count; start += run) {
        int low = -1, high = -1;
        for (int i = start; i < start + run && i < series->count; i++)
            if (chart_point_is_shown(series, i)) {
                low = low < 0 || series->y[i] < series->y[low] ? i : low;
                high = high < 0 || series->y[i] > series->y[high] ? i : high;
            }
        int first = low < high ? low : high, second = low < high ? high : low;
        if (first >= 0)
            points[count++] = place(frame, series->x[first], series->y[first]);
        if (second > first)
            points[count++] = place(frame, series->x[second], series->y[second]);
    }
    return count;
}

static bool is_within(const struct rect *rect, struct point point) {
    return point.x >= (float)rect->x && point.x <= (float)(rect->x + rect->w) &&
           point.y >= (float)rect->y && point.y <= (float)(rect->y + rect->h);
}

/* Which points have markers: every so many; 0 is none. A lone point has one in any case. A trend
 * has a few, measured points have all, but where they would touch, none. */
static int marker_step(const struct frame *frame, const struct chart_series *series, int count) {
    if (count == 1)
        return 1;
    if (series->measured)
        return 1 + count / TREND_MARKERS;
    int room = frame->plot.w / px(frame, 4 * CHART_MARKER_RADIUS);
    return series->marker != CHART_MARKER_NONE && count <= room ? 1 : 0;
}

static void paint_line_of(struct frame *frame, const struct chart_series *series) {
    struct point points[MAX_POINTS];
    int count = gather_points(frame, series, points);
    float scale = frame->theme->scale;
    struct painter inside = frame->painter;
    /* Half a line's width more, so that a line along the plot's edge is whole. */
    inside.clip = rect_intersection(inside.clip, rect_inset(frame->plot, -px(frame, 1)));
    paint_polyline(&inside, points, count, CHART_LINE_WIDTH * scale, series->dash * scale,
                   series->line);
    int step = marker_step(frame, series, count);
    for (int i = count - 1; step > 0 && i >= 0; i -= step)
        if (is_within(&frame->plot, points[i]))
            chart_paint_marker(&frame->painter, points[i], series, frame->theme);
}

static void paint_measured(struct frame *frame, const struct chart_series *series) {
    struct chart_series measured = measured_series(frame, series);
    struct point points[MAX_POINTS];
    if (series->count <= frame->plot.w / px(frame, DENSE)) {
        paint_line_of(frame, &measured);
        return;
    }
    struct painter inside = frame->painter;
    inside.clip = rect_intersection(inside.clip, frame->plot);
    chart_paint_dense(&inside, points, gather_points(frame, &measured, points), measured.line);
}

/* What was measured lies behind all trends. */
static void paint_series(struct frame *frame) {
    const struct chart *chart = frame->chart;
    for (int s = 0; s < chart->series_count; s++)
        if (chart->series[s].measured)
            paint_measured(frame, &chart->series[s]);
    for (int s = 0; s < chart->series_count; s++)
        paint_line_of(frame, &chart->series[s]);
}

static int legend_width(const struct frame *frame) {
    int width = 0;
    for (int s = 0; s < frame->chart->series_count; s++)
        width += px(frame, SAMPLE + GAP + (s > 0 ? LEGEND_GAP : 0)) +
                 small_width(frame, frame->chart->series[s].name);
    return width;
}

static void paint_legend(struct frame *frame, int x, int y, int height) {
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        int width = small_width(frame, series->name);
        chart_paint_sample(&frame->painter, x, y + height / 2, series, frame->theme);
        x += px(frame, SAMPLE + GAP);
        paint_text(&frame->painter, (struct rect){x, y, width, height}, series->name,
                   small_text(frame, frame->theme->quiet), TEXT_LEFT);
        x += width + px(frame, LEGEND_GAP);
    }
}

/* Title and y axis' name to the left, legend to the right. What has no room beside what stands
 * before it is left out: the read-out names the series too. */
static void paint_header(struct frame *frame) {
    const struct chart *chart = frame->chart;
    struct rect row = rect_inset(frame->rect, px(frame, MARGIN));
    row.h = px(frame, ROW);
    int end = row.x + row.w, gap = px(frame, LEGEND_GAP);
    if (chart->title) {
        struct text_style style = {px(frame, is_tall(frame) ? TYPE_BODY : TYPE_SMALL), FONT_BOLD,
                                   frame->theme->ink};
        paint_text(&frame->painter, row, chart->title, style, TEXT_LEFT);
        row.x += text_width(frame->painter.font, chart->title, style.px, style.weight) + gap / 2;
    }
    int legend = legend_width(frame);
    bool has_legend = !chart->without_legend && row.x + gap / 2 + legend <= end;
    if (has_legend)
        paint_legend(frame, end - legend, row.y, row.h);
    int room = end - row.x - (has_legend ? legend + gap : 0);
    if (chart->y_label && small_width(frame, chart->y_label) <= room) {
        row.w = room;
        paint_text(&frame->painter, row, chart->y_label, small_text(frame, frame->theme->quiet),
                   TEXT_LEFT);
    }
}

/* The point of a series that is nearest to x, or -1. */
static int nearest_point(const struct chart_series *series, double x) {
    int nearest = -1;
    for (int i = 0; i < series->count; i++)
        if (chart_point_is_shown(series, i) &&
            (nearest < 0 || fabs(series->x[i] - x) < fabs(series->x[nearest] - x)))
            nearest = i;
    return nearest;
}

/* Where the cursor or else the pointer is on the x axis. False if neither is on the plot. */
static bool pointed_x(const struct frame *frame, double *x) {
    const struct chart *chart = frame->chart;
    double share = ((double)chart->hover_x + 0.5 - frame->plot.x) / frame->plot.w;
    *x = chart->has_cursor ? chart->cursor_x : frame->x.min + share * (frame->x.max - frame->x.min);
    return chart->has_cursor || rect_contains(frame->plot, chart->hover_x, chart->hover_y);
}

/* The x of the data that is nearest to what is pointed at. False if there is none. */
static bool hovered_x(const struct frame *frame, double *x) {
    double pointed;
    if (!pointed_x(frame, &pointed))
        return false;
    bool found = false;
    *x = 0.0;
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        int i = nearest_point(series, pointed);
        if (i >= 0 && (!found || fabs(series->x[i] - pointed) < fabs(*x - pointed))) {
            *x = series->x[i];
            found = true;
        }
    }
    return found;
}

/* The point of which the read-out tells, or -1 where the series ends well before x. */
static int told_point(const struct frame *frame, const struct chart_series *series, double x) {
    const double slack = 0.05 * (frame->x.max - frame->x.min);
    int i = nearest_point(series, x);
    return i >= 0 && series->x[i] + slack < x ? -1 : i;
}

static double told_value(const struct chart_series *series, int i) {
    return series->measured ? series->measured[i] : series->y[i];
}

/* The words of the read-out and the room they take. only: the one series it has room for, or -1. */
struct read_out {
    char title[64];
    int only;
    int name_width, value_width, width, height;
};

static void read_out_value(const struct frame *frame, const struct chart_series *series, int i,
                           char value[CHART_LABEL_SIZE]) {
    if (i < 0)
        snprintf(value, CHART_LABEL_SIZE, "\u2013");
    else
        chart_axis_read_out(&frame->y, told_value(series, i), value);
}

static bool is_told(const struct read_out *out, int series) {
    return out->only < 0 || out->only == series;
}

static struct read_out measure_read_out(const struct frame *frame, double x, int only) {
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
        int name = small_width(frame, series->name), value = small_width(frame, text);
        out.name_width = name > out.name_width ? name : out.name_width;
        out.value_width = value > out.value_width ? value : out.value_width;
    }
    out.width = px(frame, SAMPLE + GAP + LEGEND_GAP) + out.name_width + out.value_width;
    int title = small_width(frame, out.title);
    out.width = (title > out.width ? title : out.width) + px(frame, 2 * MARGIN);
    int excess = out.width - (frame->rect.w - 4);
    if (excess > 0 && out.name_width > excess) { /* long names are cut */
        out.name_width -= excess;
        out.width -= excess;
    }
    int rows = 1 + (only < 0 ? frame->chart->series_count : 1);
    out.height = px(frame, ROW) * rows + px(frame, 2 * GAP);
    return out;
}

/* The series whose line is nearest to the pointer at x; by the keyboard, the highest. */
static int nearest_series(const struct frame *frame, double x) {
    double pointer = frame->chart->has_cursor ? frame->plot.y : frame->chart->hover_y, best = 0;
    int nearest = -1;
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        int i = told_point(frame, series, x);
        if (i < 0)
            continue;
        double distance = fabs((double)place(frame, x, series->y[i]).y - pointer);
        if (nearest < 0 || distance < best) {
            nearest = s;
            best = distance;
        }
    }
    return nearest;
}

/* Beside the point `at`, on the sides that have more room, and within the chart in any case. */
static struct rect place_read_out(const struct frame *frame, const struct read_out *out,
                                  struct point at) {
    const struct rect *plot = &frame->plot;
    int x = (int)at.x, gap = px(frame, MARGIN);
    bool right = x < plot->x + plot->w / 2, below = at.y < (float)(plot->y + plot->h / 2);
    int left = right ? x + gap : x - gap - out->width;
    int first = frame->rect.x + 1, last = frame->rect.x + frame->rect.w - 1 - out->width;
    left = bounded(left, first, last);
    int top = below ? plot->y + plot->h - px(frame, TICK) - out->height : plot->y + px(frame, TICK);
    return (struct rect){left, top, out->width, out->height};
}

static void paint_read_out_box(struct frame *frame, const struct read_out *out, struct rect box,
                               double x) {
    const struct theme *theme = frame->theme;
    paint_rounded(&frame->painter, rect_inset(box, -1), px(frame, TICK) + 1, theme->line);
    paint_rounded(&frame->painter, box, px(frame, TICK), theme->panel);
    struct rect row = {box.x + px(frame, MARGIN), box.y + px(frame, GAP),
                       box.w - px(frame, 2 * MARGIN), px(frame, ROW)};
    paint_text(&frame->painter, row, out->title, small_text(frame, theme->quiet), TEXT_LEFT);
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        char value[CHART_LABEL_SIZE];
        if (!is_told(out, s))
            continue;
        read_out_value(frame, series, told_point(frame, series, x), value);
        row.y += row.h;
        chart_paint_sample(&frame->painter, row.x, row.y + row.h / 2, series, theme);
        struct rect name = {row.x + px(frame, SAMPLE + GAP), row.y, out->name_width, row.h};
        paint_text(&frame->painter, name, series->name, small_text(frame, theme->quiet), TEXT_LEFT);
        paint_text(&frame->painter, row, value, small_text(frame, theme->ink), TEXT_RIGHT);
    }
}

/* False, and nothing is painted, if it has no room. */
static bool show_read_out(struct frame *frame, double x, struct point at, int only) {
    struct read_out out = measure_read_out(frame, x, only);
    struct rect box = place_read_out(frame, &out, at);
    struct rect room = rect_intersection(rect_inset(box, -1), frame->painter.clip);
    if (room.w < box.w + 2 || room.h < box.h + 2)
        return false;
    paint_read_out_box(frame, &out, box, x);
    return true;
}

/* Each series' value that was measured nearest to the pointer, with a dot where that was. */
static void paint_read_out(struct frame *frame) {
    double x;
    const struct chart *chart = frame->chart;
    if (!hovered_x(frame, &x))
        return;
    struct point last = place(frame, x, frame->y.min);
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
        struct point dot = place(frame, series->x[i], series->y[i]);
        last.y = dot.y;
        if (is_within(&frame->plot, dot))
            chart_paint_marker(&frame->painter, dot, series, frame->theme);
    }
    if (!show_read_out(frame, x, last, -1))
        show_read_out(frame, x, last, nearest_series(frame, x));
}

void chart_paint(struct painter *painter, struct rect rect, const struct chart *chart,
                 const struct theme *theme) {
    struct frame frame = {
        .painter = *painter,
        .chart = chart,
        .theme = theme,
        .rect = rect,
        .x = chart_axis_x(chart),
        .y = chart_axis_y(chart),
    };
    frame.painter.clip = rect_intersection(painter->clip, rect);
    paint_header(&frame);
    if (!lay_out(&frame))
        return;
    paint_y_ticks(&frame);
    paint_x_ticks(&frame);
    paint_series(&frame);
    paint_read_out(&frame);
}
