/* The slider of the brush: a small and a large dot with a knob between them. */
#ifndef APP_UI_WIDGETS_SLIDER_H
#define APP_UI_WIDGETS_SLIDER_H

#include "app/ui/paint/paint.h"

/* The x of the knob's middle for a brush, in pixels, and back. */
float slider_knob_x(struct rect rect, float brush);
float slider_value(struct rect rect, float x);

#endif
