#include "app/core/base/hash.h"

uint64_t hash_bytes(uint64_t hash, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        hash = hash_word(hash, bytes[i]);
    return hash;
}
