#include "nn/temp_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "nn/rng.h"

enum { MAX_STEM = 100, CHOSEN = 6, ATTEMPTS = 10 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static void choose(char chosen[CHOSEN]) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t moment = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
    uint64_t bits = nn_rng_mix(moment + ((uint64_t)getpid() << 32));
    for (int i = 0; i < CHOSEN; i++, bits /= sizeof letters - 1)
        chosen[i] = letters[bits % (sizeof letters - 1)];
}

/* True if another process removed the file between creating and locking it. */
static bool is_gone(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 && info.st_nlink == 0;
}

/* Not within a character of UTF-8, which some systems refuse. */
static int stem_length(const char *name) {
    size_t length = strnlen(name, MAX_STEM);
    while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--;
    return (int)length;
}

/* Unlike mkstemp's, which only the user may read, the file gets the permissions that the umask
 * leaves. Predictable letters do no harm: an existing file is never opened. Where files cannot be
 * locked this one is not, but nobody can sweep it either. */
int nn_temp_file_create(char *path, size_t capacity, const char *folder, const char *name) {
    int length =
        snprintf(path, capacity, "%s%.*s" NN_TEMP_FILE_SUFFIX, folder, stem_length(name), name);
    if (length < 0 || (size_t)length >= capacity) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (int i = 0; i < ATTEMPTS; i++) {
        choose(path + length - CHOSEN);
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            return -1;
        if (fd < 0)
            continue;
        (void)flock(fd, LOCK_EX);
        if (!is_gone(fd))
            return fd;
        close(fd);
    }
    return -1;
}

static bool is_temp_file(const char *file, const char *name) {
    static const char pattern[] = NN_TEMP_FILE_SUFFIX;
    size_t stem = (size_t)stem_length(name), fixed = sizeof pattern - 1 - CHOSEN;
    return strlen(file) == stem + fixed + CHOSEN && strncmp(file, name, stem) == 0 &&
           strncmp(file + stem, pattern, fixed) == 0 &&
           strspn(file + stem + fixed, letters) == CHOSEN;
}

static void remove_if_nobodys(int folder, const char *name) {
    struct stat info;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && flock(fd, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, name, 0);
    close(fd);
}

void nn_temp_file_sweep(const char *folder, const char *name) {
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (struct dirent *entry; (entry = readdir(entries));)
        if (is_temp_file(entry->d_name, name))
            remove_if_nobodys(dirfd(entries), entry->d_name);
    closedir(entries);
}
