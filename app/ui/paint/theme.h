/* Colours and sizes of everything that is painted. */
#pragma once

#include <stdbool.h>

#include "app/ui/paint/paint.h"

struct theme {
    float scale; /* pixels to the unit; all lengths below and in layouts are units times this */
    color paper, panel, ink, quiet, line;
    color training, validation, good, bad; /* Okabe and Ito's colours */
    color runs[8];              /* the same, darkened where paper is too light for them */
    color positive, negative;   /* the same; of values, and of what they speak for */
    color marked, track, muted; /* behind a marked row; behind bars; of bars and lines of no note */
};

struct theme theme_make(bool dark, float scale);

/* Colours of shades (app/core/reading/activations.h): for 0 nearly the panel's. */
enum { THEME_SHADES = 256 };
void theme_shades(const struct theme *theme, color shades[THEME_SHADES]);

/* The colour of a value whose largest possible size is given. */
color theme_value_color(const struct theme *theme, float value, float largest);

/* Units to whole pixels, at least one: in a window of a few pixels too, what is divided by a length
 * is divided by something. */
int scaled_px(float scale, float units);
int theme_px(const struct theme *theme, float units);

/* The theme's ink or panel colour, whichever has the higher contrast (WCAG 2.1) to background. */
color theme_ink_on(const struct theme *theme, color background);

/* Type sizes in units. */
enum { TYPE_SMALL = 12, TYPE_BODY = 14, TYPE_LARGE = 20, TYPE_HUGE = 44 };
