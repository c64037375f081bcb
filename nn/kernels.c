#include "nn/kernels.h"

#include <stdlib.h>
#include <string.h>

extern const struct nn_kernels nn_kernels_baseline;
#ifdef NN_X86_LEVELS
extern const struct nn_kernels nn_kernels_avx2, nn_kernels_avx512;
#endif

const struct nn_kernels *nn_kernels_level(int index) {
    const struct nn_kernels *levels[4] = {&nn_kernels_baseline};
#ifdef NN_X86_LEVELS
    /* Each level includes those before it. */
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        levels[1] = &nn_kernels_avx2;
        if (__builtin_cpu_supports("avx512f"))
            levels[2] = &nn_kernels_avx512;
    }
#endif
    return index >= 0 && index < 4 ? levels[index] : NULL;
}

const struct nn_kernels *nn_kernels_best(void) {
    const char *wanted = getenv("INKLING_SIMD");
    const struct nn_kernels *best = NULL;
    for (int i = 0; nn_kernels_level(i); i++) {
        best = nn_kernels_level(i);
        if (wanted && strcmp(wanted, best->name) == 0)
            break;
    }
    return best;
}
