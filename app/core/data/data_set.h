/* A set of labelled pictures to train and to test with, from files as people have them: IDX (MNIST,
 * EMNIST, QMNIST, Fashion-MNIST, KMNIST), CSV, NPZ or a folder of pictures for each class; a folder
 * or a file, whose content tells which it is. */
#pragma once

#include "app/core/data/data_format.h"

/* train and test view the memory of parts. Where a source has no test pictures of its own, a
 * seventh of its pictures, always the same, is set apart for that and never trained on. */
struct data_set {
    struct class_set classes; /* the meaning of the labels */
    struct nn_dataset train, test;
    int train_count; /* training pictures of the whole set */
    struct data_part parts[2];
};

/* Reads the training set, the test set or both (DATA_TRAIN, DATA_TEST). Pictures of other sizes are
 * scaled to INK_SIDE. There are as many classes as labels, from 0 or 1 to the largest, at most
 * CLASS_SET_MAX; a mapping file (class_names.h) or the names of folders name them. The message
 * names the missing or wrong file and says what to do. */
NN_MUST_USE enum nn_status data_set_load(struct data_set *set, const char *path, int parts,
                                         struct nn_error *err);

/* Reads only the first pictures of the training set, at most max, where the format allows it: of
 * IDX files the rest is not checked. */
NN_MUST_USE enum nn_status data_set_peek(struct data_set *set, const char *path, int max,
                                         struct nn_error *err);
void data_set_destroy(struct data_set *set);

/* Makes train and test view parts; classes are set. */
void data_set_view(struct data_set *set);

/* Gives the labels the meaning that a network has: by their names, or, where a set has only
 * numbers, by these. MISMATCH, with what does not fit, if there is a class that the network lacks.
 * path is for messages. */
NN_MUST_USE enum nn_status data_set_adopt(struct data_set *set, const struct class_set *classes,
                                          const char *path, struct nn_error *err);
