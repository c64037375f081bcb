#include "app/ui/widgets/slider.h"

#include <math.h>

#include "app/core/app/app.h"
#include "app/core/base/clamp.h"

/* The knob's middle keeps away from both ends, so that the knob never leaves the slider. */
static float margin(struct rect rect) {
    return 0.4f * (float)rect.h;
}

static float travel(struct rect rect) {
    return fmaxf((float)rect.w - 2 * margin(rect), 1.0f);
}

float slider_knob_x(struct rect rect, float brush) {
    float fraction = (brush - CANVAS_BRUSH_MIN) / (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN);
    return (float)rect.x + margin(rect) + fraction * travel(rect);
}

float slider_value(struct rect rect, float x) {
    float fraction = (x - (float)rect.x - margin(rect)) / travel(rect);
    return CANVAS_BRUSH_MIN + clamp_float(fraction, 0, 1) * (CANVAS_BRUSH_MAX - CANVAS_BRUSH_MIN);
}
