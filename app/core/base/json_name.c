#include "app/core/base/json_name.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/base/text.h"
#include "app/core/base/uri.h"

enum { MAX_KEY = 64 };

static void encoded_key(char encoded[MAX_KEY], const char *key) {
    snprintf(encoded, MAX_KEY, "%s" JSON_NAME_ENCODED, key);
}

static json_t *readable(const char *name, char *space) {
    strcpy(space, name);
    for (char *at = space; *at; at++)
        if ((unsigned char)*at >= 0x80)
            *at = '?';
    return json_string(space);
}

/* The characters that a URI may have as they are, and slashes, stay. */
static json_t *encode(const char *name, char *space) {
    char *to = space;
    for (const char *at = name; *at; at++)
        if ((unsigned char)*at < 0x80 && (isalnum((unsigned char)*at) || strchr("-._~/", *at)))
            *to++ = *at;
        else
            to += snprintf(to, sizeof "%FF", "%%%02X", (unsigned char)*at);
    *to = '\0';
    return json_string(space);
}

bool json_name_set(json_t *object, const char *key, const char *name) {
    json_t *text = json_string(name);
    if (text)
        return json_object_set_new(object, key, text) == 0;
    char encoded[MAX_KEY], *space = malloc(3 * strlen(name) + 1);
    if (!space)
        return false;
    encoded_key(encoded, key);
    int lost = json_object_set_new(object, key, readable(name, space));
    lost |= json_object_set_new(object, encoded, encode(name, space));
    free(space);
    return lost == 0;
}

bool json_name_get(const json_t *object, const char *key, char *name, size_t capacity) {
    char encoded[MAX_KEY];
    encoded_key(encoded, key);
    const char *text = json_string_value(json_object_get(object, encoded));
    return text ? uri_decode(name, capacity, text)
                : text_copy(name, capacity, json_string_value(json_object_get(object, key)));
}
