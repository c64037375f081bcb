/* Reads and writes whole files. */
#pragma once

#include <stddef.h>

#include "nn/status.h"

/* Opens a regular file to read it; the caller closes *fd. Refuses anything else, such as a folder
 * or a pipe, at once: nothing need ever come from it. */
NN_MUST_USE enum nn_status nn_file_open(int *fd, const char *path, struct nn_error *err);

/* Reads a regular file of at most limit bytes; the caller frees *data. */
NN_MUST_USE enum nn_status nn_file_read(void **data, size_t *size, const char *path, size_t limit,
                                        struct nn_error *err);

/* Writes a temporary file beside path, syncs it and renames it to path, which therefore holds the
 * whole old file or the whole new one at any moment. The temporary file is removed if anything
 * fails; if the process is killed, the next write into the folder removes it. Links stay links,
 * files keep their permissions and new files get those that the umask leaves. Neither
 * a write-protected file nor anything but a regular file, such as a device, is replaced. */
NN_MUST_USE enum nn_status nn_file_write(const char *path, const void *data, size_t size,
                                         struct nn_error *err);
