/* What is in a folder. */
#pragma once

#include <stdbool.h>

#include "app/core/base/path.h"

/* A name that does not begin with a dot. */
struct folder_entry {
    char *name;
    bool is_folder; /* or a link to one */
};

/* Sorted by name; numbers by their size. */
struct folder_list {
    struct folder_entry *entries;
    int count, capacity;
};

/* Lists a folder of at most 2,000,000 names. The caller destroys the list. */
NN_MUST_USE enum nn_status folder_list_read(struct folder_list *list, const char *path,
                                            struct nn_error *err);
void folder_list_destroy(struct folder_list *list);

/* True if path is a folder. */
bool folder_list_is_folder(const char *path);
