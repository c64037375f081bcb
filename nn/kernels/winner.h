/* The largest of several vectors of values, lane by lane, and which of them it was. */
#ifndef NN_KERNELS_WINNER_H
#define NN_KERNELS_WINNER_H

#include <string.h>

#include "nn/kernels/vector.h"

struct winner {
    vector value;
    vector_mask number;
};

static inline struct winner winner_of_first(vector value) {
    return (struct winner){value, {0}};
}

/* The first of equal values stays. */
static inline void winner_update(struct winner *winner, vector value, int number) {
    vector_mask better = value > winner->value, here = (vector_mask){0} + number;
    winner->value = vector_choose(better, value, winner->value);
    winner->number = (here & better) | (winner->number & ~better);
}

static inline void winner_store(const struct winner *winner, int relu, float *y, uint8_t *numbers) {
    vector_store(y, relu ? vector_larger(winner->value, (vector){0}) : winner->value);
    if (numbers) {
        byte_vector bytes = __builtin_convertvector(winner->number, byte_vector);
        memcpy(numbers, &bytes, sizeof bytes);
    }
}

static inline vector_mask winner_load(const uint8_t *numbers) {
    byte_vector bytes;
    memcpy(&bytes, numbers, sizeof bytes);
    return __builtin_convertvector(bytes, vector_mask);
}

#endif
