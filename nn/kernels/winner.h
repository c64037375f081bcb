/* The largest of several vectors of values, lane by lane, and which of them it was. */
#ifndef NN_KERNELS_WINNER_H
#define NN_KERNELS_WINNER_H

#include "nn/kernels/vector.h"

struct winner {
    vector value;
    vector_mask number;
};

static inline struct winner winner_of(vector value, int number) {
    return (struct winner){value, (vector_mask){0} + number};
}

/* Of equal values the one that `winner` has stays. */
static inline void winner_update(struct winner *winner, struct winner other) {
    vector_mask better = other.value > winner->value;
    winner->value = vector_larger(other.value, winner->value);
    winner->number = (other.number & better) | (winner->number & ~better);
}

/* The first of the largest of a window's four values; in pairs, which shortens the wait. */
static inline struct winner winner_of_four(const vector values[4]) {
    struct winner upper = winner_of(values[0], 0), lower = winner_of(values[2], 2);
    winner_update(&upper, winner_of(values[1], 1));
    winner_update(&lower, winner_of(values[3], 3));
    winner_update(&upper, lower);
    return upper;
}

static inline void winner_store(const struct winner *winner, int relu, float *y, uint8_t *numbers) {
    vector_store(y, relu ? vector_larger(winner->value, (vector){0}) : winner->value);
    if (numbers)
        vector_store_bytes(numbers, winner->number);
}

#endif
