/* Pictures of ink of the program's own making, as a data set: digits in the forms that people write
 * around the world, and what is no digit. */
#ifndef APP_CORE_INK_DATASET_H
#define APP_CORE_INK_DATASET_H

#include "app/core/ink.h"
#include "nn/dataset.h"
#include "nn/thread_pool.h"

/* Fills images [count,28,28] and labels [count] on the pool's threads: this share of them no
 * digits (NN_NO_CLASS), the others digits, all equally often, in random order. The same seed gives
 * the same pictures, and the first ones whatever the count. */
void ink_dataset_fill(uint8_t *images, uint8_t *labels, int count, float none_share, uint64_t seed,
                      struct nn_thread_pool *pool);

#endif
