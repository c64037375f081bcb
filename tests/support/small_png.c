#include "tests/support/small_png.h"

#include <png.h>
#include <stdbool.h>
#include <stdlib.h>

enum { COLOURS = 256, CHANNELS = 3 };

struct palette {
    int count;
    uint32_t colours[COLOURS];
};

/* Returns the colour's index, adding the colour if it is new, or -1 if the palette is full. */
static int find(struct palette *palette, uint32_t colour) {
    for (int i = 0; i < palette->count; i++)
        if (palette->colours[i] == colour)
            return i;
    if (palette->count == COLOURS)
        return -1;
    palette->colours[palette->count] = colour;
    return palette->count++;
}

/* Returns false if there are too many colours. */
static bool index_pixels(const struct image *image, struct palette *palette, unsigned char *out) {
    for (int y = 0; y < image->height; y++)
        for (int x = 0; x < image->width; x++) {
            int index = find(palette, image->pixels[y * image->stride + x] & 0xFFFFFF);
            if (index < 0)
                return false;
            *out++ = (unsigned char)index;
        }
    return true;
}

static enum nn_status write_indexed(const struct image *image, const struct palette *palette,
                                    const unsigned char *indices, const char *path,
                                    struct nn_error *err) {
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)image->width,
                     .height = (png_uint_32)image->height,
                     .format = PNG_FORMAT_RGB_COLORMAP,
                     .colormap_entries = (png_uint_32)palette->count};
    unsigned char map[COLOURS * CHANNELS];
    for (int i = 0; i < palette->count; i++)
        for (int c = 0; c < CHANNELS; c++)
            map[CHANNELS * i + c] = (unsigned char)(palette->colours[i] >> (16 - 8 * c));
    if (!png_image_write_to_file(&png, path, 0, indices, 0, map))
        return nn_error_set(err, NN_STATUS_IO, "cannot write %s: %s", path, png.message);
    return NN_STATUS_OK;
}

enum nn_status small_png_write(const struct image *image, const char *path, struct nn_error *err) {
    struct palette palette = {0};
    unsigned char *indices = malloc((size_t)image->width * (size_t)image->height);
    if (!indices)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    enum nn_status status = index_pixels(image, &palette, indices)
                                ? write_indexed(image, &palette, indices, path, err)
                                : image_write_png(image, path, err);
    free(indices);
    return status;
}
