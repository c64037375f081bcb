#include "app/core/base/recent_files.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/core/base/json_name.h"

static const char list_key[] = "recent", path_key[] = "path";

static int find(const struct recent_files *recent, const char *path) {
    for (int i = 0; i < recent->count; i++)
        if (strcmp(recent->paths[i], path) == 0)
            return i;
    return -1;
}

static void remove_at(struct recent_files *recent, int index) {
    recent->count--;
    memmove(recent->paths[index], recent->paths[index + 1],
            (size_t)(recent->count - index) * sizeof *recent->paths);
}

void recent_files_add(struct recent_files *recent, const char *path) {
    char *absolute = realpath(path, NULL);
    if (absolute && strlen(absolute) < FILES_MAX_PATH) {
        int known = find(recent, absolute);
        if (known >= 0)
            remove_at(recent, known);
        else if (recent->count == RECENT_FILES_MAX)
            recent->count--;
        memmove(recent->paths[1], recent->paths[0], (size_t)recent->count * sizeof *recent->paths);
        strcpy(recent->paths[0], absolute);
        recent->count++;
    }
    free(absolute);
}

void recent_files_drop_missing(struct recent_files *recent, const char *path) {
    int known = find(recent, path);
    if (known >= 0 && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        remove_at(recent, known);
}

bool recent_files_to_json(const struct recent_files *recent, json_t *json) {
    json_t *list = json_array();
    bool fits = list != NULL;
    for (int i = 0; fits && i < recent->count; i++) {
        json_t *entry = json_object();
        fits = json_name_set(entry, path_key, recent->paths[i]);
        fits = json_array_append_new(list, entry) == 0 && fits;
    }
    return json_object_set_new(json, list_key, list) == 0 && fits;
}

bool recent_files_from_json(struct recent_files *recent, const json_t *json) {
    const json_t *list = json_object_get(json, list_key);
    size_t count = json_array_size(list);
    recent->count = 0;
    for (size_t i = 0; i < count && recent->count < RECENT_FILES_MAX; i++) {
        char *path = recent->paths[recent->count];
        if (json_name_get(json_array_get(list, i), path_key, path, FILES_MAX_PATH) &&
            path[0] == '/' && find(recent, path) < 0)
            recent->count++;
    }
    return !list || (json_is_array(list) && (size_t)recent->count == count);
}
