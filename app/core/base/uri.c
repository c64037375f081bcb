#include "app/core/base/uri.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "app/core/base/clamp.h"

/* Takes the next byte of a name off *text; 0 at the end, -1 if it is not encoded so. */
static int next_byte(const char **text) {
    const char *at = *text;
    if (*at != '%') {
        *text += *at != '\0';
        return (unsigned char)*at;
    }
    if (!isxdigit((unsigned char)at[1]) || !isxdigit((unsigned char)at[2]))
        return -1;
    const char digits[] = {at[1], at[2], '\0'};
    long byte = strtol(digits, NULL, 16);
    *text += 3;
    return byte ? (int)byte : -1;
}

bool uri_decode(char *name, size_t capacity, const char *text) {
    const char *at = text;
    size_t length = 0;
    int byte;
    while ((byte = next_byte(&at)) > 0)
        length++;
    if (byte < 0 || length >= capacity)
        return false;
    for (size_t i = 0; i <= length; i++)
        name[i] = (char)next_byte(&text);
    return true;
}

/* What follows the host, which is this machine, or NULL. */
static const char *local_part(const char *uri) {
    static const char *const beginnings[] = {"file:///", "file://localhost/", "file:/"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i]);
        if (strncasecmp(uri, beginnings[i], length) == 0)
            return uri + length - 1;
    }
    return NULL;
}

enum nn_status uri_to_path(char path[FILES_MAX_PATH], const char *uri, struct nn_error *err) {
    const char *encoded = local_part(uri);
    bool local = encoded && !(encoded[0] == '/' && encoded[1] == '/');
    if (local && uri_decode(path, FILES_MAX_PATH, encoded))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%.200s is no file on this computer", uri);
}

/* The path that a line names, if it names one. */
static bool line_path(char path[FILES_MAX_PATH], const char *line) {
    if (line[0] != '/')
        return uri_to_path(path, line, NULL) == NN_STATUS_OK;
    return path_copy(path, line, NULL) == NN_STATUS_OK;
}

bool uri_next_path(char path[FILES_MAX_PATH], const char **text) {
    enum { MAX_LINE = 3 * FILES_MAX_PATH }; /* all of a path's bytes may be encoded */
    char line[MAX_LINE];
    while (**text) {
        int length = (int)strcspn(*text, "\r\n");
        snprintf(line, sizeof line, "%.*s", min_int(length, MAX_LINE), *text);
        *text += length;
        *text += strspn(*text, "\r\n");
        if (length < MAX_LINE && line_path(path, line))
            return true;
    }
    return false;
}
