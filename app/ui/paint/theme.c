#include "app/ui/paint/theme.h"

#include <math.h>

#include "app/core/reading/activations.h"

struct theme theme_make(bool dark, float scale) {
    static const struct theme light_theme = {
        .paper = 0xFFF7F7F5,
        .panel = 0xFFFFFFFF,
        .ink = 0xFF1B1B1A,
        .quiet = 0xFF6B6B66,
        .line = 0xFFDEDDD8,
        .training = 0xFF0072B2,
        .validation = 0xFFBD8200, /* E69F00 darkened: 3 to 1 on white */
        .negative = 0xFFD55E00,
        .runs = {0xFF0072B2, 0xFFD55E00, 0xFF009E73, 0xFFB8609A, 0xFFBD8200, 0xFF2F8FC9, 0xFF857D00,
                 0xFF1B1B1A},
    };
    static const struct theme dark_theme = {
        .paper = 0xFF161618,
        .panel = 0xFF1F1F22,
        .ink = 0xFFECECEA,
        .quiet = 0xFF9A9AA0,
        .line = 0xFF34343A,
        .training = 0xFF56B4E9,
        .validation = 0xFFE69F00,
        .negative = 0xFFE69F00,
        .runs = {0xFF56B4E9, 0xFFD55E00, 0xFF009E73, 0xFFCC79A7, 0xFFE69F00, 0xFF1A80BE, 0xFFF0E442,
                 0xFFECECEA},
    };
    struct theme theme = dark ? dark_theme : light_theme;
    theme.scale = scale;
    theme.good = 0xFF009E73;
    theme.bad = 0xFFD55E00;
    theme.positive = theme.training;
    theme.marked = color_mix(theme.panel, theme.ink, 0.1f);
    theme.track = color_mix(theme.paper, theme.line, 0.6f);
    theme.muted = color_mix(theme.line, theme.quiet, 0.8f);
    return theme;
}

int scaled_px(float scale, float units) {
    long pixels = lroundf(units * scale);
    return pixels < 1 && units > 0 ? 1 : (int)pixels;
}

int theme_px(const struct theme *theme, float units) {
    return scaled_px(theme->scale, units);
}

color theme_value_color(const struct theme *theme, float value, float largest) {
    const float curve = 0.7f; /* small values must be seen */
    float fraction = largest > 0 ? powf(fminf(fabsf(value) / largest, 1), curve) : 0;
    color zero = color_mix(theme->panel, theme->line, 0.4f); /* to tell a map from the panel */
    return color_mix(zero, value > 0 ? theme->positive : theme->negative, fraction);
}

void theme_shades(const struct theme *theme, color shades[THEME_SHADES]) {
    for (int i = 0; i < THEME_SHADES; i++)
        shades[i] = theme_value_color(theme, (float)(i - ACTIVATIONS_ZERO), ACTIVATIONS_STEPS);
}

/* The linear light of an 8-bit sRGB channel, by the common approximation of its curve. */
static float linear(color value, int shift) {
    return powf((float)(value >> shift & 0xFF) / 255.0f, 2.2f);
}

static float luminance(color value) {
    return 0.2126f * linear(value, 16) + 0.7152f * linear(value, 8) + 0.0722f * linear(value, 0);
}

static float contrast(color a, color b) {
    float la = luminance(a) + 0.05f, lb = luminance(b) + 0.05f;
    return la > lb ? la / lb : lb / la;
}

color theme_ink_on(const struct theme *theme, color background) {
    return contrast(theme->ink, background) >= contrast(theme->panel, background) ? theme->ink
                                                                                  : theme->panel;
}
