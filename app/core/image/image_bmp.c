#include <stdlib.h>

#include "app/core/image/image_format.h"

/* The headers of Windows (BITMAPINFOHEADER and later) and the short one of OS/2. */
enum { FILE_HEADER = 14, OLD_HEADER = 12, HEADER = 40, MASKS_AT = 54, ALPHA_HEADER = 56 };
enum { PLAIN = 0, MASKS = 3 }; /* ways to store pixels; the others are compressed */

/* Bits of a pixel: red, green, blue, alpha. */
struct layout {
    int64_t width, height; /* a negative height: the rows go from top to bottom */
    uint32_t pixels_at, header, bits, way, palette_at, colours, colour_bytes;
    uint32_t masks[4];
};

static uint32_t number(const struct image_source *source, size_t at, int length) {
    uint32_t value = 0;
    for (int i = length - 1; i >= 0; i--)
        value = value << 8 | (at + (size_t)i < source->size ? source->bytes[at + (size_t)i] : 0);
    return value;
}

static struct layout layout_of(const struct image_source *source) {
    struct layout layout = {.pixels_at = number(source, 10, 4), .header = number(source, 14, 4)};
    layout.palette_at = FILE_HEADER + layout.header;
    if (layout.header == OLD_HEADER) {
        layout.width = number(source, 18, 2);
        layout.height = number(source, 20, 2);
        layout.bits = number(source, 24, 2);
        layout.colour_bytes = 3;
    } else {
        layout.width = (int32_t)number(source, 18, 4);
        layout.height = (int32_t)number(source, 22, 4);
        layout.bits = number(source, 28, 2);
        layout.way = number(source, 30, 4);
        layout.colours = number(source, 46, 4);
        layout.colour_bytes = 4;
    }
    if (layout.bits <= 8 && (layout.colours == 0 || layout.colours > 1u << layout.bits))
        layout.colours = 1u << layout.bits;
    static const uint32_t plain[2][4] = {{0x7c00, 0x3e0, 0x1f, 0}, {0xff0000, 0xff00, 0xff, 0}};
    bool has_alpha = layout.way == MASKS && layout.header >= ALPHA_HEADER;
    for (int i = 0; i < 4; i++)
        layout.masks[i] = layout.way != MASKS  ? plain[layout.bits > 16][i]
                          : i < 3 || has_alpha ? number(source, MASKS_AT + 4 * (size_t)i, 4)
                                               : 0;
    return layout;
}

/* The bits under a mask, scaled to 0 to 255; none if the mask is 0. */
static uint32_t channel(uint32_t value, uint32_t mask, uint32_t none) {
    if (mask == 0)
        return none;
    uint32_t unit = mask & -mask;
    return (uint32_t)((uint64_t)(value & mask) / unit * 255 / (mask / unit));
}

static uint32_t pixel_at(const struct image_source *source, const struct layout *layout, size_t row,
                         int x) {
    uint32_t bits = layout->bits;
    if (bits > 8) {
        uint32_t value = number(source, row + (size_t)x * (bits / 8), (int)bits / 8);
        return image_pixel(channel(value, layout->masks[3], 255),
                           channel(value, layout->masks[0], 0), channel(value, layout->masks[1], 0),
                           channel(value, layout->masks[2], 0));
    }
    size_t bit = (size_t)x * bits;
    uint32_t index = number(source, row + bit / 8, 1) >> (8 - bits - bit % 8) & ((1u << bits) - 1);
    size_t colour = layout->palette_at + (size_t)index * layout->colour_bytes;
    return index < layout->colours ? number(source, colour, 3) | 0xff000000 : 0xff000000;
}

enum nn_status image_read_bmp(struct image *image, const struct image_source *source,
                              struct nn_error *err) {
    struct layout layout = layout_of(source);
    uint32_t bits = layout.bits;
    bool known =
        bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    if (!known || (layout.header != OLD_HEADER && layout.header < HEADER))
        return image_damaged(source, "BMP", "its header is not known", err);
    if (layout.way != PLAIN && layout.way != MASKS)
        return nn_error_set(
            err, NN_STATUS_BAD_FILE,
            "%s is a compressed BMP file, which cannot be read here; save it as PNG", source->path);
    if (layout.width < 0)
        return image_damaged(source, "BMP", "its width is negative", err);
    enum nn_status status = image_create_for(image, source, (uint64_t)layout.width,
                                             (uint64_t)llabs(layout.height), err);
    if (status)
        return status;
    size_t stride = ((size_t)image->width * bits + 31) / 32 * 4; /* rows end at a multiple of 4 */
    if (layout.pixels_at > source->size ||
        stride * (size_t)image->height > source->size - layout.pixels_at)
        return image_damaged(source, "BMP", "it is cut short", err);
    for (int y = 0; y < image->height; y++) {
        int row = layout.height < 0 ? y : image->height - 1 - y;
        for (int x = 0; x < image->width; x++)
            image->pixels[(size_t)y * (size_t)image->stride + (size_t)x] =
                pixel_at(source, &layout, layout.pixels_at + stride * (size_t)row, x);
    }
    return NN_STATUS_OK;
}
