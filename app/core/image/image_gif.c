#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/image/image_format.h"

/* How far the library has read. */
struct position {
    const struct image_source *source;
    size_t at;
};

static int read_bytes(GifFileType *gif, GifByteType *to, int count) {
    struct position *position = gif->UserData;
    size_t left = position->source->size - position->at;
    size_t length = (size_t)count < left ? (size_t)count : left;
    memcpy(to, position->source->bytes + position->at, length);
    position->at += length;
    return (int)length;
}

static enum nn_status damaged(const struct image_source *source, int code, struct nn_error *err) {
    const char *why = GifErrorString(code);
    return image_damaged(source, "GIF", why ? why : "it ends early", err);
}

/* Reads up to the first frame; *transparent is the colour that is not painted, or -1. */
static bool find_frame(GifFileType *gif, int *transparent) {
    GifRecordType record;
    *transparent = NO_TRANSPARENT_COLOR;
    while (DGifGetRecordType(gif, &record) == GIF_OK) {
        if (record == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(gif) == GIF_OK;
        if (record != EXTENSION_RECORD_TYPE)
            return false;
        int code;
        GifByteType *block;
        GraphicsControlBlock control;
        if (DGifGetExtension(gif, &code, &block) != GIF_OK)
            return false;
        if (code == GRAPHICS_EXT_FUNC_CODE && block &&
            DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            *transparent = control.TransparentColor;
        while (block)
            if (DGifGetExtensionNext(gif, &block) != GIF_OK)
                return false;
    }
    return false;
}

static void paint_row(struct image *image, const GifFileType *gif, const GifPixelType *row, int y,
                      int transparent) {
    const ColorMapObject *map = gif->Image.ColorMap ? gif->Image.ColorMap : gif->SColorMap;
    uint32_t *to =
        image->pixels + (size_t)(gif->Image.Top + y) * (size_t)image->stride + gif->Image.Left;
    for (int x = 0; x < gif->Image.Width; x++)
        if (row[x] != transparent && map && row[x] < map->ColorCount) {
            GifColorType colour = map->Colors[row[x]];
            to[x] = image_pixel(255, colour.Red, colour.Green, colour.Blue);
        }
}

/* Interlaced rows come in four passes: every eighth, those in between, and so on. */
static bool paint_frame(struct image *image, GifFileType *gif, GifPixelType *row, int transparent) {
    static const struct { int first, step; } passes[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}, {0, 1}};
    int pass = gif->Image.Interlace ? 0 : 4, last = gif->Image.Interlace ? 3 : 4;
    for (; pass <= last; pass++)
        for (int y = passes[pass].first; y < gif->Image.Height; y += passes[pass].step) {
            if (DGifGetLine(gif, row, gif->Image.Width) != GIF_OK)
                return false;
            paint_row(image, gif, row, y, transparent);
        }
    return true;
}

static enum nn_status decode(struct image *image, const struct image_source *source,
                             GifFileType *gif, struct nn_error *err) {
    int transparent;
    enum nn_status status =
        image_create_for(image, source, (uint64_t)gif->SWidth, (uint64_t)gif->SHeight, err);
    if (status)
        return status;
    if (!find_frame(gif, &transparent))
        return damaged(source, gif->Error, err);
    const GifImageDesc *frame = &gif->Image;
    if (frame->Left < 0 || frame->Top < 0 || frame->Width < 1 || frame->Height < 1 ||
        frame->Left + frame->Width > image->width || frame->Top + frame->Height > image->height)
        return image_damaged(source, "GIF", "its frame is outside the picture", err);
    GifPixelType *row = malloc((size_t)frame->Width);
    if (!row)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", source->path);
    if (!paint_frame(image, gif, row, transparent))
        status = damaged(source, gif->Error, err);
    free(row);
    return status;
}

enum nn_status image_read_gif(struct image *image, const struct image_source *source,
                              struct nn_error *err) {
    struct position position = {source, 0};
    int code = 0;
    GifFileType *gif = DGifOpen(&position, read_bytes, &code);
    if (!gif)
        return damaged(source, code, err);
    enum nn_status status = decode(image, source, gif, err);
    DGifCloseFile(gif, &code);
    return status;
}
