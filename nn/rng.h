/* Random numbers as a function of their purpose: the same on every thread, in any order.
 *
 * A stream has a seed, a purpose and an index as its key (SplitMix64, Steele et al. 2014, is both
 * the hash and the generator), so only the counters need to be saved to continue later. */
#pragma once

#include <math.h>
#include <stdint.h>

/* The purpose of a stream; part of its key, and so of every result: never renumber. */
enum nn_rng_purpose {
    NN_RNG_WEIGHTS = 1, /* index: tensor */
    NN_RNG_SHUFFLE = 2, /* index: epoch */
    NN_RNG_DROPOUT = 3, /* index: step x NN_MAX_LAYERS + layer */
    NN_RNG_AUGMENT = 4, /* index: pictures seen before */
    NN_RNG_INK = 5,     /* index: drawing */
    NN_RNG_SWEEP = 6,   /* index: run */
};

struct nn_rng {
    uint64_t state;
};

static inline uint64_t nn_rng_mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint64_t nn_rng_next(struct nn_rng *rng) {
    rng->state += 0x9e3779b97f4a7c15u;
    return nn_rng_mix(rng->state);
}

static inline struct nn_rng nn_rng_stream(uint64_t seed, enum nn_rng_purpose purpose,
                                          uint64_t index) {
    uint64_t key = nn_rng_mix(seed + 0x9e3779b97f4a7c15u) + (uint64_t)purpose;
    return (struct nn_rng){nn_rng_mix(nn_rng_mix(key) + index)};
}

/* Uniform in [0, 1). */
static inline float nn_rng_uniform(struct nn_rng *rng) {
    return (float)(nn_rng_next(rng) >> 40) * 0x1p-24f;
}

/* Uniform in [-1, 1). */
static inline float nn_rng_symmetric(struct nn_rng *rng) {
    return 2 * nn_rng_uniform(rng) - 1;
}

/* Standard normal, by Box and Muller 1958. */
static inline float nn_rng_normal(struct nn_rng *rng) {
    float radius = sqrtf(-2 * logf(1 - nn_rng_uniform(rng)));
    return radius * cosf(6.2831853f * nn_rng_uniform(rng));
}

/* Uniform in 0 to bound - 1; the bias is below bound / 2^64. The upper half of a product of 64 by
 * 32 bits, in steps of 64 bits. */
static inline uint32_t nn_rng_below(struct nn_rng *rng, uint32_t bound) {
    uint64_t next = nn_rng_next(rng);
    uint64_t upper = (next >> 32) * bound, lower = (next & UINT32_MAX) * bound;
    return (uint32_t)((upper + (lower >> 32)) >> 32);
}
