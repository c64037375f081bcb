/* MNIST and its kin: a folder of four IDX files, plain or gzipped, under the canonical names
 * (train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,
 * t10k-labels-idx1-ubyte, each with or without .gz). */
#ifndef APP_CORE_DATA_IDX_H
#define APP_CORE_DATA_IDX_H

#include "app/core/base/class_set.h"
#include "nn/status.h"

/* One IDX file of bytes: magic 00 00 08 RANK, then big-endian sizes, then the values. */
struct idx_array {
    int rank;
    int sizes[3];
    uint8_t *values;
};

NN_MUST_USE enum nn_status idx_read(struct idx_array *array, const char *path,
                                    struct nn_error *err);
void idx_array_destroy(struct idx_array *array);

/* A training and a test set with the arrays they view. */
struct idx_folder {
    const struct class_set *classes; /* what the labels stand for; borrowed */
    struct nn_dataset train, test;
    struct idx_array arrays[4];
};

/* Reads the training set, the test set or both. Images must be INK_SIDE pixels a side, labels below
 * the number of classes, and as many as the images. The message names the file that is missing or
 * wrong and what to do. */
enum { IDX_TRAIN = 1, IDX_TEST = 2 };
NN_MUST_USE enum nn_status idx_folder_load(struct idx_folder *folder, const char *path, int parts,
                                           const struct class_set *classes, struct nn_error *err);

/* The training set's first pictures, at most so many, with their labels. The files are read no
 * further, and what follows is not looked at; the sizes in arrays are those of the whole set. */
NN_MUST_USE enum nn_status idx_folder_peek(struct idx_folder *folder, const char *path, int max,
                                           const struct class_set *classes, struct nn_error *err);
void idx_folder_destroy(struct idx_folder *folder);

#endif
