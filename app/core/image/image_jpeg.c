#include <string.h>
#include <turbojpeg.h>

#include "app/core/image/exif.h"
#include "app/core/image/image_format.h"

enum { START_OF_SCAN = 0xda, END_OF_IMAGE = 0xd9, APP1 = 0xe1 };

/* Each scan of a progressive file passes over all pixels; real ones have about ten. This lets the
 * largest picture have 16 and a small one many. */
static const uint64_t max_work = 1 << 30;

/* What stands between the pixels. */
struct outline {
    int orientation, scans;
};

/* Length of the segment after the marker at a place; 2 for what has none. */
static size_t segment_length(const struct image_source *source, size_t at) {
    return at + 4 <= source->size ? 2 + (size_t)(source->bytes[at + 2] << 8 | source->bytes[at + 3])
                                  : 2;
}

/* Segments before the first scan are stepped over, since they may contain another JPEG file; in
 * pixels, 0xff is followed by 0 unless it begins a marker. */
static struct outline outline_of(const struct image_source *source) {
    struct outline outline = {.orientation = 1};
    size_t at = 2, length;
    for (; at + 2 <= source->size; at += length) {
        const unsigned char *bytes = source->bytes + at;
        length = 1;
        if (bytes[0] != 0xff)
            continue;
        if (bytes[1] == START_OF_SCAN)
            outline.scans++;
        if (bytes[1] >= 0xc0 && bytes[1] < 0xff && (bytes[1] < 0xd0 || bytes[1] > END_OF_IMAGE))
            length = segment_length(source, at);
        if (bytes[1] == APP1 && at + length <= source->size && outline.orientation == 1)
            outline.orientation = exif_orientation(bytes + 4, length > 4 ? length - 4 : 0);
    }
    return outline;
}

/* Programs save the four inks inverted, as Photoshop does: 255 is none. */
static void mix_inks(struct image *image) {
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t i = 0; i < count; i++) {
        unsigned char inks[4];
        memcpy(inks, &image->pixels[i], sizeof inks);
        uint32_t black = inks[3];
        image->pixels[i] =
            image_pixel(255, inks[0] * black / 255, inks[1] * black / 255, inks[2] * black / 255);
    }
}

static enum nn_status decode(struct image *image, const struct image_source *source,
                             tjhandle decoder, struct nn_error *err) {
    int width, height, subsampling, colours;
    if (tjDecompressHeader3(decoder, source->bytes, source->size, &width, &height, &subsampling,
                            &colours))
        return image_damaged(source, "JPEG", tjGetErrorStr2(decoder), err);
    enum nn_status status = image_create_for(image, source, (uint64_t)width, (uint64_t)height, err);
    if (status)
        return status;
    struct outline outline = outline_of(source);
    if ((uint64_t)outline.scans * (uint64_t)width * (uint64_t)height > max_work)
        return image_damaged(source, "JPEG", "it has too many scans", err);
    bool inks = colours == TJCS_CMYK || colours == TJCS_YCCK;
    int format = inks ? TJPF_CMYK : IMAGE_LITTLE_ENDIAN ? TJPF_BGRA : TJPF_ARGB;
    /* Cameras cause harmless warnings. */
    if (tjDecompress2(decoder, source->bytes, source->size, (unsigned char *)image->pixels, width,
                      0, height, format, 0) &&
        (tjGetErrorCode(decoder) == TJERR_FATAL || strstr(tjGetErrorStr2(decoder), "remature end")))
        return image_damaged(source, "JPEG", tjGetErrorStr2(decoder), err);
    if (inks)
        mix_inks(image);
    return image_turn_upright(image, outline.orientation, err);
}

enum nn_status image_read_jpeg(struct image *image, const struct image_source *source,
                               struct nn_error *err) {
    tjhandle decoder = tjInitDecompress();
    if (!decoder)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", source->path);
    enum nn_status status = decode(image, source, decoder, err);
    tjDestroy(decoder);
    return status;
}
