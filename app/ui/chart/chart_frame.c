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
