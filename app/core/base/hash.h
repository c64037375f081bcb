/* FNV-1a with 64 bits (Fowler, Noll and Vo; http://www.isthe.com/chongo/tech/comp/fnv): quick for
 * short data, the same on all machines of one byte order, no protection against malice. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The hash of no bytes. */
#define HASH_SEED UINT64_C(14695981039346656037)

/* Both extend the hash of what came before, at first HASH_SEED. */
uint64_t hash_bytes(uint64_t hash, const void *data, size_t size);

/* Takes all 64 bits in one step: eight times as fast as hash_bytes, with another result. */
static inline uint64_t hash_word(uint64_t hash, uint64_t word) {
    return (hash ^ word) * UINT64_C(1099511628211);
}
