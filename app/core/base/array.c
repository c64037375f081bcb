#include "app/core/base/array.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

static int next_capacity(int capacity, int wanted) {
    int doubled = capacity > INT_MAX / 2 ? INT_MAX : 2 * capacity;
    int least = wanted > FIRST_CAPACITY ? wanted : FIRST_CAPACITY;
    return doubled > least ? doubled : least;
}

void *array_reserve(void *items, int *capacity, int wanted, size_t item_size) {
    assert(wanted > 0);
    if (wanted <= *capacity)
        return items;
    int larger = next_capacity(*capacity, wanted);
    void *moved = realloc(items, (size_t)larger * item_size);
    if (moved)
        *capacity = larger;
    return moved;
}
