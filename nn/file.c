#include "nn/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nn/temp_file.h"

enum { PATH_CAPACITY = 4096 };

static bool is_link(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

static enum nn_status cannot_open(const char *path, enum nn_file_kind kind, struct nn_error *err) {
    int reason = errno; /* for a link not the same everywhere */
    if (kind == NN_FILE_NO_LINK && is_link(path))
        return nn_error_set(err, NN_STATUS_BAD_FILE,
                            "%s is a link, which is not followed: put the file itself there", path);
    return nn_error_set(err, NN_STATUS_IO, "cannot open %s: %s", path, strerror(reason));
}

enum nn_status nn_file_open(int *fd, const char *path, enum nn_file_kind kind,
                            struct nn_error *err) {
    struct stat info = {0};
    bool waits = kind == NN_FILE_STREAM;
    int flags = (waits ? 0 : O_NONBLOCK) | (kind == NN_FILE_NO_LINK ? O_NOFOLLOW : 0);
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    if (*fd < 0)
        return cannot_open(path, kind, err);
    bool known = fstat(*fd, &info) == 0;
    int reason = errno;
    if (known && (S_ISREG(info.st_mode) || (waits && !S_ISDIR(info.st_mode))))
        return NN_STATUS_OK;
    close(*fd);
    *fd = -1;
    return known
               ? nn_error_set(err, NN_STATUS_IO, "cannot read %s: it is not a regular file but %s",
                              path, S_ISDIR(info.st_mode) ? "a folder" : "a pipe or a device")
               : nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", path, strerror(reason));
}

static enum nn_status read_open_file(void **data, size_t *size, int fd, const char *path,
                                     size_t limit, struct nn_error *err) {
    struct stat info;
    if (fstat(fd, &info) != 0)
        return nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", path, strerror(errno));
    if ((unsigned long long)info.st_size > limit)
        return nn_error_set(err, NN_STATUS_BAD_FILE, "%s is too large: %lld bytes, at most %zu",
                            path, (long long)info.st_size, limit);
    size_t wanted = (size_t)info.st_size;
    char *bytes = malloc(wanted + 1);
    if (!bytes)
        return nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read %s", path);
    size_t got = 0;
    while (got < wanted) {
        ssize_t part = read(fd, bytes + got, wanted - got);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0) {
            free(bytes);
            return nn_error_set(err, NN_STATUS_IO, "cannot read %s: %s", path,
                                part ? strerror(errno) : "it was shortened while being read");
        }
        got += (size_t)part;
    }
    bytes[got] = '\0';
    *data = bytes;
    *size = got;
    return NN_STATUS_OK;
}

static enum nn_status read_kind(void **data, size_t *size, const char *path, enum nn_file_kind kind,
                                size_t limit, struct nn_error *err) {
    int fd;
    enum nn_status status = nn_file_open(&fd, path, kind, err);
    if (status)
        return status;
    status = read_open_file(data, size, fd, path, limit, err);
    close(fd);
    return status;
}

enum nn_status nn_file_read(void **data, size_t *size, const char *path, size_t limit,
                            struct nn_error *err) {
    return read_kind(data, size, path, NN_FILE_REGULAR, limit, err);
}

enum nn_status nn_file_read_no_link(void **data, size_t *size, const char *path, size_t limit,
                                    struct nn_error *err) {
    return read_kind(data, size, path, NN_FILE_NO_LINK, limit, err);
}

bool nn_file_begins_with(const char *path, const char *text) {
    char begin[256];
    size_t length = strlen(text);
    int fd;
    assert(length < sizeof begin);
    if (nn_file_open(&fd, path, NN_FILE_REGULAR, NULL))
        return false;
    bool begins = read(fd, begin, length) == (ssize_t)length && memcmp(begin, text, length) == 0;
    close(fd);
    return begins;
}

bool nn_file_is_lfs_pointer(const void *data, size_t size) {
    static const char begin[] = "version https://git-lfs.github.com/spec/";
    return size >= sizeof begin - 1 && memcmp(data, begin, sizeof begin - 1) == 0;
}

static int write_all(int fd, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t part = write(fd, bytes, size);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return -1;
        bytes += part;
        size -= (size_t)part;
    }
    return fsync(fd);
}

/* False if the name is too long. */
static bool folder_of(char folder[PATH_CAPACITY], const char *path) {
    const char *slash = strrchr(path, '/');
    int length = snprintf(folder, PATH_CAPACITY, "%.*s", slash ? (int)(slash - path) + 1 : 2,
                          slash ? path : "./");
    return length >= 0 && length < PATH_CAPACITY;
}

/* The rename itself survives a power failure only if the folder is synced too. */
static void sync_folder(const char *folder) {
    int fd = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

/* What is there before a file is written. */
struct place {
    const char *path;
    bool exists;
    mode_t mode; /* of an existing file; the umask decides a new file's */
};

/* Renaming asks only whether the folder may be written, and root may write everything. */
static bool is_protected(const char *path, const struct stat *info) {
    return S_ISREG(info->st_mode) &&
           ((info->st_mode & 0222) == 0 || (access(path, W_OK) != 0 && errno == EACCES));
}

bool nn_file_is_write_protected(const char *path) {
    struct stat info;
    return lstat(path, &info) == 0 && is_protected(path, &info);
}

/* Only regular files are replaced, or /dev/null would become one; and links, which renaming to them
 * does not follow. */
static enum nn_status find_place(struct place *place, const char *path, struct nn_error *err) {
    struct stat info;
    bool exists = lstat(path, &info) == 0 && !S_ISLNK(info.st_mode);
    if (exists && !S_ISREG(info.st_mode))
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot write %s: it exists and is not a regular file", path);
    *place = (struct place){path, exists, exists ? info.st_mode & 0777 : 0};
    if (exists && is_protected(path, &info))
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot write %s: it is write-protected; choose another name", path);
    return NN_STATUS_OK;
}

static const char *cure(int reason) {
    switch (reason) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return "; free some space there, or choose another place";
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:
    case ENOTDIR:
        return "; choose a folder that can be written";
    default:
        return "";
    }
}

static enum nn_status cannot(const char *what, const struct place *place, int reason,
                             struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_IO, "cannot %s %s: %s%s", what, place->path,
                        strerror(reason), cure(reason));
}

/* Closes fd last: that releases the file's lock. fsync has already reported what close might. */
static enum nn_status fill_and_rename(int fd, const char *temporary, const struct place *place,
                                      const void *data, size_t size, struct nn_error *err) {
    bool allowed = !place->exists || fchmod(fd, place->mode) == 0;
    int reason = !allowed || write_all(fd, data, size) != 0 ? errno : 0;
    if (!reason && rename(temporary, place->path) != 0)
        reason = errno;
    close(fd);
    if (!reason)
        return NN_STATUS_OK;
    unlink(temporary);
    return cannot("write", place, reason, err);
}

static enum nn_status write_to(const struct place *place, const void *data, size_t size,
                               struct nn_error *err) {
    char folder[PATH_CAPACITY], temporary[PATH_CAPACITY];
    assert(place->path);
    if (!folder_of(folder, place->path))
        return cannot("create", place, ENAMETOOLONG, err);
    const char *slash = strrchr(place->path, '/'), *name = slash ? slash + 1 : place->path;
    nn_temp_file_sweep(folder, name);
    int fd = nn_temp_file_create(temporary, sizeof temporary, folder, name);
    enum nn_status status = fd < 0 ? cannot("create", place, errno, err)
                                   : fill_and_rename(fd, temporary, place, data, size, err);
    if (!status)
        sync_folder(folder);
    return status;
}

enum nn_status nn_file_write(const char *path, const void *data, size_t size,
                             struct nn_error *err) {
    struct place place = {0};
    enum nn_status status = find_place(&place, path, err);
    return status ? status : write_to(&place, data, size, err);
}
