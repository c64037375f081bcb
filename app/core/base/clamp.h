/* The smaller and the larger of two numbers, and values clamped between two bounds; min is not
 * above max. */
#pragma once

static inline int min_int(int a, int b) {
    return a < b ? a : b;
}

static inline int max_int(int a, int b) {
    return a > b ? a : b;
}

static inline int clamp_int(int value, int min, int max) {
    return value < min ? min : value > max ? max : value;
}

/* NaN gives min. Compilers turn the two selects into vector code. */
static inline float clamp_float(float value, float min, float max) {
    float raised = value > min ? value : min;
    return raised < max ? raised : max;
}
