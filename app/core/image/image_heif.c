#include <libheif/heif.h>
#include <string.h>

#include "app/core/image/image_format.h"

static enum nn_status copy(struct image *image, const struct image_source *source,
                           const struct heif_image *decoded, struct nn_error *err) {
    int stride = 0, width = heif_image_get_primary_width(decoded),
        height = heif_image_get_primary_height(decoded);
    const uint8_t *bytes =
        heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
    if (!bytes || width != image->width || height != image->height)
        return image_damaged(source, "HEIC", "its pixels are not as its header says", err);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const uint8_t *rgba = bytes + (size_t)y * (size_t)stride + 4 * (size_t)x;
            image->pixels[(size_t)y * (size_t)image->stride + (size_t)x] =
                image_pixel(rgba[3], rgba[0], rgba[1], rgba[2]);
        }
    return NN_STATUS_OK;
}

static enum nn_status decode(struct image *image, const struct image_source *source,
                             const struct heif_image_handle *handle, struct nn_error *err) {
    struct heif_image *decoded = NULL;
    enum nn_status status =
        image_create_for(image, source, (uint64_t)heif_image_handle_get_width(handle),
                         (uint64_t)heif_image_handle_get_height(handle), err);
    if (status)
        return status;
    struct heif_error error = heif_decode_image(handle, &decoded, heif_colorspace_RGB,
                                                heif_chroma_interleaved_RGBA, NULL);
    status = error.code ? image_damaged(source, "HEIC", error.message, err)
                        : copy(image, source, decoded, err);
    heif_image_release(decoded);
    return status;
}

/* The library turns pictures upright itself. */
enum nn_status image_read_heif(struct image *image, const struct image_source *source,
                               struct nn_error *err) {
    struct heif_image_handle *handle = NULL;
    struct heif_context *context = heif_context_alloc();
    if (!context)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", source->path);
    struct heif_error error =
        heif_context_read_from_memory_without_copy(context, source->bytes, source->size, NULL);
    if (!error.code)
        error = heif_context_get_primary_image_handle(context, &handle);
    enum nn_status status = error.code ? image_damaged(source, "HEIC", error.message, err)
                                       : decode(image, source, handle, err);
    heif_image_handle_release(handle);
    heif_context_free(context);
    return status;
}
