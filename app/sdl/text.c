#include "app/sdl/text.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char embedded_font_regular[], embedded_font_regular_end[];
extern const unsigned char embedded_font_bold[], embedded_font_bold_end[];

enum {
    WEIGHTS = FONT_BOLD + 1,
    METRICS_PX = 1000, /* size at which advances and kerning are measured */
    FIRST_CAPACITY = 256,
};

/* What is cached under a key: see glyph_key and kerning_key. An empty slot has the key 0. */
struct slot {
    uint64_t key;
    struct glyph *glyph; /* owned, with its pixels; NULL for kerning */
    float kerning;       /* in ems */
};

/* Open addressing with linear probing; the capacity is a power of two, at most half full. */
struct cache {
    struct slot *slots;
    size_t capacity, used;
};

/* SDL_ttf forgets its own glyphs when a font changes size, so one font draws and another, which
 * always stays large, measures. */
struct face {
    TTF_Font *drawing, *metrics;
    int px; /* of drawing */
};

struct text {
    struct font interface; /* first, so that a pointer to it is one to the whole */
    struct face faces[WEIGHTS];
    struct cache cache;
};

static uint64_t glyph_key(uint32_t code_point, int px, enum font_weight weight) {
    return (uint64_t)1 << 63 | (uint64_t)weight << 62 | (uint64_t)px << 21 | code_point;
}

static uint64_t kerning_key(uint32_t left, uint32_t right, enum font_weight weight) {
    return (uint64_t)1 << 61 | (uint64_t)weight << 60 | (uint64_t)left << 21 | right;
}

/* The slot that holds key, or the empty one where it belongs. */
static struct slot *cache_find(const struct cache *cache, uint64_t key) {
    const uint64_t golden = 0x9E3779B97F4A7C15; /* Knuth's multiplicative hashing */
    size_t mask = cache->capacity - 1;
    size_t at = (size_t)(key * golden >> 32) & mask;
    while (cache->slots[at].key != 0 && cache->slots[at].key != key)
        at = (at + 1) & mask;
    return &cache->slots[at];
}

/* Makes space for one more entry. */
static bool cache_reserve(struct cache *cache) {
    if (2 * cache->used < cache->capacity)
        return true;
    struct cache larger = {.capacity = cache->capacity ? 2 * cache->capacity : FIRST_CAPACITY,
                           .used = cache->used};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < cache->capacity; i++)
        if (cache->slots[i].key)
            *cache_find(&larger, cache->slots[i].key) = cache->slots[i];
    free(cache->slots);
    *cache = larger;
    return true;
}

static struct glyph *glyph_allocate(int width, int height) {
    size_t pixels = (size_t)width * (size_t)height;
    struct glyph *glyph = calloc(1, sizeof *glyph + pixels);
    if (glyph)
        glyph->mask = (struct coverage){width, height, (uint8_t *)(glyph + 1)};
    return glyph;
}

/* The rows and columns of an 8-bit surface that are not blank. */
static SDL_Rect inked_part(const SDL_Surface *surface) {
    int left = surface->w, top = surface->h, right = 0, bottom = 0;
    for (int y = 0; y < surface->h; y++) {
        const uint8_t *row = (const uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch;
        for (int x = 0; x < surface->w; x++)
            if (row[x]) {
                left = SDL_min(left, x);
                right = SDL_max(right, x + 1);
                top = SDL_min(top, y);
                bottom = y + 1;
            }
    }
    return (SDL_Rect){left, top, SDL_max(right - left, 0), SDL_max(bottom - top, 0)};
}

/* SDL_ttf's shaded glyphs are palette pictures whose indices are the coverage. Their left edge is
 * the pen, or the ink's where that begins before it; their top is the font's ascent, or the ink's
 * where that rises above it. The blank border is cut off. A glyph without ink has no picture. */
static struct glyph *draw_glyph(TTF_Font *font, uint32_t code_point) {
    const SDL_Color white = {255, 255, 255, 255}, black = {0, 0, 0, 255};
    int left, top;
    SDL_Surface *surface = TTF_RenderGlyph32_Shaded(font, code_point, white, black);
    if (!surface || TTF_GlyphMetrics32(font, code_point, &left, NULL, NULL, &top, NULL) != 0) {
        SDL_FreeSurface(surface);
        return glyph_allocate(0, 0);
    }
    SDL_Rect part = inked_part(surface);
    struct glyph *glyph = glyph_allocate(part.w, part.h);
    if (glyph) {
        glyph->left = SDL_min(left, 0) + part.x;
        glyph->top = SDL_max(top, TTF_FontAscent(font)) - part.y;
        const uint8_t *from =
            (const uint8_t *)surface->pixels + (size_t)part.y * (size_t)surface->pitch + part.x;
        for (int y = 0; y < part.h; y++)
            memcpy(glyph->mask.pixels + (size_t)y * (size_t)part.w,
                   from + (size_t)y * (size_t)surface->pitch, (size_t)part.w);
    }
    SDL_FreeSurface(surface);
    return glyph;
}

static struct glyph *make_glyph(struct face *face, uint32_t code_point, int px) {
    if (face->px != px && TTF_SetFontSize(face->drawing, px) != 0)
        return NULL;
    face->px = px;
    struct glyph *glyph = draw_glyph(face->drawing, code_point);
    int advance;
    if (glyph &&
        TTF_GlyphMetrics32(face->metrics, code_point, NULL, NULL, NULL, NULL, &advance) == 0)
        glyph->advance = (float)advance * (float)px / (float)METRICS_PX;
    return glyph;
}

static const struct glyph *text_glyph(struct font *font, uint32_t code_point, int px,
                                      enum font_weight weight) {
    struct text *text = (struct text *)font;
    if (!cache_reserve(&text->cache))
        return NULL;
    uint64_t key = glyph_key(code_point, px, weight);
    struct slot *slot = cache_find(&text->cache, key);
    if (slot->key == 0) {
        struct glyph *glyph = make_glyph(&text->faces[weight], code_point, px);
        if (!glyph)
            return NULL;
        *slot = (struct slot){.key = key, .glyph = glyph};
        text->cache.used++;
    }
    return slot->glyph;
}

/* Where a text ends, from the pen: SDL_ttf's width also counts the part of the first letter that is
 * left of the pen. Negative if it cannot be told. */
static int measure_end(TTF_Font *font, const Uint16 *text) {
    int width, left;
    if (TTF_SizeUNICODE(font, text, &width, NULL) != 0 ||
        TTF_GlyphMetrics32(font, text[0], &left, NULL, NULL, NULL, NULL) != 0)
        return -1;
    return width + SDL_min(left, 0);
}

/* How much farther apart two letters stand than their advances say, in ems; 0 beyond the basic
 * plane. Modern fonts keep their pairs where only shaping finds them, so the pair is measured as a
 * text; older ones have a table. A thousandth or two come from SDL_ttf's rounding. */
static float measure_kerning(TTF_Font *font, uint32_t left, uint32_t right) {
    const Uint16 pair[] = {(Uint16)left, (Uint16)right, 0};
    if (left > UINT16_MAX || right > UINT16_MAX)
        return 0.0f;
    int advance, both = measure_end(font, pair), alone = measure_end(font, pair + 1);
    if (both < 0 || alone < 0 ||
        TTF_GlyphMetrics32(font, left, NULL, NULL, NULL, NULL, &advance) != 0)
        return 0.0f;
    int kerning = both - advance - alone;
    if (abs(kerning) <= 2)
        kerning = TTF_GetFontKerningSizeGlyphs32(font, left, right);
    return (float)kerning / (float)METRICS_PX;
}

static float text_kerning(struct font *font, uint32_t left, uint32_t right, int px,
                          enum font_weight weight) {
    struct text *text = (struct text *)font;
    if (!cache_reserve(&text->cache))
        return 0.0f;
    uint64_t key = kerning_key(left, right, weight);
    struct slot *slot = cache_find(&text->cache, key);
    if (slot->key == 0) {
        float kerning = measure_kerning(text->faces[weight].metrics, left, right);
        *slot = (struct slot){.key = key, .kerning = kerning};
        text->cache.used++;
    }
    return slot->kerning * (float)px;
}

static int text_cap_height(struct font *font, int px, enum font_weight weight) {
    const struct glyph *capital = text_glyph(font, 'H', px, weight);
    return capital ? capital->top : px * 7 / 10;
}

static TTF_Font *open_font(const unsigned char *data, const unsigned char *end) {
    TTF_Font *font = TTF_OpenFontRW(SDL_RWFromConstMem(data, (int)(end - data)), 1, METRICS_PX);
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT);
    return font;
}

static bool open_face(struct face *face, const unsigned char *data, const unsigned char *end) {
    *face = (struct face){open_font(data, end), open_font(data, end), METRICS_PX};
    return face->drawing && face->metrics;
}

enum nn_status text_create(struct font **font, struct nn_error *err) {
    *font = NULL;
    if (TTF_Init() != 0)
        return nn_error_set(err, NN_STATUS_IO, "cannot start SDL_ttf: %s", TTF_GetError());
    struct text *text = calloc(1, sizeof *text);
    if (!text) {
        TTF_Quit();
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for the font");
    }
    text->interface = (struct font){text_glyph, text_kerning, text_cap_height};
    if (!open_face(&text->faces[FONT_REGULAR], embedded_font_regular, embedded_font_regular_end) ||
        !open_face(&text->faces[FONT_BOLD], embedded_font_bold, embedded_font_bold_end)) {
        nn_error_set(err, NN_STATUS_BAD_FILE, "cannot open the font compiled into the program: %s",
                     TTF_GetError());
        text_destroy(&text->interface);
        return NN_STATUS_BAD_FILE;
    }
    *font = &text->interface;
    return NN_STATUS_OK;
}

static void close_font(TTF_Font *font) {
    if (font)
        TTF_CloseFont(font);
}

void text_destroy(struct font *font) {
    if (!font)
        return;
    struct text *text = (struct text *)font;
    for (int weight = 0; weight < WEIGHTS; weight++) {
        close_font(text->faces[weight].drawing);
        close_font(text->faces[weight].metrics);
    }
    for (size_t i = 0; i < text->cache.capacity; i++)
        free(text->cache.slots[i].glyph);
    free(text->cache.slots);
    free(text);
    TTF_Quit();
}
