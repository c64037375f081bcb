/* Reads and writes whole files. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "nn/status.h"

/* What may be opened. */
enum nn_file_kind {
    NN_FILE_REGULAR, /* or a link to one */
    NN_FILE_NO_LINK, /* a regular file: a link is BAD_FILE; the path's folders may be links */
    NN_FILE_STREAM,  /* also a pipe or a device: waits for what comes from it */
};

/* Opens a file to read it; the caller closes *fd. Refuses any other kind, such as a folder, at
 * once: from a pipe nothing need ever come. */
NN_MUST_USE enum nn_status nn_file_open(int *fd, const char *path, enum nn_file_kind kind,
                                        struct nn_error *err);

/* Reads a regular file of at most limit bytes; the caller frees *data. */
NN_MUST_USE enum nn_status nn_file_read(void **data, size_t *size, const char *path, size_t limit,
                                        struct nn_error *err);

/* The same for a file that is no link. */
NN_MUST_USE enum nn_status nn_file_read_no_link(void **data, size_t *size, const char *path,
                                                size_t limit, struct nn_error *err);

/* True if it can be read and begins with this text, of fewer than 256 bytes. */
bool nn_file_begins_with(const char *path, const char *text);

/* True for what Git LFS leaves in the place of a file that it has not fetched; NN_FILE_LFS_POINTER
 * is the error of a file (its name is the one argument) that is such a pointer. */
bool nn_file_is_lfs_pointer(const void *data, size_t size);
#define NN_FILE_LFS_POINTER                                                                        \
    "%s is only a Git LFS pointer to what it stands for: fetch that with \"git lfs pull\""

/* True for a regular file that nobody may write, or not this process: it is not replaced. */
bool nn_file_is_write_protected(const char *path);

/* Writes a temporary file beside path, syncs it and renames it to path, which therefore holds the
 * whole old file or the whole new one at any moment. The temporary file is removed if anything
 * fails; if the process is killed, the next write of path removes it. A link is replaced,
 * never followed; files keep their permissions and new files get those that the umask leaves.
 * Neither a write-protected file nor anything else, such as a device, is replaced. */
NN_MUST_USE enum nn_status nn_file_write(const char *path, const void *data, size_t size,
                                         struct nn_error *err);
