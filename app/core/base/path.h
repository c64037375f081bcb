/* Paths in buffers of a fixed size. */
#pragma once

#include "nn/status.h"

enum { FILES_MAX_PATH = 1024 };

/* Formats a path. BAD_ARGUMENT, with the beginning of the path in the message, if it does not fit;
 * path is then empty. No argument may point into path itself. */
NN_MUST_USE enum nn_status path_format(char path[FILES_MAX_PATH], struct nn_error *err,
                                       const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* FOLDER/NAME. */
NN_MUST_USE enum nn_status path_join(char path[FILES_MAX_PATH], const char *folder,
                                     const char *name, struct nn_error *err);

NN_MUST_USE enum nn_status path_copy(char path[FILES_MAX_PATH], const char *from,
                                     struct nn_error *err);

/* The last part of the path: the file's name in its folder. Borrowed from path. */
const char *path_base_name(const char *path);

/* The folder of a path of fewer than FILES_MAX_PATH bytes; "." for a bare name. */
void path_parent(char folder[FILES_MAX_PATH], const char *path);
