/* Arrays that grow as items are appended. */
#pragma once

#include <stddef.h>

/* Returns the array with space for `wanted` items, at least 1, and updates *capacity; at least
 * doubles the space when it moves the array. The caller stores the result and frees it at the end.
 * Items NULL and *capacity 0 are the empty array. NULL without memory: the array stays as it is. */
void *array_reserve(void *items, int *capacity, int wanted, size_t item_size);
