/* The classes that a network tells apart, each with a name to show.
 *
 * A plain value that never changes once it is made. Data sets, readers and results borrow a pointer
 * to one, which must outlive them. */
#pragma once

#include "nn/dataset.h"

enum { CLASS_SET_MAX = NN_MAX_CLASSES, CLASS_SET_MAX_NAME = 16 };

struct class_set {
    int count;                                     /* NN_MIN_CLASSES to CLASS_SET_MAX */
    char names[CLASS_SET_MAX][CLASS_SET_MAX_NAME]; /* printable UTF-8, no two alike, none empty */
};

/* The ten digits, "0" to "9". */
const struct class_set *class_set_digits(void);

/* The name of class index, 0 to count - 1; borrowed. */
const char *class_set_name(const struct class_set *set, int index);

/* The class of this name, or -1. */
int class_set_find(const struct class_set *set, const char *name);
