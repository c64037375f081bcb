/* Pictures of ink drawn by the program, as a data set: digits in the forms that people write around
 * the world, and non-digits. */
#pragma once

#include "app/core/ink/ink.h"
#include "nn/dataset.h"
#include "nn/thread_pool.h"

/* images [count,INK_SIDE,INK_SIDE] and labels [count] belong to the caller. A seed stands for an
 * endless sequence of pictures in random order: none_fraction of them are non-digits (NN_NO_CLASS),
 * the others digits, all equally often. The arrays begin with number `start` of the sequence. */
struct ink_dataset {
    uint8_t *images, *labels;
    uint64_t seed, start;
    float none_fraction;
};

/* Draws elements first to first + count - 1 of the arrays on the pool's threads, each of which
 * draws some 20,000 per second. */
void ink_dataset_draw(const struct ink_dataset *ink, int first, int count,
                      struct nn_thread_pool *pool);
