#include "app/core/base/fingerprint.h"

#include <string.h>

enum { LANES = 4 };

/* A step of FNV-1a over 64 bits. Multiplication carries a difference only upward, so the upper half
 * is then folded onto the lower; otherwise two flips of a word's top bit would cancel out. */
static uint64_t add_word(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static uint64_t word_at(const unsigned char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Four hashes side by side, so that no step has to wait for the one before. */
static uint64_t add_blocks(uint64_t hash, const unsigned char *bytes, size_t count) {
    uint64_t lanes[LANES] = {hash, hash + 1, hash + 2, hash + 3};
    for (size_t block = 0; block < count; block++)
        for (int i = 0; i < LANES; i++, bytes += sizeof *lanes)
            lanes[i] = add_word(lanes[i], word_at(bytes));
    for (int i = 0; i < LANES; i++)
        hash = add_word(hash, lanes[i]);
    return hash;
}

uint64_t fingerprint(uint64_t hash, const void *data, size_t size) {
    const unsigned char *bytes = data;
    uint64_t word;
    const size_t block = LANES * sizeof word;
    if (size >= block)
        hash = add_blocks(hash, bytes, size / block);
    bytes += size / block * block;
    size %= block;
    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word)
        hash = add_word(hash, word_at(bytes));
    if (size == 0)
        return hash;
    word = (uint64_t)size << 56; /* so that trailing zeros count */
    memcpy(&word, bytes, size);
    return add_word(hash, word);
}
