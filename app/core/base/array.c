#include "app/core/base/array.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include "app/core/base/clamp.h"

enum { FIRST_CAPACITY = 16 };

void *array_reserve(void *items, int *capacity, int wanted, size_t item_size) {
    assert(wanted > 0);
    if (wanted <= *capacity)
        return items;
    int doubled = *capacity > INT_MAX / 2 ? INT_MAX : 2 * *capacity;
    int larger = clamp_int(wanted, FIRST_CAPACITY, INT_MAX);
    if (larger < doubled)
        larger = doubled;
    void *moved = realloc(items, (size_t)larger * item_size);
    if (moved)
        *capacity = larger;
    return moved;
}
