/* MNIST and similar sets: a folder of four IDX files, plain or gzipped, with the canonical names
 * (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,
 * t10k-labels-idx1-ubyte, each with or without .gz). */
#pragma once

#include "app/core/base/class_set.h"
#include "nn/status.h"

/* One IDX file of bytes: magic 00 00 08 RANK, then big-endian sizes, then the values. */
struct idx_array {
    int rank;
    int sizes[3];
    uint8_t *values;
};

/* Reads the whole file, or the first max pictures or labels of a longer array: its sizes are those
 * of the whole. */
NN_MUST_USE enum nn_status idx_read(struct idx_array *array, const char *path, int max,
                                    struct nn_error *err);
void idx_array_destroy(struct idx_array *array);

/* A training and a test set with the arrays they view. */
struct idx_folder {
    const struct class_set *classes; /* the meaning of the labels; borrowed */
    struct nn_dataset train, test;
    struct idx_array arrays[4];
};

/* Reads the training set, the test set or both. Images must be INK_SIDE by INK_SIDE pixels; there
 * must be as many labels, each below the number of classes. The message names the missing or wrong
 * file and says what to do. */
enum { IDX_TRAIN = 1, IDX_TEST = 2 };
NN_MUST_USE enum nn_status idx_folder_load(struct idx_folder *folder, const char *path, int parts,
                                           const struct class_set *classes, struct nn_error *err);

/* Reads only the first pictures of the training set, at most max, with their labels. The rest of
 * the files is not checked; the sizes in arrays are those of the whole set. */
NN_MUST_USE enum nn_status idx_folder_peek(struct idx_folder *folder, const char *path, int max,
                                           const struct class_set *classes, struct nn_error *err);
void idx_folder_destroy(struct idx_folder *folder);
