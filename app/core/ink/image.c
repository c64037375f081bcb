#include "app/core/ink/image.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"

enum {
    MAX_PNG_BYTES = 256 << 20,
    MAX_PNG_PIXELS = 64 << 20,    /* a small file can unpack to more memory than there is */
    PNG_HEADER_BYTES = 8 + 8 + 8, /* signature; length and type of IHDR; width and height */
};

enum nn_status image_create(struct image *image, int width, int height, struct nn_error *err) {
    if (width < 1 || height < 1 || width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "a picture of %d x %d pixels cannot be made: sides are 1 to %d", width,
                            height, IMAGE_MAX_SIDE);
    uint32_t *pixels = calloc((size_t)width * (size_t)height, sizeof *pixels);
    if (!pixels)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory for a picture of %d x %d pixels",
                            width, height);
    *image = (struct image){.width = width, .height = height, .stride = width, .pixels = pixels};
    return NN_STATUS_OK;
}

void image_destroy(struct image *image) {
    free(image->pixels);
    *image = (struct image){0};
}

static uint32_t big_endian_32(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* libpng would refuse these files too, but with messages that help nobody. */
static enum nn_status check_header(const unsigned char *bytes, size_t size, const char *path,
                                   struct nn_error *err) {
    static const unsigned char signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    if (size == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is empty; save it again", path);
    if (size < sizeof signature || memcmp(bytes, signature, sizeof signature) != 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is not a PNG file; convert the picture to PNG", path);
    if (size < PNG_HEADER_BYTES)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is cut short; save it again", path);
    uint32_t width = big_endian_32(bytes + 16), height = big_endian_32(bytes + 20);
    if (width == 0 || height == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has no pixels (%u x %u)", path, width,
                            height);
    if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE ||
        (uint64_t)width * height > MAX_PNG_PIXELS)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is too large (%u x %u pixels): at most %d a side and %d million "
                            "in all; make it smaller",
                            path, width, height, IMAGE_MAX_SIDE, MAX_PNG_PIXELS >> 20);
    return NN_STATUS_OK;
}

static enum nn_status decode(struct image *image, const void *bytes, size_t size, const char *path,
                             struct nn_error *err) {
    png_image png = {.version = PNG_IMAGE_VERSION};
    struct image decoded = {0};
    if (!png_image_begin_read_from_memory(&png, bytes, size))
        goto bad_file;
    enum nn_status status = image_create(&decoded, (int)png.width, (int)png.height, err);
    if (status != NN_STATUS_OK) {
        png_image_free(&png);
        return status;
    }
    png.format = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
    png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* otherwise 16-bit files count as linear light */
    if (!png_image_finish_read(&png, NULL, decoded.pixels, 0, NULL))
        goto bad_file;
    *image = decoded;
    return NN_STATUS_OK;

bad_file:
    image_destroy(&decoded);
    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is a damaged PNG file (%s); save it again",
                        path, png.message);
}

enum nn_status image_read_png(struct image *image, const char *path, struct nn_error *err) {
    void *bytes = NULL;
    size_t size = 0;
    enum nn_status status = nn_file_read(&bytes, &size, path, MAX_PNG_BYTES, err);
    if (status != NN_STATUS_OK)
        return status;
    status = check_header(bytes, size, path, err);
    if (status == NN_STATUS_OK)
        status = decode(image, bytes, size, path, err);
    free(bytes);
    return status;
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

enum nn_status image_write_png(const struct image *image, const char *path, struct nn_error *err) {
    png_image png = {.version = PNG_IMAGE_VERSION,
                     .width = (png_uint_32)image->width,
                     .height = (png_uint_32)image->height,
                     .format = PNG_FORMAT_RGB};
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
    unsigned char *rgb = unpack_rgb(image), *file = malloc(size);
    enum nn_status status;
    if (!rgb || !file)
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to write %s", path);
    else if (!png_image_write_to_memory(&png, file, &size, 0, rgb, 0, NULL))
        status = nn_error_set(err, NN_STATUS_IO, "cannot write %s: %s", path, png.message);
    else
        status = nn_file_write(path, file, size, err);
    free(rgb);
    free(file);
    return status;
}
