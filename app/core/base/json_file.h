/* Reads JSON from files that people and other programs may have written. */
#pragma once

#include <stddef.h>

#include "nn/status.h"

struct json_t; /* jansson's */

/* Reads a JSON file of at most limit bytes, in which no key may be there twice. The caller owns
 * *json. BAD_FILE names the line that is no JSON. */
NN_MUST_USE enum nn_status json_file_read(struct json_t **json, const char *path, size_t limit,
                                          struct nn_error *err);

/* The same for the file's text, which path names in messages. */
NN_MUST_USE enum nn_status json_file_parse(struct json_t **json, const char *text, size_t size,
                                           const char *path, struct nn_error *err);

/* The length of the UTF-8 byte order mark that some editors put at the beginning of a file, and
 * that is no part of its JSON; 0 if there is none. */
size_t json_file_mark_length(const char *text, size_t size);
