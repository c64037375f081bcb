/* Lists of metadata, and which lines belong to a model. */
#pragma once

#include <stdbool.h>

#include "nn/metadata.h"
#include "nn/status.h"

enum { NN_METADATA_LINES = 32, NN_METADATA_OF_FILES = 4, NN_METADATA_MAX_VALUE = 4096 };

/* Keys are unique; the texts are borrowed. */
struct nn_metadata_list {
    int count;
    struct nn_metadata lines[NN_METADATA_LINES];
};

/* The line with this key, or NULL. */
const struct nn_metadata *nn_metadata_find(const struct nn_metadata_list *list, const char *key);

/* Replaces the line with this key or adds it. BAD_ARGUMENT if key or value is not UTF-8 of at most
 * NN_METADATA_MAX_VALUE bytes, or if there are max_count lines already. */
NN_MUST_USE enum nn_status nn_metadata_set(struct nn_metadata_list *list, int max_count,
                                           const struct nn_metadata *line, struct nn_error *err);

/* Adds a line read from a file unless it is one of the four about the file, not text (NULL), too
 * long or one too many: none of that is a reason to refuse another program's file. */
void nn_metadata_keep(struct nn_metadata_list *list, const char *key, const char *value);

/* True for the keys of the four lines about the file itself. */
bool nn_metadata_is_files_own(const char *key);
