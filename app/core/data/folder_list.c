#include "app/core/data/folder_list.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/core/base/array.h"

enum { MAX_ENTRIES = 2000000 };

bool folder_list_is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool is_number(const char *name) {
    return name[0] && name[strspn(name, "0123456789")] == '\0';
}

static int compare(const void *a, const void *b) {
    const char *first = ((const struct folder_entry *)a)->name;
    const char *second = ((const struct folder_entry *)b)->name;
    size_t length = strlen(first), other = strlen(second);
    if (is_number(first) && is_number(second) && length != other)
        return length < other ? -1 : 1;
    return strcmp(first, second);
}

/* A name that is too long for a path, or is gone, is no file of ours. */
static bool kind_of(bool *is_folder, const char *folder, const struct dirent *entry) {
    char path[FILES_MAX_PATH];
    *is_folder = entry->d_type == DT_DIR;
    if (entry->d_type == DT_DIR || entry->d_type == DT_REG)
        return true;
    if (path_join(path, folder, entry->d_name, NULL))
        return false;
    *is_folder = folder_list_is_folder(path);
    return true;
}

static enum nn_status add(struct folder_list *list, const struct dirent *entry, bool is_folder,
                          const char *path, struct nn_error *err) {
    if (list->count == MAX_ENTRIES)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s has more than %d files", path,
                            MAX_ENTRIES);
    struct folder_entry *entries =
        array_reserve(list->entries, &list->capacity, list->count + 1, sizeof *entries);
    char *name = entries ? strdup(entry->d_name) : NULL;
    list->entries = entries ? entries : list->entries;
    if (!name)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to look into %s", path);
    list->entries[list->count++] = (struct folder_entry){name, is_folder};
    return NN_STATUS_OK;
}

enum nn_status folder_list_read(struct folder_list *list, const char *path, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    const struct dirent *entry;
    bool is_folder;
    *list = (struct folder_list){0};
    DIR *folder = opendir(path);
    if (!folder)
        return nn_error_set(err, NN_STATUS_IO, "cannot look into the folder %s: %s", path,
                            strerror(errno));
    while (!status && (entry = readdir(folder)))
        if (entry->d_name[0] != '.' && kind_of(&is_folder, path, entry))
            status = add(list, entry, is_folder, path, err);
    closedir(folder);
    if (status)
        folder_list_destroy(list);
    else if (list->count > 0)
        qsort(list->entries, (size_t)list->count, sizeof *list->entries, compare);
    return status;
}

void folder_list_destroy(struct folder_list *list) {
    for (int i = 0; i < list->count; i++)
        free(list->entries[i].name);
    free(list->entries);
    *list = (struct folder_list){0};
}
