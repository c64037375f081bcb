/* Names of files in JSON. Its text is UTF-8, and a name on Linux may be any bytes: one that is not
 * UTF-8 stands there twice, under KEY for people, with ? for all but ASCII, and under KEY_encoded
 * for programs, percent-encoded as in a URI (uri.h). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct json_t; /* jansson's */

#define JSON_NAME_ENCODED "_encoded"

/* False without memory. */
bool json_name_set(struct json_t *object, const char *key, const char *name);

/* Copies the name and its terminator. False, copying nothing, if the object has no name under this
 * key or it does not fit. */
bool json_name_get(const struct json_t *object, const char *key, char *name, size_t capacity);
