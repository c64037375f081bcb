#include <math.h>
#include <string.h>

#include "app/ui/paint/paint_private.h"

enum { REPLACEMENT = 0xFFFD, ELLIPSIS = 0x2026 };

/* The length of a UTF-8 sequence with this first byte; 0 if none starts with it. */
static int sequence_length(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/* Takes one code point off *text, which must not be at its end. What is not UTF-8 gives the
 * replacement character, a byte at a time. */
static uint32_t next_code_point(const char **text) {
    static const uint32_t min[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)*text;
    int length = sequence_length(bytes[0]);
    uint32_t code_point = length == 1 ? bytes[0] : bytes[0] & (0x7Fu >> length);
    for (int i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            length = 0;
            break;
        }
        code_point = code_point << 6 | (bytes[i] & 0x3Fu);
    }
    bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    if (length == 0 || surrogate || code_point < min[length] || code_point > 0x10FFFF) {
        *text += 1;
        return REPLACEMENT;
    }
    *text += length;
    return code_point;
}

static bool is_digit(uint32_t code_point) {
    return code_point >= '0' && code_point <= '9';
}

/* One line being set, glyph after glyph. */
struct setting {
    struct font *font;
    int px;
    enum font_weight weight;
    float digit_advance; /* 0 until there is a digit */
    float pen;           /* from the line's left end */
    uint32_t previous;   /* 0 at the start */
};

static struct setting setting_start(struct font *font, int px, enum font_weight weight) {
    return (struct setting){.font = font, .px = px, .weight = weight};
}

/* The advance of the widest digit, looked up at a line's first: most lines have none. */
static float digit_cell(struct setting *setting) {
    if (setting->digit_advance > 0)
        return setting->digit_advance;
    for (uint32_t digit = '0'; digit <= '9'; digit++) {
        const struct glyph *glyph =
            setting->font->glyph(setting->font, digit, setting->px, setting->weight);
        if (glyph)
            setting->digit_advance = fmaxf(setting->digit_advance, glyph->advance);
    }
    return setting->digit_advance;
}

/* Moves on by one glyph and gives its place, from the line's left end. NULL if there is no memory
 * for it. Digits are centred in equal cells and never kerned: a number must not move when one of
 * its digits changes. */
static const struct glyph *setting_add(struct setting *setting, uint32_t code_point, float *x) {
    struct font *font = setting->font;
    float cell = is_digit(code_point) ? digit_cell(setting) : 0;
    const struct glyph *glyph = font->glyph(font, code_point, setting->px, setting->weight);
    if (!glyph)
        return NULL;
    if (!is_digit(code_point))
        cell = glyph->advance;
    if (setting->previous && !is_digit(code_point) && !is_digit(setting->previous))
        setting->pen +=
            font->kerning(font, setting->previous, code_point, setting->px, setting->weight);
    *x = setting->pen + 0.5f * (cell - glyph->advance);
    setting->pen += cell;
    setting->previous = code_point;
    return glyph;
}

static float measure(struct setting setting, const char *text) {
    float x;
    while (*text)
        setting_add(&setting, next_code_point(&text), &x);
    return setting.pen;
}

int text_width(struct font *font, const char *text, int px, enum font_weight weight) {
    return (int)ceilf(measure(setting_start(font, px, weight), text));
}

int text_fitting(struct font *font, const char *text, int px, enum font_weight weight, int width) {
    struct setting setting = setting_start(font, px, weight);
    const char *end = text, *next = text;
    float x;
    while (*next) {
        setting_add(&setting, next_code_point(&next), &x);
        if (setting.pen > (float)width)
            break;
        end = next;
    }
    return (int)(end - text);
}

/* The end at which the text and an ellipsis are at most `space` wide, without spaces before the
 * ellipsis. NULL if not even the ellipsis fits. */
static const char *cut_for_ellipsis(struct setting start, const char *text, float space) {
    const char *end = NULL;
    for (struct setting setting = start; setting.pen <= space;) {
        struct setting with_ellipsis = setting;
        float x;
        setting_add(&with_ellipsis, ELLIPSIS, &x);
        if (with_ellipsis.pen <= space && setting.previous != ' ')
            end = text;
        if (!*text)
            break;
        setting_add(&setting, next_code_point(&text), &x);
    }
    return end;
}

static void paint_glyphs(struct painter *painter, struct setting setting, const char *text,
                         const char *end, bool ellipsis, struct point origin, color ink) {
    while (text < end || ellipsis) {
        uint32_t code_point = ELLIPSIS;
        if (text < end)
            code_point = next_code_point(&text);
        else
            ellipsis = false;
        float x;
        const struct glyph *glyph = setting_add(&setting, code_point, &x);
        if (glyph)
            paint_coverage(painter, (int)lroundf(origin.x + x) + glyph->left,
                           (int)origin.y - glyph->top, &glyph->mask, ink);
    }
}

void paint_text(struct painter *painter, struct rect rect, const char *text,
                struct text_style style, enum text_align align) {
    struct font *font = painter->font;
    struct painter clipped = *painter;
    clipped.clip = visible_part(painter, rect);
    const struct {
        enum primitive primitive;
        struct rect rect;
        struct text_style style;
        enum text_align align;
    } arguments = {PRIMITIVE_TEXT, rect, style, align};
    if (is_recorded(painter, clipped.clip, &arguments, sizeof arguments)) {
        record_data(painter, text, strlen(text));
        return;
    }
    if (clipped.clip.w == 0 || clipped.clip.h == 0)
        return;
    struct setting start = setting_start(font, style.px, style.weight);
    const char *end = text + strlen(text);
    float width = measure(start, text);
    bool too_wide = ceilf(width) > (float)rect.w;
    if (too_wide) {
        end = cut_for_ellipsis(start, text, (float)rect.w);
        if (!end)
            return;
    }
    float left = (float)rect.x;
    if (!too_wide && align == TEXT_CENTER)
        left += floorf(0.5f * ((float)rect.w - width));
    else if (!too_wide && align == TEXT_RIGHT)
        left += (float)rect.w - ceilf(width);
    int baseline = rect.y + (rect.h + font->cap_height(font, style.px, style.weight)) / 2;
    paint_glyphs(&clipped, start, text, end, too_wide, (struct point){left, (float)baseline},
                 style.ink);
}
