#include "app/core/training/preview.h"

#include <math.h>
#include <stddef.h>

#include "app/core/base/clamp.h"
#include "nn/augment.h"

enum { LOADED = 10 * PREVIEW_PICTURES };

enum nn_status preview_load(struct preview *preview, const char *folder, struct nn_error *err) {
    struct data_set data;
    enum nn_status status = data_set_peek(&data, folder, LOADED, err);
    if (status)
        return status;
    preview_deinit(preview);
    preview->data = data;
    preview->data_count = data.train_count;
    return NN_STATUS_OK;
}

void preview_deinit(struct preview *preview) {
    data_set_destroy(&preview->data);
    *preview = (struct preview){0};
}

void preview_draw(struct preview *preview, const struct nn_augmentation *augmentation,
                  uint64_t seed, int round) {
    const struct nn_dataset *train = &preview->data.train;
    preview->count = train->count < PREVIEW_PICTURES ? train->count : PREVIEW_PICTURES;
    for (int slot = 0; slot < preview->count; slot++) {
        int seen = round * PREVIEW_PICTURES + slot, index = seen % train->count;
        struct nn_rng rng = nn_rng_stream(seed, NN_RNG_AUGMENT, (uint64_t)seen);
        float image[INK_PIXELS];
        nn_augment(nn_kernels_best(), augmentation, &rng,
                   train->images + (ptrdiff_t)index * INK_PIXELS, INK_SIDE, INK_SIDE, image);
        for (int i = 0; i < INK_PIXELS; i++)
            preview->pictures[slot][i] = (uint8_t)lroundf(255 * clamp_float(image[i], 0, 1));
        preview->labels[slot] = train->labels[index];
    }
}
