#include "app/ui/paint/picture_cache.h"

void picture_cache_deinit(struct picture_cache *cache) {
    image_destroy(&cache->image);
}

enum nn_status picture_cache_update(struct picture_cache *cache, const struct image *picture,
                                    uint64_t number, int width, int height, struct nn_error *err) {
    struct image scaled;
    if (cache->number == number && cache->image.width == width && cache->image.height == height)
        return NN_STATUS_OK;
    enum nn_status status = image_scale(&scaled, width, height, picture, 255, err);
    if (status)
        return status;
    image_destroy(&cache->image);
    *cache = (struct picture_cache){scaled, number};
    return NN_STATUS_OK;
}
