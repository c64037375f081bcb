#include "app/core/base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "app/core/base/fingerprint.h"
#include "app/core/base/platform.h"
#include "nn/file.h"

static enum nn_status cannot_make(const char *path, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_IO,
                        "cannot make the folder %s: %s; choose one that can be written", path,
                        strerror(errno));
}

/* A new folder survives a power cut only if its parent is synced too. */
static void sync_parent(const char *path) {
    char parent[FILES_MAX_PATH];
    path_parent(parent, path);
    int fd = open(parent, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

static enum nn_status make_one(const char *path, mode_t mode, struct nn_error *err) {
    struct stat info;
    if (mkdir(path, mode) == 0) {
        sync_parent(path);
        return NN_STATUS_OK;
    }
    if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return NN_STATUS_OK;
    return cannot_make(path, err);
}

static enum nn_status make_all(const char *path, mode_t mode, struct nn_error *err) {
    char part[FILES_MAX_PATH];
    enum nn_status status = path_copy(part, path, err);
    for (char *at = part; !status && *at; at++)
        if (*at == '/' && at > part) {
            *at = '\0';
            status = make_one(part, mode, err);
            *at = '/';
        }
    return status ? status : make_one(path, mode, err);
}

enum nn_status files_make_folder(const char *path, struct nn_error *err) {
    return make_all(path, 0777, err);
}

/* Tries to make a file in the folder: permissions alone do not tell whether that is possible. */
static enum nn_status try_folder(const char *path, struct nn_error *err) {
    char probe[FILES_MAX_PATH];
    enum nn_status status = files_make_folder(path, err);
    if (!status)
        status = path_join(probe, path, ".inkling-XXXXXX", err);
    if (status)
        return status;
    int fd = mkstemp(probe);
    if (fd < 0)
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot write to the folder %s: %s; choose another with --results",
                            path, strerror(errno));
    close(fd);
    unlink(probe);
    return NN_STATUS_OK;
}

/* The default pictures folder of xdg-user-dirs, whose configuration is not read. */
static bool pictures_folder(char path[FILES_MAX_PATH]) {
    const char *pictures = getenv("XDG_PICTURES_DIR"), *home = getenv("HOME");
    if (pictures && *pictures)
        return path_join(path, pictures, "Inkling", NULL) == NN_STATUS_OK;
    return home && *home && path_join(path, home, "Pictures/Inkling", NULL) == NN_STATUS_OK;
}

enum nn_status files_results_folder(char path[FILES_MAX_PATH], const char *wanted,
                                    struct nn_error *err) {
    struct nn_error first, second;
    enum nn_status status = path_copy(path, wanted ? wanted : "results", &first);
    if (!status)
        status = try_folder(path, &first);
    if (!status)
        return status;
    if (wanted || !pictures_folder(path))
        return nn_error_set(err, status, "%s", first.message);
    status = try_folder(path, &second);
    return status ? nn_error_set(err, status, "%.200s; %.200s", first.message, second.message)
                  : status;
}

enum nn_status files_results_folder_to_read(char path[FILES_MAX_PATH], const char *wanted,
                                            struct nn_error *err) {
    const char *first = wanted ? wanted : "results";
    enum nn_status status = files_results_folder(path, wanted, err);
    if (!status || access(first, R_OK | X_OK) != 0)
        return status;
    return path_copy(path, first, err);
}

/* Makes the path, unless it exists; 0, or -1 and the reason in errno. */
typedef int take_path(const char *path, const char *from);

static int take_file(const char *path, const char *from) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    return fd < 0 ? -1 : close(fd);
}

static int take_folder(const char *path, const char *from) {
    return mkdir(path, 0777);
}

static int take_link(const char *path, const char *from) {
    return linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/* Finds a path that `take` does not find to exist; *taken tells whether that could make it. */
static enum nn_status new_path(char path[FILES_MAX_PATH], const char *pattern[3], take_path *take,
                               const char *from, bool *taken, struct nn_error *err) {
    char stamp[32];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    for (int attempt = 1; attempt < 1000; attempt++) {
        char number[16] = "";
        if (attempt > 1)
            snprintf(number, sizeof number, "-%d", attempt);
        enum nn_status status = path_format(path, err, "%s/%s-%s%s%s", pattern[0], pattern[1],
                                            stamp, number, pattern[2]);
        *taken = !status && take(path, from) == 0;
        if (status || *taken || errno != EEXIST)
            return status;
    }
    path[0] = '\0';
    return nn_error_set(err, NN_STATUS_IO, "%s already has 999 files from this second", pattern[0]);
}

enum nn_status files_new_path(char path[FILES_MAX_PATH], const char *folder, const char *prefix,
                              const char *suffix, struct nn_error *err) {
    const char *pattern[] = {folder, prefix, suffix};
    bool taken; /* if it cannot be made, writing it says why */
    return new_path(path, pattern, take_file, NULL, &taken, err);
}

void files_drop_unused(const char *path) {
    struct stat info;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size == 0)
        unlink(path);
}

enum nn_status files_new_folder(char path[FILES_MAX_PATH], const char *folder, const char *prefix,
                                struct nn_error *err) {
    const char *pattern[] = {folder, prefix, ""};
    bool taken;
    enum nn_status status = new_path(path, pattern, take_folder, NULL, &taken, err);
    return status || taken ? status : cannot_make(path, err);
}

/* The XDG base directory specification says to ignore relative paths. */
static const char *absolute(const char *variable) {
    const char *path = getenv(variable);
    return path && path[0] == '/' ? path : NULL;
}

enum nn_status files_follow_link(char path[FILES_MAX_PATH], const char *from,
                                 struct nn_error *err) {
    struct stat info;
    if (lstat(from, &info) != 0 || !S_ISLNK(info.st_mode))
        return path_copy(path, from, err);
    char *target = realpath(from, NULL);
    enum nn_status status =
        target ? path_copy(path, target, err)
               : nn_error_set(err, NN_STATUS_IO, "%s is a link to a file that is not there", from);
    free(target);
    return status;
}

/* NAME in the folder that the variable names, else in one below the user's home. */
static enum nn_status user_path(char path[FILES_MAX_PATH], const char *variable, const char *below,
                                const char *name, struct nn_error *err) {
    const char *folder = absolute(variable), *home = absolute("HOME");
    const char *given = getenv("HOME");
    if (!folder && !home)
        return nn_error_set(err, NN_STATUS_IO,
                            "there is no folder for %s, as the environment variable HOME is not %s",
                            name, given && *given ? "an absolute path" : "set");
    char whole[FILES_MAX_PATH];
    enum nn_status status = folder ? path_join(whole, folder, name, err)
                                   : path_format(whole, err, "%s/%s/%s", home, below, name);
    return status ? status : files_follow_link(path, whole, err);
}

enum nn_status files_settings_path(char path[FILES_MAX_PATH], const char *name,
                                   struct nn_error *err) {
    return user_path(path, "XDG_CONFIG_HOME", ".config", name, err);
}

enum nn_status files_data_path(char path[FILES_MAX_PATH], const char *name, struct nn_error *err) {
    return user_path(path, "XDG_DATA_HOME", ".local/share", name, err);
}

enum nn_status files_check_writable(const char *path, struct nn_error *err) {
    char folder[FILES_MAX_PATH], below[FILES_MAX_PATH];
    path_parent(folder, path);
    while (access(folder, F_OK) != 0 && errno == ENOENT) {
        strcpy(below, folder);
        path_parent(folder, below);
    }
    if (access(folder, W_OK | X_OK) == 0)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO, "cannot write to the folder %s: %s", folder,
                        strerror(errno));
}

enum nn_status files_make_folder_of(const char *path, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    path_parent(folder, path);
    return make_all(folder, 0700, err);
}

static enum nn_status damaged_path(char aside[FILES_MAX_PATH], const char *path, take_path *take,
                                   bool *taken, struct nn_error *err) {
    char folder[FILES_MAX_PATH], prefix[FILES_MAX_PATH];
    const char *pattern[] = {folder, prefix, ""};
    path_parent(folder, path);
    snprintf(prefix, sizeof prefix, "%.1000s.damaged", path_base_name(path));
    return new_path(aside, pattern, take, path, taken, err);
}

enum nn_status files_set_aside(char aside[FILES_MAX_PATH], const char *path, struct nn_error *err) {
    bool taken;
    enum nn_status status = damaged_path(aside, path, take_file, &taken, err);
    if (!status && rename(path, aside) != 0) {
        status = nn_error_set(err, NN_STATUS_IO, "cannot rename %s: %s", path, strerror(errno));
        files_drop_unused(aside);
    }
    return status;
}

enum nn_status files_put_away(char outcome[FILES_OUTCOME], const char *path, enum nn_status why) {
    char aside[FILES_MAX_PATH];
    struct nn_error stuck = {0};
    bool damaged = why != NN_STATUS_IO && why != NN_STATUS_NO_MEMORY && why != NN_STATUS_VERSION;
    enum nn_status status = damaged ? files_set_aside(aside, path, &stuck) : why;
    if (!status)
        snprintf(outcome, FILES_OUTCOME, "the file is now %.200s", path_base_name(aside));
    else
        snprintf(outcome, FILES_OUTCOME, "%.200s%sthe file is left as it is", stuck.message,
                 damaged ? "; " : "");
    return status ? status : NN_STATUS_BAD_FILE;
}

static enum nn_status copy(const char *to, const char *from, struct nn_error *err) {
    enum { MAX_COPY = 1 << 28 };
    void *bytes = NULL;
    size_t size;
    enum nn_status status = nn_file_read(&bytes, &size, from, MAX_COPY, err);
    if (!status)
        status = nn_file_write(to, bytes, size, err);
    free(bytes);
    return status;
}

enum nn_status files_keep_aside(char aside[FILES_MAX_PATH], const char *path,
                                struct nn_error *err) {
    bool taken;
    enum nn_status status = damaged_path(aside, path, take_link, &taken, err);
    if (status || taken)
        return status;
    /* Not every file system has links. */
    status = damaged_path(aside, path, take_file, &taken, err);
    if (!status)
        status = copy(aside, path, err);
    if (status)
        files_drop_unused(aside);
    return status;
}

bool files_lock_folder(int *lock, const char *folder, int wait_ms) {
    enum { STEP_MS = 5 };
    static const struct timespec step = {.tv_nsec = STEP_MS * 1000000};
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool locked = false, taken = *lock >= 0;
    for (int waited_ms = 0; taken && waited_ms <= wait_ms; waited_ms += STEP_MS) {
        if (waited_ms > 0)
            nanosleep(&step, NULL);
        locked = flock(*lock, LOCK_EX | LOCK_NB) == 0;
        taken = !locked && errno == EWOULDBLOCK;
    }
    if (!locked) {
        files_unlock(*lock);
        *lock = FILES_NO_LOCK;
    }
    return !taken;
}

void files_unlock(int lock) {
    if (lock >= 0)
        close(lock);
}

uint64_t files_signature(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return 0;
    const uint64_t parts[] = {(uint64_t)info.st_ino, (uint64_t)info.st_size,
                              (uint64_t)platform_modified_ns(&info)};
    return fingerprint(FINGERPRINT_SEED, parts, sizeof parts);
}

static bool has_mnist(const char *folder) {
    char file[FILES_MAX_PATH];
    return path_join(file, folder, "t10k-images-idx3-ubyte.gz", NULL) == NN_STATUS_OK &&
           access(file, R_OK) == 0;
}

/* Looks in every folder above the running program, the nearest first: for the MNIST folder of an
 * installation or build, then for that of the source tree. */
static bool find_mnist(char path[FILES_MAX_PATH]) {
    static const char *const folders[] = {"share/inkling/mnist", "assets/mnist"};
    char above[FILES_MAX_PATH];
    for (size_t end = platform_program_path(above, sizeof above); end-- > 0;)
        for (int i = 0; above[end] == '/' && i < 2; i++)
            if (!path_format(path, NULL, "%.*s/%s", (int)end, above, folders[i]) && has_mnist(path))
                return true;
    return false;
}

enum nn_status files_mnist_folder(char path[FILES_MAX_PATH], struct nn_error *err) {
    const char *named = getenv("INKLING_DATA_DIR");
    if (named && *named)
        return path_copy(path, named, NULL)
                   ? nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                                  "INKLING_DATA_DIR is too long: the path of a folder has at most "
                                  "%d bytes",
                                  FILES_MAX_PATH - 1)
                   : NN_STATUS_OK;
    if (find_mnist(path))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO,
                        "the MNIST files that come with Inkling are not where they were installed: "
                        "reinstall it, or name their folder with --data");
}
