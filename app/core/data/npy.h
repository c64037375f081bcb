/* Arrays as NumPy writes them: a magic number, a header of text, then the values, row-major. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/status.h"

enum { NPY_MAX_RANK = 4 };

/* kind: b (bool), i, u or f; size: bytes of a value. */
struct npy_header {
    char kind;
    int size;
    bool big_endian;
    int rank;
    int64_t sizes[NPY_MAX_RANK];
};

/* Where the bytes come from: reads exactly size of them, or says in a sentence why not. */
struct npy_source {
    enum nn_status (*read)(void *context, void *bytes, size_t size, struct nn_error *err);
    void *context;
    const char *name; /* of the file, for messages */
};

/* Reads the header, after which the values follow. Sizes are 1 to 2^31 - 1. BAD_FILE for anything
 * that is no plain array of numbers in rows. */
NN_MUST_USE enum nn_status npy_read_header(struct npy_header *header,
                                           const struct npy_source *source, struct nn_error *err);

/* The value at bytes. */
double npy_value(const struct npy_header *header, const uint8_t *bytes);
