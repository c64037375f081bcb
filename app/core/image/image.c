#include "app/core/image/image.h"

#include <stdlib.h>

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
