/* Labelled 8-bit pictures: 0 is paper, 255 is ink. */
#pragma once

#include <stdint.h>

#include "nn/spec.h"

/* How many classes a network can distinguish. */
enum { NN_MIN_CLASSES = 2, NN_MAX_CLASSES = 64 };

/* The label of a picture of no class: networks learn to be undecided, accuracies leave it out. */
enum { NN_NO_CLASS = 255 };

/* images [count, height, width], labels [count] below classes or NN_NO_CLASS. A view: whoever made
 * the arrays frees them. A part of a dataset is a view with moved pointers and a smaller count. */
struct nn_dataset {
    const uint8_t *images;
    const uint8_t *labels;
    int count, height, width, classes;
};

/* MISMATCH if there are no pictures, the number of classes is out of bounds, or the network takes
 * other images or has another number of outputs. */
NN_MUST_USE enum nn_status nn_dataset_check(const struct nn_dataset *data,
                                            const struct nn_spec *spec, struct nn_error *err);

/* The images first to first + count - 1, borrowed from data. */
struct nn_dataset nn_dataset_slice(const struct nn_dataset *data, int first, int count);

/* values[i] = pixels[i] / 255, the input that every network takes. */
void nn_image_to_floats(const uint8_t *pixels, int count, float *values);
