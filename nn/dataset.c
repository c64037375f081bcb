#include "nn/dataset.h"

#include <stddef.h>

struct nn_dataset nn_dataset_slice(const struct nn_dataset *data, int first, int count) {
    struct nn_dataset slice = *data;
    slice.images += (ptrdiff_t)first * data->height * data->width;
    slice.labels += first;
    slice.count = count;
    return slice;
}

enum nn_status nn_dataset_check(const struct nn_dataset *data, const struct nn_spec *spec,
                                struct nn_error *err) {
    if (data->count < 1)
        return nn_error_set(err, NN_STATUS_MISMATCH, "there are no pictures");
    if (data->classes < NN_MIN_CLASSES || data->classes > NN_MAX_CLASSES)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "the pictures are of %d classes: a network tells %d to %d apart",
                            data->classes, NN_MIN_CLASSES, NN_MAX_CLASSES);
    if (spec->input.height != data->height || spec->input.width != data->width ||
        spec->input.channels != 1)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "the network takes images of %d x %d x %d, the pictures are %d x %d",
                            spec->input.height, spec->input.width, spec->input.channels,
                            data->height, data->width);
    if (nn_shape_size(spec->output) != (size_t)data->classes)
        return nn_error_set(err, NN_STATUS_MISMATCH,
                            "the network has %zu outputs for %d classes: end it with dense%d",
                            nn_shape_size(spec->output), data->classes, data->classes);
    return NN_STATUS_OK;
}

void nn_image_to_floats(const uint8_t *pixels, int count, float *values) {
    for (int i = 0; i < count; i++)
        values[i] = (float)pixels[i] * (1.0f / 255);
}
