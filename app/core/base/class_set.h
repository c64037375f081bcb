/* The classes that a network tells apart, each with a name to show.
 *
 * A plain value that never changes once it is made. Data sets, readers and results borrow a pointer
 * to one, which must outlive them. */
#pragma once

#include "nn/dataset.h"
#include "nn/status.h"

/* Names have 1 to CLASS_SET_MAX_NAME - 1 bytes. */
enum { CLASS_SET_MIN = 2, CLASS_SET_MAX = NN_MAX_CLASSES, CLASS_SET_MAX_NAME = 16 };

struct class_set {
    int count;
    char names[CLASS_SET_MAX][CLASS_SET_MAX_NAME]; /* UTF-8 */
};

/* Copies the names. BAD_ARGUMENT if there are too few or too many, or if one is too long, empty,
 * not printable UTF-8 or a repetition. */
NN_MUST_USE enum nn_status class_set_init(struct class_set *set, const char *const *names,
                                          int count, struct nn_error *err);

/* The ten digits, "0" to "9". */
const struct class_set *class_set_digits(void);

/* The name of class index, 0 to count - 1; borrowed. */
const char *class_set_name(const struct class_set *set, int index);

/* The class of this name, or -1. */
int class_set_find(const struct class_set *set, const char *name);
