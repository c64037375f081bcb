/* A model's file split into parts, to change and reassemble. */
#pragma once

#include <stddef.h>

#include "nn/formats/safetensors.h"

/* Returns a model of 3 x 4 pictures whose values all differ: value i of the block is 1 + i / 8. The
 * caller releases it. */
struct nn_model *numbered_model(const char *spec);

/* header is the JSON, an allocated text; values are the bytes after it, with 16 spare bytes. */
struct model_file {
    char *header;
    unsigned char *values;
    size_t value_bytes;
};

/* Returns the parts of the file that nn_model_save writes. */
struct model_file model_file_of(const struct nn_model *model, const struct nn_metadata *metadata,
                                int metadata_count);
struct model_file model_file_copy(const struct model_file *parts);
void model_file_deinit(struct model_file *parts);

/* Returns the parts as one file, in a block of exactly its size; the caller frees it. */
unsigned char *model_file_assemble(const struct model_file *parts, size_t *size);

/* Replaces the first `found` in the header by `by`; fails the test if there is none. */
void model_file_replace(struct model_file *parts, const char *found, const char *by);
