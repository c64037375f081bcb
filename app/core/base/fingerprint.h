/* A quick 64-bit hash of bytes in memory: for telling whether something has changed since the last
 * look, never for what is stored, and no protection against malice. */
#ifndef APP_CORE_BASE_FINGERPRINT_H
#define APP_CORE_BASE_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

/* The hash of nothing. */
#define FINGERPRINT_SEED UINT64_C(14695981039346656037)

/* Returns the hash of what came before, FINGERPRINT_SEED at first, followed by these bytes. Works on eight
 * at a time. */
uint64_t fingerprint(uint64_t hash, const void *data, size_t size);

#endif
