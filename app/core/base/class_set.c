#include "app/core/base/class_set.h"

#include <assert.h>
#include <string.h>

const struct class_set *class_set_digits(void) {
    static const struct class_set digits = {10, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}};
    return &digits;
}

const char *class_set_name(const struct class_set *set, int index) {
    assert(index >= 0 && index < set->count);
    return set->names[index];
}

int class_set_find(const struct class_set *set, const char *name) {
    for (int i = 0; i < set->count; i++)
        if (strcmp(set->names[i], name) == 0)
            return i;
    return -1;
}
