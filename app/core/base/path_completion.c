#include "app/core/base/path_completion.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum nn_status path_expand(char path[FILES_MAX_PATH], const char *typed, struct nn_error *err) {
    const char *home = getenv("HOME");
    bool at_home = typed[0] == '~' && (typed[1] == '/' || typed[1] == '\0');
    if (at_home && home && home[0])
        return path_format(path, err, "%s%s", home, typed + 1);
    return path_copy(path, typed, err);
}

/* The names in a folder that begin so, cut to what they have in common. */
struct matches {
    const char *beginning;
    size_t length;
    int count;
    char common[FILES_MAX_PATH];
};

static void add(struct matches *matches, const char *name) {
    bool hidden = name[0] == '.' && matches->beginning[0] != '.';
    if (hidden || strncmp(name, matches->beginning, matches->length) != 0 ||
        strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return;
    if (matches->count++ == 0) {
        snprintf(matches->common, sizeof matches->common, "%s", name);
        return;
    }
    size_t same = 0;
    while (matches->common[same] && matches->common[same] == name[same])
        same++;
    /* Bytes of a character that is not the same in all do not count either. */
    while (same > matches->length && ((unsigned char)matches->common[same] & 0xC0) == 0x80)
        same--;
    matches->common[same] = '\0';
}

static void find(struct matches *matches, const char *folder) {
    DIR *open = opendir(folder);
    if (!open)
        return;
    for (const struct dirent *entry; (entry = readdir(open));)
        add(matches, entry->d_name);
    closedir(open);
}

static bool is_folder(const char *typed) {
    char path[FILES_MAX_PATH];
    struct stat info;
    return !path_expand(path, typed, NULL) && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

void path_complete(char typed[FILES_MAX_PATH]) {
    char path[FILES_MAX_PATH], folder[FILES_MAX_PATH], done[FILES_MAX_PATH];
    if (path_expand(path, typed, NULL))
        return;
    struct matches matches = {.beginning = path_base_name(path)};
    matches.length = strlen(matches.beginning);
    path_parent(folder, path);
    find(&matches, folder);
    const char *missing = matches.common + matches.length;
    if (matches.count == 0 || path_format(done, NULL, "%s%s", typed, missing))
        return;
    strcpy(typed, done);
    if (matches.count == 1 && is_folder(typed) && strlen(typed) + 1 < FILES_MAX_PATH)
        strcat(typed, "/");
}
