/* A font without letters: every glyph but the space is a solid box, so that the pixels and the
 * width of a text are known exactly.
 *
 * At px, a letter's box is px / 2 wide and 7/10 px high and hangs 2/10 px below the line if its
 * code point is odd; the pen moves on by px / 2 + 1. The digit 1 is half as wide. */
#pragma once

#include "app/ui/paint/font.h"

/* The caller owns it; there is nothing to destroy. */
struct box_font {
    struct font font;
    struct glyph glyph;
    uint8_t pixels[256 * 256]; /* enough for a glyph of 380 pixels */
};

void box_font_init(struct box_font *font);
