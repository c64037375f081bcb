/* Whole files in and out of memory. */
#ifndef NN_FILE_H
#define NN_FILE_H

#include <stddef.h>

#include "nn/status.h"

/* Reads a regular file of at most limit bytes; *data is the caller's to free(). */
NN_MUST_USE enum nn_status nn_file_read(void **data, size_t *size, const char *path, size_t limit,
                                        struct nn_error *err);

/* Writes to a temporary file beside path, syncs it and renames it to path, which is therefore the
 * old file or the whole new one at any moment. The temporary file is removed if anything fails; one
 * that a killed process has left in the folder is removed by the next write there. A link to a file
 * that is there stays one, a file keeps its permissions, a new one has those that the umask leaves,
 * and what is no file, a device say, is not replaced. */
NN_MUST_USE enum nn_status nn_file_write(const char *path, const void *data, size_t size,
                                         struct nn_error *err);

#endif
