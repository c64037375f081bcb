/* The bytes of a file from its beginning to its end, unzipped where it is gzipped. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "nn/status.h"

struct byte_source;

/* Opens a regular file; the caller closes the source. All errors name the path, which is borrowed.
 */
NN_MUST_USE enum nn_status byte_source_open(struct byte_source **source, const char *path,
                                            struct nn_error *err);
void byte_source_close(struct byte_source *source); /* accepts NULL */

/* Reads size bytes; *got is smaller only at the end. */
NN_MUST_USE enum nn_status byte_source_read(struct byte_source *source, void *bytes, size_t size,
                                            size_t *got, struct nn_error *err);

const char *byte_source_path(const struct byte_source *source);
