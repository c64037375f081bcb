/* Paths in buffers of one size. */
#ifndef APP_CORE_BASE_PATH_H
#define APP_CORE_BASE_PATH_H

#include "nn/status.h"

enum { FILES_MAX_PATH = 1024 };

/* Writes the path that the format gives. BAD_ARGUMENT, with the path's beginning in the message,
 * if it does not fit; path is then empty. No argument may be in path itself. */
NN_MUST_USE enum nn_status path_format(char path[FILES_MAX_PATH], struct nn_error *err,
                                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* FOLDER/NAME. */
NN_MUST_USE enum nn_status path_join(char path[FILES_MAX_PATH], const char *folder,
                                     const char *name, struct nn_error *err);

NN_MUST_USE enum nn_status path_copy(char path[FILES_MAX_PATH], const char *from,
                                     struct nn_error *err);

/* The path's last part: the name of the file in its folder. Borrowed from path. */
const char *path_base_name(const char *path);

/* The folder that a path of less than FILES_MAX_PATH bytes is in; "." for a bare name. */
void path_parent(char folder[FILES_MAX_PATH], const char *path);

#endif
