#include "app/ui/theme.h"

#include <math.h>

struct theme theme_make(bool dark, float scale) {
    const struct theme light_theme = {
        .dark = false,
        .scale = scale,
        .paper = 0xFFF7F7F5,
        .panel = 0xFFFFFFFF,
        .ink = 0xFF1B1B1A,
        .quiet = 0xFF6B6B66,
        .line = 0xFFDEDDD8,
        .training = 0xFF0072B2,
        .validation = 0xFFE69F00,
        .good = 0xFF009E73,
        .bad = 0xFFD55E00,
    };
    const struct theme dark_theme = {
        .dark = true,
        .scale = scale,
        .paper = 0xFF161618,
        .panel = 0xFF1F1F22,
        .ink = 0xFFECECEA,
        .quiet = 0xFF9A9AA0,
        .line = 0xFF34343A,
        .training = 0xFF56B4E9,
        .validation = 0xFFE69F00,
        .good = 0xFF009E73,
        .bad = 0xFFD55E00,
    };
    return dark ? dark_theme : light_theme;
}

int theme_px(const struct theme *theme, float units) {
    return (int)lroundf(units * theme->scale);
}
