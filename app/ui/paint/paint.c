#include "app/ui/paint/paint.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/core/base/fingerprint.h"
#include "app/ui/paint/paint_private.h"

bool rect_contains(struct rect rect, float x, float y) {
    return x >= (float)rect.x && y >= (float)rect.y && x < (float)(rect.x + rect.w) &&
           y < (float)(rect.y + rect.h);
}

struct rect rect_inset(struct rect rect, int by) {
    return (struct rect){rect.x + by, rect.y + by, max_int(rect.w - 2 * by, 0),
                         max_int(rect.h - 2 * by, 0)};
}

struct rect rect_cut_top(struct rect *rect, int height) {
    struct rect top = {rect->x, rect->y, rect->w, height};
    rect->y += height;
    rect->h -= height;
    return top;
}

struct rect rect_cut_left(struct rect *rect, int width) {
    struct rect left = {rect->x, rect->y, width, rect->h};
    rect->x += width;
    rect->w -= width;
    return left;
}

struct rect rect_cell(struct rect grid, int column, int columns, int row, int rows) {
    int left = grid.w * column / columns, right = grid.w * (column + 1) / columns;
    int top = grid.h * row / rows, bottom = grid.h * (row + 1) / rows;
    return (struct rect){grid.x + left, grid.y + top, right - left, bottom - top};
}

struct rect rect_intersection(struct rect a, struct rect b) {
    int left = max_int(a.x, b.x), top = max_int(a.y, b.y);
    int right = min_int(a.x + a.w, b.x + b.w), bottom = min_int(a.y + a.h, b.y + b.h);
    return (struct rect){left, top, max_int(right - left, 0), max_int(bottom - top, 0)};
}

struct rect rect_union(struct rect a, struct rect b) {
    if (a.w <= 0 || a.h <= 0 || b.w <= 0 || b.h <= 0)
        return a.w <= 0 || a.h <= 0 ? b : a;
    int left = min_int(a.x, b.x), top = min_int(a.y, b.y);
    int right = max_int(a.x + a.w, b.x + b.w), bottom = max_int(a.y + a.h, b.y + b.h);
    return (struct rect){left, top, right - left, bottom - top};
}

bool is_recorded(struct painter *painter, struct rect part, const void *arguments, size_t size) {
    struct recording *recording = painter->recording;
    if (!recording)
        return false;
    if (part.w > 0 && part.h > 0) {
        recording->hash = fingerprint(recording->hash, &part, sizeof part);
        recording->hash = fingerprint(recording->hash, arguments, size);
        recording->bounds = rect_union(recording->bounds, part);
    }
    return true;
}

void record_data(struct painter *painter, const void *data, size_t size) {
    painter->recording->hash = fingerprint(painter->recording->hash, data, size);
}

static int64_t area(struct rect rect) {
    return (int64_t)rect.w * rect.h;
}

/* Notes that the part has been filled without transparency. */
static void record_opaque(struct painter *painter, struct rect part) {
    struct rect *opaque = &painter->recording->opaque;
    if (area(part) > area(*opaque))
        *opaque = part;
}

struct painter painter_for(struct image *image, struct font *font) {
    return (struct painter){
        .image = image, .clip = {0, 0, image->width, image->height}, .font = font};
}

static color *row_at(const struct painter *painter, int x, int y) {
    return painter->image->pixels + (size_t)y * (size_t)painter->image->stride + x;
}

/* below + (above - below) * coverage / 255 for all four channels, rounded to nearest, two channels
 * at a time: (n + 128 + (n + 128 >> 8)) >> 8 is n / 255 rounded, for any n up to 255 * 255. */
static inline color blend(color below, color above, uint32_t coverage) {
    const uint32_t even = 0x00FF00FF, half = 0x00800080;
    uint32_t rest = 255 - coverage;
    uint32_t low = (below & even) * rest + (above & even) * coverage + half;
    uint32_t high = (below >> 8 & even) * rest + (above >> 8 & even) * coverage + half;
    low = (low + (low >> 8 & even)) >> 8 & even;
    high = (high + (high >> 8 & even)) & ~even;
    return high | low;
}

/* The same with the ink's alpha taken into account; what was opaque stays so. */
static inline color blend_ink(color below, color ink, uint32_t coverage) {
    uint32_t alpha = ink >> 24;
    if (alpha != 255)
        coverage = (coverage * alpha + 127) / 255;
    return blend(below, ink | 0xFF000000, coverage);
}

color color_mix(color a, color b, float fraction) {
    float bounded = fminf(fmaxf(fraction, 0.0f), 1.0f);
    return blend(a, b, (uint32_t)(bounded * 255.0f + 0.5f));
}

static void fill_row(color *row, int count, color fill) {
    if (fill >> 24 == 255)
        for (int x = 0; x < count; x++)
            row[x] = fill;
    else
        for (int x = 0; x < count; x++)
            row[x] = blend_ink(row[x], fill, 255);
}

void paint_fill(struct painter *painter, struct rect rect, color fill) {
    struct rect part = visible_part(painter, rect);
    const uint32_t arguments[] = {PRIMITIVE_FILL, fill};
    if (is_recorded(painter, part, arguments, sizeof arguments)) {
        if (fill >> 24 == 255)
            record_opaque(painter, part);
        return;
    }
    for (int y = part.y; y < part.y + part.h; y++) {
        color *row = row_at(painter, part.x, y);
        if (y > part.y && fill >> 24 == 255) /* memcpy uses the processor's widest vectors */
            memcpy(row, row_at(painter, part.x, part.y), (size_t)part.w * sizeof *row);
        else
            fill_row(row, part.w, fill);
    }
}

void paint_border(struct painter *painter, struct rect rect, int width, color line) {
    int across = min_int(width, rect.w), down = min_int(width, rect.h);
    int side = max_int(rect.h - 2 * down, 0);
    paint_fill(painter, (struct rect){rect.x, rect.y, rect.w, down}, line);
    paint_fill(painter, (struct rect){rect.x, rect.y + down + side, rect.w, rect.h - down - side},
               line);
    paint_fill(painter, (struct rect){rect.x, rect.y + down, across, side}, line);
    int right = max_int(rect.x + rect.w - across, rect.x + across);
    paint_fill(painter, (struct rect){right, rect.y + down, rect.x + rect.w - right, side}, line);
}

/* The distance of the centre of pixel `at` beyond the span left when both ends lose radius. */
static float beyond_core(int at, int start, int length, int radius) {
    float before = (float)(start + radius - at) - 0.5f;
    float after = (float)(at - (start + length - radius)) + 0.5f;
    return fmaxf(fmaxf(before, after), 0.0f);
}

void paint_rounded(struct painter *painter, struct rect rect, int radius, color fill) {
    radius = min_int(radius, min_int(rect.w, rect.h) / 2);
    struct rect part = visible_part(painter, rect);
    const struct {
        enum primitive primitive;
        struct rect rect;
        int radius;
        color fill;
    } arguments = {PRIMITIVE_ROUNDED, rect, radius, fill};
    if (is_recorded(painter, part, &arguments, sizeof arguments))
        return;
    for (int y = part.y; y < part.y + part.h; y++) {
        color *row = row_at(painter, part.x, y);
        float dy = beyond_core(y, rect.y, rect.h, radius);
        if (dy <= 0.0f) {
            fill_row(row, part.w, fill);
            continue;
        }
        for (int x = 0; x < part.w; x++) {
            float dx = beyond_core(part.x + x, rect.x, rect.w, radius);
            float inside = (float)radius - sqrtf(dx * dx + dy * dy);
            row[x] = blend_ink(row[x], fill, coverage_of(inside));
        }
    }
}

/* A disc or ring: full coverage where the distance to (x, y) lies between inner and outer. */
static void paint_annulus(struct painter *painter, float x, float y, float inner, float outer,
                          color ink) {
    const float limit = 1e6f; /* beyond it pixel numbers are no longer exact as floats */
    if (!(fabsf(x) < limit && fabsf(y) < limit && outer > 0.0f && outer < limit))
        return;
    int left = (int)floorf(x - outer) - 1, top = (int)floorf(y - outer) - 1;
    int side = (int)ceilf(2.0f * outer) + 3;
    struct rect part = visible_part(painter, (struct rect){left, top, side, side});
    const struct {
        enum primitive primitive;
        float x, y, inner, outer;
        color ink;
    } arguments = {PRIMITIVE_ANNULUS, x, y, inner, outer, ink};
    if (is_recorded(painter, part, &arguments, sizeof arguments))
        return;
    for (int row = part.y; row < part.y + part.h; row++) {
        color *pixels = row_at(painter, part.x, row);
        float dy = (float)row + 0.5f - y;
        for (int i = 0; i < part.w; i++) {
            float dx = (float)(part.x + i) + 0.5f - x;
            float distance = sqrtf(dx * dx + dy * dy);
            uint32_t coverage = coverage_of(fminf(outer - distance, distance - inner));
            if (coverage)
                pixels[i] = blend_ink(pixels[i], ink, coverage);
        }
    }
}

void paint_disc(struct painter *painter, float x, float y, float radius, color fill) {
    paint_annulus(painter, x, y, -1.0f, radius, fill);
}

void paint_ring(struct painter *painter, float x, float y, float radius, float width, color line) {
    paint_annulus(painter, x, y, radius - 0.5f * width, radius + 0.5f * width, line);
}

void paint_coverage(struct painter *painter, int x, int y, const struct coverage *mask, color ink) {
    struct rect part = visible_part(painter, (struct rect){x, y, mask->width, mask->height});
    const struct {
        enum primitive primitive;
        int x, y, width, height;
        color ink;
    } arguments = {PRIMITIVE_COVERAGE, x, y, mask->width, mask->height, ink};
    if (is_recorded(painter, part, &arguments, sizeof arguments)) {
        if (mask->pixels)
            record_data(painter, mask->pixels, (size_t)mask->width * (size_t)mask->height);
        return;
    }
    for (int row = part.y; row < part.y + part.h; row++) {
        const uint8_t *coverage =
            mask->pixels + (size_t)(row - y) * (size_t)mask->width + (part.x - x);
        color *pixels = row_at(painter, part.x, row);
        for (int i = 0; i < part.w; i++)
            if (coverage[i])
                pixels[i] = blend_ink(pixels[i], ink, coverage[i]);
    }
}

void paint_pixels(struct painter *painter, struct rect rect, const uint8_t *pixels, int width,
                  int height, color paper, color ink) {
    struct rect part = visible_part(painter, rect);
    const uint8_t *above = NULL;
    assert(pixels);
    const struct {
        enum primitive primitive;
        struct rect rect;
        int width, height;
        color paper, ink;
    } arguments = {PRIMITIVE_PIXELS, rect, width, height, paper, ink};
    if (is_recorded(painter, part, &arguments, sizeof arguments)) {
        record_data(painter, pixels, (size_t)width * (size_t)height);
        return;
    }
    for (int y = part.y; y < part.y + part.h; y++) {
        const uint8_t *source = pixels + (int64_t)(y - rect.y) * height / rect.h * width;
        color *row = row_at(painter, part.x, y);
        bool same = source == above;
        above = source;
        if (same) {
            memcpy(row, row - painter->image->stride, (size_t)part.w * sizeof *row);
            continue;
        }
        for (int i = 0; i < part.w; i++) {
            uint8_t value = source[(int64_t)(part.x + i - rect.x) * width / rect.w];
            row[i] = blend(paper, ink, value);
        }
    }
}

void paint_image(struct painter *painter, struct rect rect, const struct image *image,
                 uint64_t number) {
    struct rect part = visible_part(painter, rect);
    const struct {
        uint64_t number;
        enum primitive primitive;
        struct rect rect;
        int padding;
    } arguments = {number, PRIMITIVE_IMAGE, rect, 0};
    if (is_recorded(painter, part, &arguments, sizeof arguments))
        return;
    bool same_size = rect.w == image->width && rect.h == image->height;
    for (int y = part.y; y < part.y + part.h; y++) {
        color *row = row_at(painter, part.x, y);
        if (same_size)
            memcpy(row,
                   image->pixels + (size_t)(y - rect.y) * (size_t)image->stride + (part.x - rect.x),
                   (size_t)part.w * sizeof *row);
        else
            for (int i = 0; i < part.w; i++)
                row[i] =
                    image_scaled_pixel(image, rect.w, rect.h, part.x + i - rect.x, y - rect.y, 255);
    }
}
