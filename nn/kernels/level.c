#include "nn/kernels/level.h"

#include "nn/kernels/vector.h"

#define MEMBER(name) .name = NN_KERNEL(name),

/* clang-format off */
const struct nn_kernels NN_KERNEL(kernels) = {
    .name = NN_TEXT(NN_LEVEL),
    .lanes = LANES,
    NN_EVERY_KERNEL(MEMBER)
};
/* clang-format on */
