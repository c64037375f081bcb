#include <string.h>

#include "app/ui/paint/paint_private.h"

/* The picture's rows (or columns) that pixel `at` of `size` pixels shows: at least one. */
struct span {
    int first, end;
};

static int edge_of(int at, int size, int count) {
    return (int)((int64_t)at * count / size);
}

static struct span span_between(int edge, int next) {
    return (struct span){edge, next > edge ? next : edge + 1};
}

struct picture {
    const uint8_t *shades;
    int width;
    const color *colors;
};

static uint8_t mean_of(const uint8_t *shades, int width, struct span rows, struct span columns) {
    int sum = 0, count = (rows.end - rows.first) * (columns.end - columns.first);
    if (count == 1)
        return shades[rows.first * width + columns.first];
    for (int y = rows.first; y < rows.end; y++)
        for (int x = columns.first; x < columns.end; x++)
            sum += shades[y * width + x];
    return (uint8_t)((sum + count / 2) / count);
}

/* A row of `part`, of the picture that is scaled to fill `rect`. */
static void fill_row(color *row, struct rect part, struct rect rect, struct span rows,
                     const struct picture *picture) {
    int edge = edge_of(part.x - rect.x, rect.w, picture->width);
    for (int i = 0; i < part.w; i++) {
        int next = edge_of(part.x - rect.x + i + 1, rect.w, picture->width);
        struct span columns = span_between(edge, next);
        row[i] = picture->colors[mean_of(picture->shades, picture->width, rows, columns)];
        edge = next;
    }
}

void paint_shades(struct painter *painter, struct rect rect, const uint8_t *shades, int width,
                  int height, const color *colors) {
    const struct picture picture = {shades, width, colors};
    struct rect part = visible_part(painter, rect);
    const struct {
        enum primitive primitive;
        struct rect rect;
        int width, height;
    } arguments = {PRIMITIVE_SHADES, rect, width, height};
    if (is_recorded(painter, part, &arguments, sizeof arguments)) {
        record_data(painter, shades, (size_t)width * (size_t)height);
        record_data(painter, colors, 256 * sizeof *colors);
        return;
    }
    struct span before = {-1, -1};
    color *above = NULL;
    for (int y = part.y; y < part.y + part.h; y++) {
        color *row = painter->image->pixels + (size_t)y * (size_t)painter->image->stride + part.x;
        struct span rows = span_between(edge_of(y - rect.y, rect.h, height),
                                        edge_of(y + 1 - rect.y, rect.h, height));
        if (above && rows.first == before.first && rows.end == before.end)
            memcpy(row, above, (size_t)part.w * sizeof *row);
        else
            fill_row(row, part, rect, rows, &picture);
        before = rows;
        above = row;
    }
}
