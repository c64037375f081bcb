/* The maximum of several vectors, lane by lane, and its index. */
#pragma once

#include "nn/kernels/vector.h"

struct running_max {
    vector value;
    vector_mask index;
};

static inline struct running_max running_max_of(vector value, int index) {
    return (struct running_max){value, (vector_mask){0} + index};
}

/* Of equal values the first one stays. */
static inline void running_max_update(struct running_max *max, struct running_max other) {
    vector_mask better = other.value > max->value;
    max->value = vector_larger(other.value, max->value);
    max->index = (other.index & better) | (max->index & ~better);
}

/* The first maximum of four values. Comparing in pairs shortens the chain of dependencies. */
static inline struct running_max running_max_of_four(const vector values[4]) {
    struct running_max upper = running_max_of(values[0], 0), lower = running_max_of(values[2], 2);
    running_max_update(&upper, running_max_of(values[1], 1));
    running_max_update(&lower, running_max_of(values[3], 3));
    running_max_update(&upper, lower);
    return upper;
}

static inline void running_max_store(const struct running_max *max, int relu, float *y,
                                     uint8_t *argmax) {
    vector_store(y, relu ? vector_larger(max->value, (vector){0}) : max->value);
    if (argmax)
        vector_store_bytes(argmax, max->index);
}
