#include "tests/support/box_font.h"

#include <string.h>

static const struct glyph *box_glyph(struct font *font, uint32_t code_point, int px,
                                     enum font_weight weight) {
    struct box_font *box = (struct box_font *)font;
    int hangs = code_point % 2 ? px * 2 / 10 : 0, top = px * 7 / 10;
    int width = code_point == '1' ? px / 4 : px / 2;
    box->glyph = (struct glyph){
        .mask = {code_point == ' ' ? 0 : width, top + hangs, box->pixels},
        .top = top,
        .advance = (float)(width + 1),
    };
    return &box->glyph;
}

static float box_kerning(struct font *font, uint32_t left, uint32_t right, int px,
                         enum font_weight weight) {
    return left == 'A' && right == 'V' ? -2.0f : 0.0f;
}

static int box_cap_height(struct font *font, int px, enum font_weight weight) {
    return px * 7 / 10;
}

void box_font_init(struct box_font *font) {
    *font = (struct box_font){.font = {box_glyph, box_kerning, box_cap_height}};
    memset(font->pixels, 255, sizeof font->pixels);
}
