#include "tests/support/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/support/check.h"

static void remove_entries(const char *folder) {
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries))) {
        char path[2048];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        check_in_range(length, 0, sizeof path - 1);
        scratch_remove(path);
    }
    if (entries)
        closedir(entries);
}

void scratch_remove(const char *path) {
    if (remove(path) == 0 || errno != ENOTEMPTY)
        return;
    chmod(path, 0777); /* some tests make a folder read-only */
    remove_entries(path);
    remove(path);
}

int scratch_count(const char *folder, const char *prefix) {
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    int count = 0;
    while (entries && (entry = readdir(entries)))
        count += entry->d_name[0] != '.' && strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    if (entries)
        closedir(entries);
    return count;
}

void scratch_refuse_to_open(bool refuse) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = refuse ? 0 : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}
