#include <string.h>

#include "app/ui/paint_private.h"

/* The picture's rows (or columns) that pixel `at` of `size` pixels shows: at least one. */
struct span {
    int first, end;
};

static struct span span_of(int at, int size, int count) {
    struct span span = {(int)((int64_t)at * count / size), (int)((int64_t)(at + 1) * count / size)};
    if (span.end <= span.first)
        span.end = span.first + 1;
    return span;
}

static uint8_t mean_of(const uint8_t *shades, int width, struct span rows, struct span columns) {
    int sum = 0, count = (rows.end - rows.first) * (columns.end - columns.first);
    if (count == 1)
        return shades[rows.first * width + columns.first];
    for (int y = rows.first; y < rows.end; y++)
        for (int x = columns.first; x < columns.end; x++)
            sum += shades[y * width + x];
    return (uint8_t)((sum + count / 2) / count);
}

void paint_shades(struct painter *painter, struct rect rect, const uint8_t *shades, int width,
                  int height, const color *colors) {
    struct rect part = visible_part(painter, rect);
    struct span before = {-1, -1};
    color *above = NULL;
    for (int y = part.y; y < part.y + part.h; y++) {
        color *row = painter->image->pixels + (size_t)y * (size_t)painter->image->stride + part.x;
        struct span rows = span_of(y - rect.y, rect.h, height);
        if (above && rows.first == before.first && rows.end == before.end)
            memcpy(row, above, (size_t)part.w * sizeof *row);
        else
            for (int i = 0; i < part.w; i++)
                row[i] = colors[mean_of(shades, width, rows,
                                        span_of(part.x + i - rect.x, rect.w, width))];
        before = rows;
        above = row;
    }
}
