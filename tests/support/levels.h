/* Runs a suite once for every SIMD level of kernels that this machine has. */
#pragma once

#include "nn/kernels.h"
#include "tests/support/check.h"

/* The level that a test run by levels_run is to use. */
static inline const struct nn_kernels *level_of(void **state) {
    return *state;
}

/* Runs the tests at every level. Returns main's exit status. */
int levels_run(const struct CMUnitTest *tests, size_t count);
