/* The classes that a network tells apart, each with a name to show.
 *
 * A plain value that never changes once it is made. Who borrows a pointer to one needs it to
 * outlive him. */
#pragma once

#include <stdbool.h>

#include "nn/dataset.h"

enum { CLASS_SET_MAX = NN_MAX_CLASSES, CLASS_SET_MAX_NAME = 16 };

struct class_set {
    int count;                                     /* NN_MIN_CLASSES to CLASS_SET_MAX */
    char names[CLASS_SET_MAX][CLASS_SET_MAX_NAME]; /* printable UTF-8, no two alike, none empty */
};

/* The ten digits, "0" to "9". */
const struct class_set *class_set_digits(void);

/* count classes without names of their own: numbers from first on. */
struct class_set class_set_numbers(int first, int count);

/* The name of class index, 0 to count - 1; borrowed. */
const char *class_set_name(const struct class_set *set, int index);

/* The class of this name, or -1. */
int class_set_find(const struct class_set *set, const char *name);

/* Sets the name of a class: what of it fits, up to the first byte that cannot be shown. False if
 * nothing is left or another class below count has that name: it then keeps its own. */
bool class_set_rename(struct class_set *set, int index, const char *name);

/* True if both have the same names in the same order. */
bool class_set_equal(const struct class_set *a, const struct class_set *b);

/* The names as a JSON array, as a model's metadata have them. */
enum { CLASS_SET_TEXT = CLASS_SET_MAX * (2 * CLASS_SET_MAX_NAME + 4) + 3 };
void class_set_to_json(const struct class_set *set, char text[CLASS_SET_TEXT]);

/* False if the text is no such array; the set is then unchanged. */
bool class_set_from_json(struct class_set *set, const char *text);
