/* Pictures of ink of the program's own making, as a data set: digits in the forms that people write
 * around the world, and what is no digit. */
#ifndef APP_CORE_DATA_INK_DATASET_H
#define APP_CORE_DATA_INK_DATASET_H

#include "app/core/ink/ink.h"
#include "nn/dataset.h"
#include "nn/thread_pool.h"

/* images [count,INK_SIDE,INK_SIDE] and labels [count] of the caller's. A seed stands for an endless
 * row of pictures: none_fraction of them no digits (NN_NO_CLASS), the others digits, all equally
 * often, in random order. The arrays are to hold those of the row from `start` on. */
struct ink_dataset {
    uint8_t *images, *labels;
    uint64_t seed, start;
    float none_fraction;
};

/* Draws into the arrays' places first to first + count - 1 on the pool's threads: some 20,000 a
 * second on each. */
void ink_dataset_draw(const struct ink_dataset *ink, int first, int count,
                      struct nn_thread_pool *pool);

#endif
