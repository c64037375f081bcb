/* The vectors of one level's kernels; the compiler's flags decide how wide they are. */
#pragma once

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
enum { VECTOR_BYTES = 64 };
#elif defined(__AVX__)
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif
enum { LANES = VECTOR_BYTES / 4 };

/* Vectors that a tile can keep in registers, with some left for its operands. */
#if defined(__AVX512F__) || defined(__aarch64__)
#define NN_ACCUMULATORS 24
#else
#define NN_ACCUMULATORS 12
#endif

/* Before a loop of at most n rounds: unrolls it whole, so that arrays indexed by it stay in
 * registers. The number of rounds must be a constant once functions are inlined. */
#if defined(__clang__)
#define NN_UNROLL(n) NN_PRAGMA(clang loop unroll(full))
#else
#define NN_UNROLL(n) NN_PRAGMA(GCC unroll n)
#endif
#define NN_PRAGMA(text) _Pragma(#text)

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef float unaligned_vector __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
typedef uint8_t byte_vector __attribute__((vector_size(LANES)));
typedef uint16_t short_vector __attribute__((vector_size(2 * LANES)));
typedef int32_t vector_mask __attribute__((vector_size(VECTOR_BYTES)));

/* Lanes past the end of the caller's memory may be written by another thread at the same time. They
 * are never used, so the thread sanitizer is told to ignore them. */
__attribute__((no_sanitize("thread"))) static inline vector vector_load(const float *from) {
    return *(const unaligned_vector *)from;
}

static inline void vector_store(float *to, vector value) {
    *(unaligned_vector *)to = value;
}

/* 0, 1, 2, ... */
static inline vector_mask vector_lane_numbers(void) {
    vector_mask numbers = {0};
    for (int lane = 0; lane < LANES; lane++)
        numbers[lane] = lane;
    return numbers;
}

/* a where the mask is all ones, b where it is 0. */
static inline vector vector_choose(vector_mask mask, vector a, vector b) {
    return (vector)(((vector_mask)a & mask) | ((vector_mask)b & ~mask));
}

static inline vector vector_larger(vector a, vector b) {
    return vector_choose(a > b, a, b);
}

static inline int smaller(int a, int b) {
    return a < b ? a : b;
}

/* Stores only the first count lanes. */
static inline void vector_store_part(float *to, vector value, int count) {
    for (int lane = 0; lane < count; lane++)
        to[lane] = value[lane];
}

/* Widens LANES bytes. Goes through 16 bits, because GCC would do a single step lane by lane. */
static inline vector_mask vector_load_bytes(const uint8_t *from) {
    byte_vector bytes;
    memcpy(&bytes, from, sizeof bytes);
    return __builtin_convertvector(__builtin_convertvector(bytes, short_vector), vector_mask);
}

/* Stores values of 0 to 255 as bytes, for which AVX-512 alone has an instruction. */
static inline void vector_store_bytes(uint8_t *to, vector_mask value) {
#if defined(__AVX512F__)
    byte_vector bytes = __builtin_convertvector(value, byte_vector);
#else
    short_vector shorts = __builtin_convertvector(value, short_vector);
    byte_vector bytes = __builtin_convertvector(shorts, byte_vector);
#endif
    memcpy(to, &bytes, sizeof bytes);
}

/* Lane i of the result is lane lanes[i] of a and b side by side. Clang has no such operation for
 * variable lanes, but finds the instruction where they are constant. */
static inline vector vector_shuffle(vector a, vector b, vector_mask lanes) {
#ifdef __clang__
    vector chosen;
    for (int i = 0; i < LANES; i++)
        /* cppcheck-suppress uninitvar ; a vector, of which every lane is set */
        chosen[i] = lanes[i] < LANES ? a[lanes[i]] : b[lanes[i] - LANES];
    return chosen;
#else
    return __builtin_shuffle(a, b, lanes);
#endif
}
