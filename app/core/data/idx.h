/* IDX files, plain or gzipped: magic 00 00 TYPE RANK, then big-endian sizes, then the values. */
#pragma once

#include <stdint.h>

#include "nn/status.h"

/* An array of bytes (item_size 1) or of big-endian 32-bit integers (4). */
struct idx_array {
    int rank, item_size;
    int sizes[3];
    uint8_t *values;
};

/* Says what is wrong with the rank or the sizes. */
typedef enum nn_status idx_check(const struct idx_array *array, const char *path,
                                 struct nn_error *err);

/* Reads the whole file, or the first max items of a longer array: its sizes are those of the whole.
 * An array that check, if not NULL, refuses is refused before any of its values is read. */
NN_MUST_USE enum nn_status idx_read(struct idx_array *array, const char *path, int max,
                                    idx_check *check, struct nn_error *err);
void idx_array_destroy(struct idx_array *array);
