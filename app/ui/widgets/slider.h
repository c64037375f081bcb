/* The slider of the brush: a small and a large dot with a knob between them. */
#pragma once

#include "app/ui/paint/paint.h"

/* The x of the knob's middle for a brush, in pixels, and back. */
float slider_knob_x(struct rect rect, float brush);
float slider_value(struct rect rect, float x);
