#include <png.h>
#include <stdlib.h>

#include "app/core/image/image_format.h"
#include "nn/file.h"

enum { HEADER_BYTES = 8 + 8 + 8 }; /* signature; length and type of IHDR; width and height */

static uint32_t big_endian_32(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* libpng would refuse a bad size, too, but with a message that helps nobody. */
enum nn_status image_read_png(struct image *image, const struct image_source *source,
                              struct nn_error *err) {
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (source->size < HEADER_BYTES)
        return image_damaged(source, "PNG", "it is cut short", err);
    enum nn_status status = image_create_for(image, source, big_endian_32(source->bytes + 16),
                                             big_endian_32(source->bytes + 20), err);
    if (status)
        return status;
    if (!png_image_begin_read_from_memory(&png, source->bytes, source->size))
        return image_damaged(source, "PNG", png.message, err);
    png.format = IMAGE_LITTLE_ENDIAN ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
    png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* otherwise 16-bit files count as linear light */
    if (!png_image_finish_read(&png, NULL, image->pixels, 0, NULL))
        return image_damaged(source, "PNG", png.message, err);
    return NN_STATUS_OK;
}

/* Rows of red, green and blue bytes without padding; the caller frees them. */
static unsigned char *unpack_rgb(const struct image *image) {
    unsigned char *rgb = malloc((size_t)image->width * (size_t)image->height * 3);
    if (!rgb)
        return NULL;
    unsigned char *out = rgb;
    for (int y = 0; y < image->height; y++) {
        const uint32_t *row = image->pixels + (size_t)y * (size_t)image->stride;
        for (int x = 0; x < image->width; x++) {
            *out++ = (unsigned char)(row[x] >> 16);
            *out++ = (unsigned char)(row[x] >> 8);
            *out++ = (unsigned char)row[x];
        }
    }
    return rgb;
}

enum nn_status image_encode_png(char **bytes, size_t *size, const struct image *image,
                                struct nn_error *err) {
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)image->width,
                     .height = (png_uint_32)image->height,
                     .format = PNG_FORMAT_RGB};
    png_alloc_size_t length = PNG_IMAGE_PNG_SIZE_MAX(png);
    unsigned char *rgb = unpack_rgb(image);
    char *file = malloc(length);
    enum nn_status status = NN_STATUS_OK;
    if (!rgb || !file)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a PNG file");
    else if (!png_image_write_to_memory(&png, file, &length, 0, rgb, 0, NULL))
        status = nn_error_set(err, NN_STATUS_IO, "cannot make a PNG file: %s", png.message);
    free(rgb);
    if (status)
        free(file);
    else {
        *bytes = file;
        *size = length;
    }
    return status;
}

enum nn_status image_write_png(const struct image *image, const char *path, struct nn_error *err) {
    char *bytes = NULL;
    size_t size = 0;
    enum nn_status status = image_encode_png(&bytes, &size, image, err);
    if (!status)
        status = nn_file_write(path, bytes, size, err);
    free(bytes);
    return status;
}
