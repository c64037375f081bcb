/* A quick 64-bit hash of bytes in memory, to tell whether something has changed. It is no
 * protection against malice. Checkpoints hold it: with another formula, runs could not be
 * continued. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The hash of no bytes. */
#define FINGERPRINT_SEED UINT64_C(14695981039346656037)

/* Extends the hash of what came before, at first FINGERPRINT_SEED, by these bytes, 8 at a time. */
uint64_t fingerprint(uint64_t hash, const void *data, size_t size);
