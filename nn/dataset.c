#include "nn/dataset.h"

#include <stddef.h>

struct nn_dataset nn_dataset_slice(const struct nn_dataset *data, int first, int count) {
    struct nn_dataset slice = *data;
    slice.images += (ptrdiff_t)first * data->height * data->width;
    slice.labels += first;
    slice.count = count;
    return slice;
}

void nn_image_to_floats(const uint8_t *pixels, int count, float *values) {
    for (int i = 0; i < count; i++)
        values[i] = (float)pixels[i] * (1.0f / 255);
}
