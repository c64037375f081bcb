#include <math.h>

#include "app/ui/paint/paint_private.h"

/* Lines are drawn tile by tile: a tile gathers the largest coverage that any segment gives each of
 * its pixels and is then blended once, so that joints are no darker than the rest of the line. */
enum { TILE_SIDE = 64 };

struct tile {
    struct rect rect;
    uint8_t coverage[TILE_SIDE * TILE_SIDE];
};

/* Farther points are left out: pixel numbers stay exact as floats below it. */
static const float MAX_COORDINATE = 1e6f;

static bool can_be_drawn(struct point point) {
    return fabsf(point.x) <= MAX_COORDINATE && fabsf(point.y) <= MAX_COORDINATE;
}

/* The library's fminf and fmaxf are calls on most targets, for the sake of NaN. */
static inline float lesser(float a, float b) {
    return a < b ? a : b;
}

static inline float greater(float a, float b) {
    return a > b ? a : b;
}

static inline float distance(struct point a, struct point b) {
    float dx = b.x - a.x, dy = b.y - a.y;
    return sqrtf(dx * dx + dy * dy);
}

/* The smallest rectangle of whole pixels around both points and `margin` pixels more. */
static struct rect bounds_of(struct point a, struct point b, float margin) {
    int left = (int)floorf(lesser(a.x, b.x) - margin);
    int top = (int)floorf(lesser(a.y, b.y) - margin);
    int right = (int)ceilf(greater(a.x, b.x) + margin);
    int bottom = (int)ceilf(greater(a.y, b.y) + margin);
    return (struct rect){left, top, right - left, bottom - top};
}

static void tile_add_segment(struct tile *tile, struct point a, struct point b, float radius) {
    struct rect part = rect_intersection(tile->rect, bounds_of(a, b, radius + 1.0f));
    float along_x = b.x - a.x, along_y = b.y - a.y;
    float squared = along_x * along_x + along_y * along_y;
    float inverse = squared > 0.0f ? 1.0f / squared : 0.0f;
    for (int y = part.y; y < part.y + part.h; y++) {
        uint8_t *row = tile->coverage + (y - tile->rect.y) * TILE_SIDE;
        float from_y = (float)y + 0.5f - a.y;
        for (int x = part.x; x < part.x + part.w; x++) {
            float from_x = (float)x + 0.5f - a.x;
            float fraction = (from_x * along_x + from_y * along_y) * inverse;
            fraction = lesser(greater(fraction, 0.0f), 1.0f);
            float dx = from_x - fraction * along_x, dy = from_y - fraction * along_y;
            uint32_t coverage = coverage_of(radius - sqrtf(dx * dx + dy * dy));
            uint8_t *pixel = &row[x - tile->rect.x];
            if (coverage > *pixel)
                *pixel = (uint8_t)coverage;
        }
    }
}

/* The dashes of one segment that starts `start` pixels along the line. Dash k covers [2 k dash,
 * (2 k + 1) dash) of the line's length, its round ends included. */
static void tile_add_dashes(struct tile *tile, struct point a, struct point b, float radius,
                            float start, float dash) {
    float length = distance(a, b);
    if (length <= 0.0f)
        return;
    float ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
    float center_x = (float)tile->rect.x + 0.5f * TILE_SIDE - a.x;
    float center_y = (float)tile->rect.y + 0.5f * TILE_SIDE - a.y;
    float nearest = center_x * ux + center_y * uy, reach = TILE_SIDE + radius + dash;
    float first = greater(nearest - reach, 0.0f), last = lesser(nearest + reach, length);
    float end = lesser(radius, 0.5f * dash);
    for (float k = floorf((start + first) / (2.0f * dash)); 2.0f * k * dash < start + last; k++) {
        float from = greater(2.0f * k * dash + end - start, first);
        float to = lesser((2.0f * k + 1.0f) * dash - end - start, last);
        if (from <= to)
            tile_add_segment(tile, (struct point){a.x + from * ux, a.y + from * uy},
                             (struct point){a.x + to * ux, a.y + to * uy}, radius);
    }
}

/* True if a segment may touch the tile: most segments are far from most tiles, and long ones pass
 * most tiles that their box touches at a distance. */
static bool tile_is_near(const struct tile *tile, struct point a, struct point b, float radius) {
    const float half = 0.5f * TILE_SIDE, diagonal = 0.71f * TILE_SIDE;
    float margin = radius + 1.0f;
    float x = (float)tile->rect.x + half, y = (float)tile->rect.y + half;
    if (lesser(a.x, b.x) > x + half + margin || greater(a.x, b.x) < x - half - margin ||
        lesser(a.y, b.y) > y + half + margin || greater(a.y, b.y) < y - half - margin)
        return false;
    float across = fabsf((x - a.x) * (b.y - a.y) - (y - a.y) * (b.x - a.x));
    return across <= distance(a, b) * (diagonal + margin);
}

static void tile_add_polyline(struct tile *tile, const struct point *points, int count,
                              float radius, float dash) {
    float start = 0.0f;
    for (int i = 0; i + 1 < count; i++) {
        struct point a = points[i], b = points[i + 1];
        if (!can_be_drawn(a) || !can_be_drawn(b))
            continue;
        if (tile_is_near(tile, a, b, radius)) {
            if (dash > 0.0f)
                tile_add_dashes(tile, a, b, radius, start, dash);
            else
                tile_add_segment(tile, a, b, radius);
        }
        if (dash > 0.0f)
            start += distance(a, b);
    }
}

/* The part of the picture that the points, drawn `margin` pixels wide to each side, may touch. */
static struct rect touched_part(const struct painter *painter, const struct point *points,
                                int count, float margin) {
    struct point low = {MAX_COORDINATE, MAX_COORDINATE}, high = {-MAX_COORDINATE, -MAX_COORDINATE};
    for (int i = 0; i < count; i++)
        if (can_be_drawn(points[i])) {
            low = (struct point){lesser(low.x, points[i].x), lesser(low.y, points[i].y)};
            high = (struct point){greater(high.x, points[i].x), greater(high.y, points[i].y)};
        }
    if (low.x > high.x)
        return (struct rect){0, 0, 0, 0};
    return visible_part(painter, bounds_of(low, high, margin));
}

void paint_polyline(struct painter *painter, const struct point *points, int count, float width,
                    float dash, color line) {
    float radius = 0.5f * width;
    if (dash > 0.0f)
        dash = greater(dash, 1.0f);
    struct rect all = touched_part(painter, points, count, radius + 1.0f);
    const struct {
        enum primitive primitive;
        int count;
        float width, dash;
        color line;
    } arguments = {PRIMITIVE_POLYLINE, count, width, dash, line};
    if (is_recorded(painter, all, &arguments, sizeof arguments)) {
        record_data(painter, points, (size_t)count * sizeof *points);
        return;
    }
    for (int y = all.y; y < all.y + all.h; y += TILE_SIDE)
        for (int x = all.x; x < all.x + all.w; x += TILE_SIDE) {
            struct rect square = {x, y, TILE_SIDE, TILE_SIDE};
            struct tile tile = {.rect = rect_intersection(all, square)};
            tile_add_polyline(&tile, points, count, radius, dash);
            struct coverage mask = {TILE_SIDE, tile.rect.h, tile.coverage};
            paint_coverage(painter, x, y, &mask, line);
        }
}

void paint_line(struct painter *painter, float x0, float y0, float x1, float y1, float width,
                color line) {
    const struct point ends[] = {{x0, y0}, {x1, y1}};
    paint_polyline(painter, ends, 2, width, 0.0f, line);
}
