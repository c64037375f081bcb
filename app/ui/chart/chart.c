#include "app/ui/chart/chart.h"

#include <math.h>

#include "app/core/base/clamp.h"
#include "app/ui/chart/chart_frame.h"

/* Lengths in units of the theme. */
enum {
    DENSE = 3, /* points closer than this have no line between them */
    HEADER = 24,
    TALL_HEADER = 32,
    TALL = 200,       /* charts from this height on have a larger header */
    LABELLED = 120,   /* and from this height on a name at the x axis */
    TICK_HEIGHT = 24, /* least distance between ticks up */
    MIN_PLOT = 24,    /* a plot smaller than this is left out */
};

enum { MAX_X_TICKS = 8, MAX_Y_TICKS = 6 };

/* Longer series are thinned out to this many points before they are drawn. */
enum { MAX_POINTS = 2048, TREND_POINTS = 256 };

/* Markers along the trend of a series. */
enum { TREND_MARKERS = 8 };

/* The fraction of the line's colour in the points behind a trend. */
static const float FAINT = 0.28f;

static bool is_tall(const struct chart_frame *frame) {
    return frame->rect.h >= chart_px(frame, TALL);
}

static int widest_label(const struct chart_frame *frame, const struct chart_axis *axis) {
    int widest = 0;
    double value;
    for (int i = 0; chart_axis_tick(axis, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(axis, value, label);
        widest = max_int(widest, chart_small_width(frame, label));
    }
    return widest;
}

/* Finer steps have longer labels, so ticks are made fewer until their labels fit. */
static void set_x_ticks(struct chart_frame *frame) {
    for (int ticks = MAX_X_TICKS; ticks > 0; ticks--) {
        chart_axis_set_ticks(&frame->x, ticks);
        int space = (int)(frame->plot.w * frame->x.step / (frame->x.max - frame->x.min));
        if (widest_label(frame, &frame->x) + chart_px(frame, CHART_LEGEND_GAP) <= space)
            return;
    }
}

/* Divides rect into header, labels and plot, and gives the axes their ticks. False if nothing but
 * the header has space. */
static bool lay_out(struct chart_frame *frame) {
    struct rect inner = rect_inset(frame->rect, chart_px(frame, CHART_MARGIN));
    bool labelled = frame->chart->x_label && frame->rect.h >= chart_px(frame, LABELLED);
    int header = chart_px(frame, is_tall(frame) ? TALL_HEADER : HEADER);
    int footer = chart_px(frame, labelled ? 2 * CHART_ROW + CHART_GAP : CHART_ROW + CHART_GAP);
    int height = inner.h - header - footer;
    if (height < chart_px(frame, MIN_PLOT))
        return false;
    chart_axis_divide(&frame->y, clamp_int(height / chart_px(frame, TICK_HEIGHT), 1, MAX_Y_TICKS));
    /* The column of labels fits the usual ones of a training, so that the plot does not move when
     * the axis changes, and plots beside or below each other are aligned. */
    int usual = chart_small_width(frame, "100.0 %");
    int left = max_int(widest_label(frame, &frame->y), usual) + chart_px(frame, CHART_GAP);
    frame->plot = (struct rect){inner.x + left, inner.y + header, inner.w - left, height};
    if (frame->plot.w < chart_px(frame, MIN_PLOT))
        return false;
    set_x_ticks(frame);
    return true;
}

static void paint_y_ticks(struct chart_frame *frame) {
    const struct rect *plot = &frame->plot;
    int gap = chart_px(frame, CHART_GAP), row = chart_px(frame, CHART_ROW);
    double value;
    for (int i = 0; chart_axis_tick(&frame->y, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(&frame->y, value, label);
        int y = (int)lroundf(chart_place(frame, frame->x.min, value).y);
        paint_fill(&frame->painter, (struct rect){plot->x, y, plot->w, 1}, frame->theme->line);
        struct rect space = {frame->rect.x, y - row / 2, plot->x - gap - frame->rect.x, row};
        chart_text(frame, space, label, frame->theme->quiet, TEXT_RIGHT);
    }
}

/* The label at the axis' end moves inward, to end where the plot does. */
static void paint_x_ticks(struct chart_frame *frame) {
    const struct rect *plot = &frame->plot, *rect = &frame->rect;
    int bottom = plot->y + plot->h, gap = chart_px(frame, CHART_GAP),
        row = chart_px(frame, CHART_ROW);
    color axis = color_mix(frame->theme->line, frame->theme->quiet, 0.5f);
    paint_fill(&frame->painter, (struct rect){plot->x, bottom, plot->w, 1}, axis);
    double value;
    for (int i = 0; chart_axis_tick(&frame->x, i, &value); i++) {
        char label[CHART_LABEL_SIZE];
        chart_axis_label(&frame->x, value, label);
        int x = (int)lroundf(chart_place(frame, value, frame->y.min).x);
        int width = chart_small_width(frame, label);
        paint_fill(&frame->painter, (struct rect){x, bottom, 1, chart_px(frame, CHART_TICK)}, axis);
        int left = min_int(x - width / 2, plot->x + plot->w - width);
        struct rect space = {left, bottom + gap, width, row};
        chart_text(frame, space, label, frame->theme->quiet, TEXT_LEFT);
    }
    if (frame->chart->x_label && rect->h >= chart_px(frame, LABELLED)) {
        struct rect space = {plot->x, bottom + chart_px(frame, CHART_GAP + CHART_ROW), plot->w,
                             row};
        chart_text(frame, space, frame->chart->x_label, frame->theme->quiet, TEXT_CENTER);
    }
}

/* A series' points in pixels, those left out that cannot be shown. Of a series too long for the
 * buffer, each run of consecutive points gives its lowest and its highest, so that no spike is
 * lost. Returns how many there are. */
static int gather_points(const struct chart_frame *frame, const struct chart_series *series,
                         struct point points[MAX_POINTS]) {
    int max = series->measured ? TREND_POINTS : MAX_POINTS;
    int run = series->count <= max ? 1 : (2 * series->count + max - 1) / max;
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
            points[count++] = chart_place(frame, series->x[first], series->y[first]);
        if (second > first)
            points[count++] = chart_place(frame, series->x[second], series->y[second]);
    }
    return count;
}

/* Every how many points there is a marker; 0: none. A single point always has one, a trend has a
 * few, and measured points all have one unless they would touch. */
static int marker_step(const struct chart_frame *frame, const struct chart_series *series,
                       int count) {
    if (count == 1)
        return 1;
    if (series->measured)
        return 1 + count / TREND_MARKERS;
    int space = frame->plot.w / chart_px(frame, 4 * CHART_MARKER_RADIUS);
    return series->marker != CHART_MARKER_NONE && count <= space ? 1 : 0;
}

static void paint_line_of(struct chart_frame *frame, const struct chart_series *series) {
    struct point points[MAX_POINTS];
    int count = gather_points(frame, series, points);
    float scale = frame->theme->scale;
    struct painter inside = frame->painter;
    /* Half a line's width more, so that a line along the plot's edge is whole. */
    inside.clip = rect_intersection(inside.clip, rect_inset(frame->plot, -chart_px(frame, 1)));
    paint_polyline(&inside, points, count, CHART_LINE_WIDTH * scale, series->dash * scale,
                   series->line);
    int step = marker_step(frame, series, count);
    for (int i = count - 1; step > 0 && i >= 0; i -= step)
        if (chart_shows(frame, points[i]))
            chart_paint_marker(&frame->painter, points[i], series, frame->theme);
}

/* The same series as it was measured, faint. */
static void paint_measured(struct chart_frame *frame, const struct chart_series *series) {
    const struct chart_series measured = {
        .count = series->count,
        .x = series->x,
        .y = series->measured,
        .line = color_mix(frame->theme->panel, series->line, FAINT),
    };
    struct point points[MAX_POINTS];
    if (series->count <= frame->plot.w / chart_px(frame, DENSE)) {
        paint_line_of(frame, &measured);
        return;
    }
    struct painter inside = frame->painter;
    inside.clip = rect_intersection(inside.clip, frame->plot);
    chart_paint_dense(&inside, points, gather_points(frame, &measured, points), measured.line);
}

/* The measured points are behind all trends. */
static void paint_series(struct chart_frame *frame) {
    const struct chart *chart = frame->chart;
    for (int s = 0; s < chart->series_count; s++)
        if (chart->series[s].measured)
            paint_measured(frame, &chart->series[s]);
    for (int s = 0; s < chart->series_count; s++)
        paint_line_of(frame, &chart->series[s]);
}

static int legend_width(const struct chart_frame *frame) {
    int width = 0;
    for (int s = 0; s < frame->chart->series_count; s++)
        width += chart_px(frame, CHART_SAMPLE + CHART_GAP + (s > 0 ? CHART_LEGEND_GAP : 0)) +
                 chart_small_width(frame, frame->chart->series[s].name);
    return width;
}

static void paint_legend(struct chart_frame *frame, int x, int y, int height) {
    for (int s = 0; s < frame->chart->series_count; s++) {
        const struct chart_series *series = &frame->chart->series[s];
        int width = chart_small_width(frame, series->name);
        chart_paint_sample(&frame->painter, x, y + height / 2, series, frame->theme);
        x += chart_px(frame, CHART_SAMPLE + CHART_GAP);
        chart_text(frame, (struct rect){x, y, width, height}, series->name, frame->theme->quiet,
                   TEXT_LEFT);
        x += width + chart_px(frame, CHART_LEGEND_GAP);
    }
}

/* Title and name of the y axis at the left, legend at the right. Parts that do not fit are left
 * out: the read-out names the series, too. */
static void paint_header(struct chart_frame *frame) {
    const struct chart *chart = frame->chart;
    struct rect row = rect_inset(frame->rect, chart_px(frame, CHART_MARGIN));
    row.h = chart_px(frame, CHART_ROW);
    int end = row.x + row.w, gap = chart_px(frame, CHART_LEGEND_GAP);
    if (chart->title) {
        struct text_style style = {chart_px(frame, is_tall(frame) ? TYPE_BODY : TYPE_SMALL),
                                   FONT_BOLD, frame->theme->ink};
        paint_text(&frame->painter, row, chart->title, style, TEXT_LEFT);
        row.x += text_width(frame->painter.font, chart->title, style.px, style.weight) + gap / 2;
    }
    int legend = legend_width(frame);
    bool has_legend = !chart->without_legend && row.x + gap / 2 + legend <= end;
    if (has_legend)
        paint_legend(frame, end - legend, row.y, row.h);
    int space = end - row.x - (has_legend ? legend + gap : 0);
    if (chart->y_label && chart_small_width(frame, chart->y_label) <= space) {
        row.w = space;
        chart_text(frame, row, chart->y_label, frame->theme->quiet, TEXT_LEFT);
    }
}

void chart_paint(struct painter *painter, struct rect rect, const struct chart *chart,
                 const struct theme *theme) {
    struct chart_frame frame = {
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
    chart_read_out_paint(&frame);
}
