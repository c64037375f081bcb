/* Percent-encoding (RFC 3986, section 2.1), and files named by URIs (RFC 8089) or by their paths.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "app/core/base/path.h"

/* Undoes percent-encoding; name may be text itself. False, copying nothing, if text is not encoded
 * so, has an encoded terminator or does not fit. */
bool uri_decode(char *name, size_t capacity, const char *text);

/* The path of a file:// URI of this machine. BAD_ARGUMENT for any other URI, which it names. */
NN_MUST_USE enum nn_status uri_to_path(char path[FILES_MAX_PATH], const char *uri,
                                       struct nn_error *err);

/* Takes the next file off a text that may name some, one a line, as desktops put them into the
 * clipboard: file:// URIs (text/uri-list, whose comments are skipped), or paths that begin with a
 * slash. Moves *text behind it. False if there is no more. */
bool uri_next_path(char path[FILES_MAX_PATH], const char **text);
