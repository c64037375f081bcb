/* Where the glyphs of text come from; app/sdl implements it with SDL_ttf and a cache. */
#pragma once

#include <stdint.h>

#include "app/core/ink/raster.h"

enum font_weight { FONT_REGULAR, FONT_BOLD };

/* Distances in pixels. The mask's top left pixel is at (pen + left, baseline - top). */
struct glyph {
    struct coverage mask;
    int left, top;
    float advance;
};

/* The glyph of a code point, borrowed as long as the font; NULL if memory is out. A code point that
 * the font lacks gives the font's own replacement. */
struct font {
    const struct glyph *(*glyph)(struct font *font, uint32_t code_point, int px,
                                 enum font_weight weight);
    float (*kerning)(struct font *font, uint32_t left, uint32_t right, int px,
                     enum font_weight weight);
    int (*cap_height)(struct font *font, int px, enum font_weight weight);
};
