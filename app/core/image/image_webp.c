#include <webp/decode.h>
#include <webp/demux.h>

#include "app/core/image/exif.h"
#include "app/core/image/image_format.h"

/* The first frame may cover only a part of the picture; the rest stays transparent. */
static enum nn_status decode_frame(struct image *image, const struct image_source *source,
                                   const WebPIterator *frame, struct nn_error *err) {
    int right = frame->x_offset + frame->width, bottom = frame->y_offset + frame->height;
    if (frame->x_offset < 0 || frame->y_offset < 0 || right > image->width ||
        bottom > image->height)
        return image_damaged(source, "WebP", "its frame is outside the picture", err);
    uint32_t *pixels =
        image->pixels + (size_t)frame->y_offset * (size_t)image->stride + frame->x_offset;
    size_t bytes = sizeof *pixels *
                   ((size_t)(frame->height - 1) * (size_t)image->stride + (size_t)frame->width);
    int stride = image->stride * (int)sizeof *pixels;
    uint8_t *to = (uint8_t *)pixels;
    if (!(IMAGE_LITTLE_ENDIAN
              ? WebPDecodeBGRAInto(frame->fragment.bytes, frame->fragment.size, to, bytes, stride)
              : WebPDecodeARGBInto(frame->fragment.bytes, frame->fragment.size, to, bytes, stride)))
        return image_damaged(source, "WebP", "its pixels cannot be decoded", err);
    return NN_STATUS_OK;
}

static int orientation_of(const WebPDemuxer *demuxer) {
    WebPChunkIterator chunk;
    int orientation = 1;
    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk))
        orientation = exif_orientation(chunk.chunk.bytes, chunk.chunk.size);
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
}

static enum nn_status decode(struct image *image, const struct image_source *source,
                             const WebPDemuxer *demuxer, struct nn_error *err) {
    WebPIterator frame;
    enum nn_status status =
        image_create_for(image, source, WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH),
                         WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT), err);
    if (status)
        return status;
    if (!WebPDemuxGetFrame(demuxer, 1, &frame))
        return image_damaged(source, "WebP", "it has no frame", err);
    status = decode_frame(image, source, &frame, err);
    WebPDemuxReleaseIterator(&frame);
    return status ? status : image_turn_upright(image, orientation_of(demuxer), err);
}

enum nn_status image_read_webp(struct image *image, const struct image_source *source,
                               struct nn_error *err) {
    WebPData data = {source->bytes, source->size};
    WebPDemuxer *demuxer = WebPDemux(&data);
    if (!demuxer)
        return image_damaged(source, "WebP", "it is cut short or has wrong sizes", err);
    enum nn_status status = decode(image, source, demuxer, err);
    WebPDemuxDelete(demuxer);
    return status;
}
