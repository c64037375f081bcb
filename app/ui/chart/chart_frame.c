#include "app/ui/chart/chart_frame.h"

#include <math.h>

int chart_px(const struct chart_frame *frame, int units) {
    return theme_px(frame->theme, (float)units);
}

void chart_text(struct chart_frame *frame, struct rect rect, const char *text, color ink,
                enum text_align align) {
    struct text_style style = {chart_px(frame, TYPE_SMALL), FONT_REGULAR, ink};
    paint_text(&frame->painter, rect, text, style, align);
}

int chart_small_width(const struct chart_frame *frame, const char *text) {
    return text_width(frame->painter.font, text, chart_px(frame, TYPE_SMALL), FONT_REGULAR);
}

static float pixel_between(double fraction, int start, int length) {
    return (float)start + (float)(fmin(fmax(fraction, -4.0), 5.0) * length);
}

struct point chart_place(const struct chart_frame *frame, double x, double y) {
    const struct rect *plot = &frame->plot;
    double across = (x - frame->x.min) / (frame->x.max - frame->x.min);
    double down = (frame->y.max - y) / (frame->y.max - frame->y.min);
    return (struct point){pixel_between(across, plot->x, plot->w),
                          pixel_between(down, plot->y, plot->h)};
}

bool chart_shows(const struct chart_frame *frame, struct point point) {
    const struct rect *plot = &frame->plot;
    return point.x >= (float)plot->x && point.x <= (float)(plot->x + plot->w) &&
           point.y >= (float)plot->y && point.y <= (float)(plot->y + plot->h);
}

void chart_paint_marker(struct painter *painter, struct point at, const struct chart_series *series,
                        const struct theme *theme) {
    float unit = theme->scale, radius = (float)CHART_MARKER_RADIUS * unit, arm = 0.8f * radius;
    paint_disc(painter, at.x, at.y, radius + unit, theme->panel);
    switch (series->marker) {
    case CHART_MARKER_SQUARE: {
        int side = theme_px(theme, 2 * CHART_MARKER_RADIUS - 1);
        paint_fill(painter,
                   (struct rect){(int)lroundf(at.x - 0.5f * (float)side),
                                 (int)lroundf(at.y - 0.5f * (float)side), side, side},
                   series->line);
        break;
    }
    case CHART_MARKER_RING:
        paint_ring(painter, at.x, at.y, radius - 0.5f * unit, 1.25f * unit, series->line);
        break;
    case CHART_MARKER_CROSS:
        paint_line(painter, at.x - arm, at.y - arm, at.x + arm, at.y + arm, 1.5f * unit,
                   series->line);
        paint_line(painter, at.x - arm, at.y + arm, at.x + arm, at.y - arm, 1.5f * unit,
                   series->line);
        break;
    default:
        paint_disc(painter, at.x, at.y, radius, series->line);
    }
}

void chart_paint_sample(struct painter *painter, int x, int middle,
                        const struct chart_series *series, const struct theme *theme) {
    float scale = theme->scale, y = (float)middle + 0.5f * (float)(theme_px(theme, 1) % 2);
    const struct point ends[] = {{(float)x, y}, {(float)(x + theme_px(theme, CHART_SAMPLE)), y}};
    paint_polyline(painter, ends, 2, CHART_LINE_WIDTH * scale, series->dash * scale, series->line);
    if (series->marker != CHART_MARKER_NONE)
        chart_paint_marker(painter, (struct point){0.5f * (ends[0].x + ends[1].x), y}, series,
                           theme);
}

void chart_paint_dense(struct painter *painter, const struct point *points, int count, color fill) {
    for (int i = 0; i < count; i++) {
        struct point from = points[i > 0 ? i - 1 : 0], to = points[i];
        int left = (int)from.x, width = (int)to.x - left, top = (int)fminf(from.y, to.y);
        int height = (int)ceilf(fmaxf(from.y, to.y)) - top;
        paint_fill(painter,
                   (struct rect){left, top, width > 1 ? width : 1, height > 1 ? height : 1}, fill);
    }
}
