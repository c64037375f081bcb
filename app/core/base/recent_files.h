/* The files that were opened last, the newest first, by their absolute paths. */
#pragma once

#include <stdbool.h>

#include "app/core/base/path.h"

struct json_t; /* jansson's */

enum { RECENT_FILES_MAX = 8 };

struct recent_files {
    int count;
    char paths[RECENT_FILES_MAX][FILES_MAX_PATH];
};

/* Puts a file first, the oldest giving way. One that has no absolute path is left out. */
void recent_files_add(struct recent_files *recent, const char *path);

/* Removes a file that is no longer there; leaves one that is, or that is not in the list. */
void recent_files_drop_missing(struct recent_files *recent, const char *path);

/* Adds the list under "recent", names in it as in json_name.h. False without memory. */
bool recent_files_to_json(const struct recent_files *recent, struct json_t *json);

/* Takes the list from there, without what is no absolute path. False if part of it was left out. */
bool recent_files_from_json(struct recent_files *recent, const struct json_t *json);
