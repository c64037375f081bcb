#include "app/core/base/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum nn_status path_format(char path[FILES_MAX_PATH], struct nn_error *err, const char *format,
                           ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(path, FILES_MAX_PATH, format, arguments);
    va_end(arguments);
    if (length >= 0 && length < FILES_MAX_PATH)
        return NN_STATUS_OK;
    enum nn_status status =
        nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "the path %.200s... is too long", path);
    path[0] = '\0';
    return status;
}

enum nn_status path_join(char path[FILES_MAX_PATH], const char *folder, const char *name,
                         struct nn_error *err) {
    return path_format(path, err, "%s/%s", folder, name);
}

enum nn_status path_copy(char path[FILES_MAX_PATH], const char *from, struct nn_error *err) {
    return path_format(path, err, "%s", from);
}

const char *path_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void path_parent(char folder[FILES_MAX_PATH], const char *path) {
    const char *slash = strrchr(path, '/');
    int length = slash && slash > path ? (int)(slash - path) : 1; /* the root is just a slash */
    snprintf(folder, FILES_MAX_PATH, "%.*s", length, slash ? path : ".");
}
