#include <string.h>
#include <tiffio.h>

#include "app/core/image/image_format.h"

/* The library may allocate a strip or a tile as large as its header says: room for the largest
 * picture, 16 bits deep with alpha, is enough. */
static const uint64_t max_piece_bytes = 512 << 20;

/* How far the library has read. */
struct position {
    const struct image_source *source;
    uint64_t at;
};

static tmsize_t read_bytes(thandle_t handle, void *to, tmsize_t count) {
    struct position *position = handle;
    uint64_t size = position->source->size;
    uint64_t left = position->at < size ? size - position->at : 0;
    uint64_t length = (uint64_t)count < left ? (uint64_t)count : left;
    if (length > 0)
        memcpy(to, position->source->bytes + position->at, length);
    position->at += length;
    return (tmsize_t)length;
}

static tmsize_t write_nothing(thandle_t handle, void *from, tmsize_t count) {
    return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
    struct position *position = handle;
    const uint64_t from[] = {
        [SEEK_SET] = 0, [SEEK_CUR] = position->at, [SEEK_END] = position->source->size};
    return position->at = from[whence] + offset;
}

static toff_t size_of(thandle_t handle) {
    return ((struct position *)handle)->source->size;
}

static int close_nothing(thandle_t handle) {
    return 0;
}

/* From the library's order of bytes, with colours multiplied by alpha. */
static uint32_t pixel_of(uint32_t abgr) {
    uint32_t alpha = TIFFGetA(abgr), colours[] = {TIFFGetR(abgr), TIFFGetG(abgr), TIFFGetB(abgr)};
    for (int i = 0; i < 3 && alpha > 0; i++) {
        colours[i] = colours[i] * 255 / alpha;
        colours[i] = colours[i] > 255 ? 255 : colours[i];
    }
    return image_pixel(alpha, colours[0], colours[1], colours[2]);
}

/* The library only mirrors, so that the picture is read as stored and turned here. */
static enum nn_status decode(struct image *image, const struct image_source *source,
                             TIFFRGBAImage *tiff, struct nn_error *err) {
    int orientation = tiff->orientation;
    enum nn_status status = image_create_for(image, source, tiff->width, tiff->height, err);
    if (status)
        return status;
    tiff->orientation = tiff->req_orientation = ORIENTATION_TOPLEFT;
    if (!TIFFRGBAImageGet(tiff, image->pixels, tiff->width, tiff->height))
        return image_damaged(source, "TIFF", "its pixels cannot be decoded", err);
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t i = 0; i < count; i++)
        image->pixels[i] = pixel_of(image->pixels[i]);
    return image_turn_upright(image, orientation >= 1 && orientation <= 8 ? orientation : 1, err);
}

static enum nn_status open_directory(struct image *image, const struct image_source *source,
                                     TIFF *file, struct nn_error *err) {
    TIFFRGBAImage tiff;
    char why[1024] = "it has no pixels";
    uint64_t piece = TIFFIsTiled(file) ? TIFFTileSize64(file) : TIFFStripSize64(file);
    if (piece > max_piece_bytes)
        return image_damaged(source, "TIFF", "its strips or tiles are too large", err);
    if (!TIFFRGBAImageOK(file, why) || !TIFFRGBAImageBegin(&tiff, file, 1, why))
        return image_damaged(source, "TIFF", why, err);
    enum nn_status status = decode(image, source, &tiff, err);
    TIFFRGBAImageEnd(&tiff);
    return status;
}

enum nn_status image_read_tiff(struct image *image, const struct image_source *source,
                               struct nn_error *err) {
    struct position position = {source, 0};
    TIFFSetWarningHandler(NULL); /* these would be printed */
    TIFFSetErrorHandler(NULL);
    TIFF *file = TIFFClientOpen(source->path, "rm", &position, read_bytes, write_nothing, seek,
                                close_nothing, size_of, NULL, NULL);
    if (!file)
        return image_damaged(source, "TIFF", "it is cut short or has no directory", err);
    enum nn_status status = open_directory(image, source, file, err);
    TIFFClose(file);
    return status;
}
