#include "app/core/image/image.h"

#include <stddef.h>

/* The rows (or columns) that pixel `at` of `size` pixels shows of `count`: at least one. */
struct span {
    int first, end;
};

static struct span span_of(int at, int size, int count) {
    int first = (int)((int64_t)at * count / size), end = (int)((int64_t)(at + 1) * count / size);
    return (struct span){first, end > first ? end : first + 1};
}

static uint32_t mean_of(const struct image *image, struct span rows, struct span columns,
                        uint32_t ground) {
    uint64_t alpha = 0, red = 0, green = 0, blue = 0;
    uint64_t count = (uint64_t)(rows.end - rows.first) * (uint64_t)(columns.end - columns.first);
    for (int y = rows.first; y < rows.end; y++) {
        const uint32_t *row = image->pixels + (size_t)y * (size_t)image->stride;
        for (int x = columns.first; x < columns.end; x++) {
            uint32_t pixel = row[x], cover = pixel >> 24;
            alpha += cover;
            red += (pixel >> 16 & 255) * cover;
            green += (pixel >> 8 & 255) * cover;
            blue += (pixel & 255) * cover;
        }
    }
    uint64_t below = (255 * count - alpha) * ground, all = 255 * count;
    return 0xff000000 | (uint32_t)((red + below + all / 2) / all) << 16 |
           (uint32_t)((green + below + all / 2) / all) << 8 |
           (uint32_t)((blue + below + all / 2) / all);
}

uint32_t image_scaled_pixel(const struct image *image, int width, int height, int x, int y,
                            int ground) {
    return mean_of(image, span_of(y, height, image->height), span_of(x, width, image->width),
                   (uint32_t)ground);
}

enum nn_status image_scale(struct image *scaled, int width, int height, const struct image *image,
                           int ground, struct nn_error *err) {
    enum nn_status status = image_create(scaled, width, height, err);
    for (int y = 0; y < height && !status; y++)
        for (int x = 0; x < width; x++)
            scaled->pixels[(size_t)y * (size_t)width + (size_t)x] =
                image_scaled_pixel(image, width, height, x, y, ground);
    return status;
}
