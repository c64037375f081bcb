#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/image/image_format.h"
#include "nn/file.h"

enum {
    MAX_BYTES = 256 << 20,
    MAX_PIXELS = 64 << 20, /* a small file can unpack to more memory than there is */
    TEXT_BYTES = 256,      /* that tell whether a file is text */
};

#ifdef INKLING_HEIF
#define READ_HEIF image_read_heif
#else
#define READ_HEIF NULL
#endif

/* How files begin, a question mark standing for any byte, and what reads them: NULL for those that
 * are only recognised. */
struct kind {
    int length;
    const char *bytes, *name;
    image_reader *read;
    bool is_picture;
};

static const struct kind kinds[] = {
    {8, "\x89PNG\r\n\x1a\n", "a PNG picture", image_read_png, true},
    {3, "\xff\xd8\xff", "a JPEG picture", image_read_jpeg, true},
    {12, "RIFF????WEBP", "a WebP picture", image_read_webp, true},
    {6, "GIF87a", "a GIF picture", image_read_gif, true},
    {6, "GIF89a", "a GIF picture", image_read_gif, true},
    {4, "II*\0", "a TIFF picture", image_read_tiff, true},
    {4, "MM\0*", "a TIFF picture", image_read_tiff, true},
    {4, "II+\0", "a TIFF picture", image_read_tiff, true},
    {4, "MM\0+", "a TIFF picture", image_read_tiff, true},
    {18, "BM?????????????\0\0\0", "a BMP picture", image_read_bmp, true},
    {2, "P1", "a PNM picture", image_read_pnm, true},
    {2, "P2", "a PNM picture", image_read_pnm, true},
    {2, "P3", "a PNM picture", image_read_pnm, true},
    {2, "P4", "a PNM picture", image_read_pnm, true},
    {2, "P5", "a PNM picture", image_read_pnm, true},
    {2, "P6", "a PNM picture", image_read_pnm, true},
    {12, "????ftypheic", "a HEIC picture", READ_HEIF, true},
    {12, "????ftypheix", "a HEIC picture", READ_HEIF, true},
    {12, "????ftypmif1", "a HEIC picture", READ_HEIF, true},
    {12, "????ftypavif", "an AVIF picture", READ_HEIF, true},
    {8, "????ftyp", "a video", NULL, false},
    {4, "8BPS", "a Photoshop picture", NULL, true},
    {4, "\0\0\1\0", "an icon", NULL, true},
    {8, "????JXL ", "a JPEG XL picture", NULL, true},
    {2, "\xff\x0a", "a JPEG XL picture", NULL, true},
    {8, "????jP  ", "a JPEG 2000 picture", NULL, true},
    {4, "<svg", "an SVG picture", NULL, true},
    {5, "%PDF-", "a PDF", NULL, false},
    {4, "PK\3\4", "a ZIP archive or an office document", NULL, false},
    {3, "\x1f\x8b\x08", "a gzip archive", NULL, false},
    {6, "\x93NUMPY", "a NumPy array", NULL, false},
    {4,
     "\x7f"
     "ELF",
     "a program", NULL, false},
};
static const struct kind text = {.name = "a text"}, unknown = {.name = "a file of an unknown kind"};

static bool begins_with(const struct image_source *source, const struct kind *kind) {
    for (int i = 0; i < kind->length; i++)
        if ((size_t)i >= source->size ||
            (kind->bytes[i] != '?' && source->bytes[i] != (unsigned char)kind->bytes[i]))
            return false;
    return true;
}

/* In ASCII, UTF-8 or another extension of ASCII. */
static bool is_text(const struct image_source *source) {
    for (size_t i = 0; i < source->size && i < TEXT_BYTES; i++)
        if (source->bytes[i] < ' ' && !isspace(source->bytes[i]))
            return false;
    return true;
}

static const struct kind *kind_of(const struct image_source *source) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (begins_with(source, &kinds[i]))
            return &kinds[i];
    return is_text(source) ? &text : &unknown;
}

enum nn_status image_create_for(struct image *image, const struct image_source *source,
                                uint64_t width, uint64_t height, struct nn_error *err) {
    if (width == 0 || height == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s has no pixels (%llu x %llu)", source->path,
                            (unsigned long long)width, (unsigned long long)height);
    if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE || width * height > MAX_PIXELS)
        return nn_error_set(
            err, NN_STATUS_BAD_FILE,
            "%s is too large (%llu x %llu pixels): at most %d a side and %d million "
            "in all; make it smaller",
            source->path, (unsigned long long)width, (unsigned long long)height, IMAGE_MAX_SIDE,
            MAX_PIXELS >> 20);
    return image_create(image, (int)width, (int)height, err);
}

enum nn_status image_damaged(const struct image_source *source, const char *kind, const char *why,
                             struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is a damaged %s file (%s); save it again",
                        source->path, kind, why);
}

/* The orientations name the sides of the upright picture at which the stored rows and columns
 * begin: from 5 on rows are stored as columns. */
enum nn_status image_turn_upright(struct image *image, int orientation, struct nn_error *err) {
    bool swapped = orientation >= 5;
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    struct image upright;
    if (orientation == 1)
        return NN_STATUS_OK;
    enum nn_status status = image_create(&upright, swapped ? image->height : image->width,
                                         swapped ? image->width : image->height, err);
    if (status)
        return status;
    for (int y = 0; y < upright.height; y++)
        for (int x = 0; x < upright.width; x++) {
            int column = swapped ? y : x, row = swapped ? x : y;
            column = from_right ? image->width - 1 - column : column;
            row = from_below ? image->height - 1 - row : row;
            upright.pixels[(size_t)y * (size_t)upright.stride + (size_t)x] =
                image->pixels[(size_t)row * (size_t)image->stride + (size_t)column];
        }
    image_destroy(image);
    *image = upright;
    return NN_STATUS_OK;
}

static enum nn_status refuse(const struct image_source *source, const struct kind *kind,
                             struct nn_error *err) {
    if (source->size == 0)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is empty; save it again", source->path);
    if (kind->is_picture)
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is %s, which cannot be read here; save it as PNG or JPEG",
                            source->path, kind->name);
    return nn_error_set(err, NN_STATUS_BAD_FILE,
                        "%s is %s, not a picture; pictures can be PNG, JPEG, WebP, BMP, GIF, TIFF "
                        "or PNM",
                        source->path, kind->name);
}

enum nn_status image_read_memory(struct image *image, const void *bytes, size_t size,
                                 const char *name, struct nn_error *err) {
    struct image_source source = {name, bytes, size};
    const struct kind *kind = kind_of(&source);
    struct image read = {0};
    enum nn_status status =
        kind->read ? kind->read(&read, &source, err) : refuse(&source, kind, err);
    if (status)
        image_destroy(&read);
    else
        *image = read;
    return status;
}

enum nn_status image_read(struct image *image, const char *path, struct nn_error *err) {
    void *bytes = NULL;
    size_t size = 0;
    enum nn_status status = nn_file_read(&bytes, &size, path, MAX_BYTES, err);
    if (status)
        return status;
    status = image_read_memory(image, bytes, size, path, err);
    free(bytes);
    return status;
}
