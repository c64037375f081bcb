#include "app/core/base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "nn/file.h"

static enum nn_status too_long(struct nn_error *err, const char *path) {
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "the path %.200s... is too long", path);
}

static enum nn_status cannot_make(const char *path, struct nn_error *err) {
    return nn_error_set(err, NN_STATUS_IO,
                        "cannot make the folder %s: %s; name another one that can be written", path,
                        strerror(errno));
}

/* The new folder survives a power cut only when the one that it is in is synced too. */
static void sync_parent(const char *path) {
    char parent[FILES_MAX_PATH + 8];
    snprintf(parent, sizeof parent, "%s/..", path);
    int fd = open(parent, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

static enum nn_status make_one(const char *path, struct nn_error *err) {
    struct stat info;
    if (mkdir(path, 0777) == 0) {
        sync_parent(path);
        return NN_STATUS_OK;
    }
    if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return NN_STATUS_OK;
    return cannot_make(path, err);
}

enum nn_status files_make_folder(const char *path, struct nn_error *err) {
    char part[FILES_MAX_PATH];
    if (strlen(path) >= sizeof part)
        return too_long(err, path);
    enum nn_status status = NN_STATUS_OK;
    for (const char *at = path; !status && *at; at++)
        if (*at == '/' && at > path) {
            snprintf(part, sizeof part, "%.*s", (int)(at - path), path);
            status = make_one(part, err);
        }
    return status ? status : make_one(path, err);
}

/* Whether a file can be made in the folder, which is tried: permissions alone do not tell. */
static enum nn_status try_folder(const char *path, struct nn_error *err) {
    char probe[FILES_MAX_PATH];
    enum nn_status status = files_make_folder(path, err);
    if (status)
        return status;
    int length = snprintf(probe, sizeof probe, "%s/.inkling-XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof probe)
        return too_long(err, path);
    int fd = mkstemp(probe);
    if (fd < 0)
        return nn_error_set(err, NN_STATUS_IO,
                            "cannot write to the folder %s: %s; name another one by --results",
                            path, strerror(errno));
    close(fd);
    unlink(probe);
    return NN_STATUS_OK;
}

/* The user's pictures folder as xdg-user-dirs has it by default: its configuration is not read. */
static bool pictures_folder(char path[FILES_MAX_PATH]) {
    const char *pictures = getenv("XDG_PICTURES_DIR"), *home = getenv("HOME");
    int length = -1;
    if (pictures && *pictures)
        length = snprintf(path, FILES_MAX_PATH, "%s/Inkling", pictures);
    else if (home && *home)
        length = snprintf(path, FILES_MAX_PATH, "%s/Pictures/Inkling", home);
    return length > 0 && length < FILES_MAX_PATH;
}

enum nn_status files_results_folder(char path[FILES_MAX_PATH], const char *wanted,
                                    struct nn_error *err) {
    const char *first = wanted ? wanted : "results";
    if (strlen(first) >= FILES_MAX_PATH)
        return too_long(err, first);
    strcpy(path, first);
    enum nn_status status = try_folder(path, err);
    if (status && !wanted && pictures_folder(path))
        status = try_folder(path, err);
    return status;
}

enum nn_status files_results_folder_to_read(char path[FILES_MAX_PATH], const char *wanted,
                                            struct nn_error *err) {
    const char *first = wanted ? wanted : "results";
    enum nn_status status = files_results_folder(path, wanted, err);
    if (!status || strlen(first) >= FILES_MAX_PATH || access(first, R_OK | X_OK) != 0)
        return status;
    strcpy(path, first);
    return NN_STATUS_OK;
}

enum nn_status files_new_path(char path[FILES_MAX_PATH], const char *folder, const char *prefix,
                              const char *suffix, struct nn_error *err) {
    char stamp[32];
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    for (int attempt = 1; attempt < 1000; attempt++) {
        char number[16] = "";
        if (attempt > 1)
            snprintf(number, sizeof number, "-%d", attempt);
        int length =
            snprintf(path, FILES_MAX_PATH, "%s/%s-%s%s%s", folder, prefix, stamp, number, suffix);
        if (length < 0 || length >= FILES_MAX_PATH)
            return too_long(err, folder);
        if (access(path, F_OK) != 0)
            return NN_STATUS_OK;
    }
    return nn_error_set(err, NN_STATUS_IO, "%s is full of files of this very second", folder);
}

enum nn_status files_new_folder(char path[FILES_MAX_PATH], const char *folder, const char *prefix,
                                struct nn_error *err) {
    for (;;) {
        enum nn_status status = files_new_path(path, folder, prefix, "", err);
        if (status || mkdir(path, 0777) == 0)
            return status;
        if (errno != EEXIST)
            return cannot_make(path, err);
    }
}

/* The XDG base directory specification has relative paths ignored. */
static const char *absolute(const char *variable) {
    const char *path = getenv(variable);
    return path && path[0] == '/' ? path : NULL;
}

/* NAME in the folder that the variable names, else below the user's own. */
static enum nn_status user_path(char path[FILES_MAX_PATH], const char *variable, const char *below,
                                const char *name, struct nn_error *err) {
    const char *folder = absolute(variable), *home = absolute("HOME");
    int length = -1;
    if (folder)
        length = snprintf(path, FILES_MAX_PATH, "%s/%s", folder, name);
    else if (home)
        length = snprintf(path, FILES_MAX_PATH, "%s/%s/%s", home, below, name);
    else
        return nn_error_set(err, NN_STATUS_IO,
                            "there is no place for %s: the environment variable HOME is not set",
                            name);
    return length < 0 || length >= FILES_MAX_PATH ? too_long(err, folder ? folder : home)
                                                  : NN_STATUS_OK;
}

enum nn_status files_settings_path(char path[FILES_MAX_PATH], const char *name,
                                   struct nn_error *err) {
    return user_path(path, "XDG_CONFIG_HOME", ".config", name, err);
}

enum nn_status files_data_path(char path[FILES_MAX_PATH], const char *name, struct nn_error *err) {
    return user_path(path, "XDG_DATA_HOME", ".local/share", name, err);
}

const char *files_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The folder that path is in. */
static void folder_of(char folder[FILES_MAX_PATH], const char *path) {
    const char *slash = strrchr(path, '/');
    int length = slash && slash > path ? (int)(slash - path) : 1; /* the root is but a slash */
    snprintf(folder, FILES_MAX_PATH, "%.*s", length, slash ? path : ".");
}

enum nn_status files_make_folder_of(const char *path, struct nn_error *err) {
    char folder[FILES_MAX_PATH];
    folder_of(folder, path);
    return files_make_folder(folder, err);
}

static enum nn_status damaged_path(char aside[FILES_MAX_PATH], const char *path,
                                   struct nn_error *err) {
    char folder[FILES_MAX_PATH], prefix[FILES_MAX_PATH];
    folder_of(folder, path);
    snprintf(prefix, sizeof prefix, "%.1000s.damaged", files_base_name(path));
    return files_new_path(aside, folder, prefix, "", err);
}

enum nn_status files_set_aside(char aside[FILES_MAX_PATH], const char *path, struct nn_error *err) {
    enum nn_status status = damaged_path(aside, path, err);
    if (!status && rename(path, aside) != 0)
        status = nn_error_set(err, NN_STATUS_IO, "cannot rename %s: %s", path, strerror(errno));
    return status;
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
    enum nn_status status = damaged_path(aside, path, err);
    if (status)
        return status;
    bool linked = linkat(AT_FDCWD, path, AT_FDCWD, aside, AT_SYMLINK_FOLLOW) == 0;
    return linked ? NN_STATUS_OK : copy(aside, path, err); /* not every disk knows links */
}

/* The folder of the running program, without a slash at its end. */
static bool program_folder(char path[FILES_MAX_PATH]) {
    ssize_t length = readlink("/proc/self/exe", path, FILES_MAX_PATH - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

static bool has_mnist(const char *folder) {
    char file[FILES_MAX_PATH + 64];
    snprintf(file, sizeof file, "%s/t10k-images-idx3-ubyte.gz", folder);
    return access(file, R_OK) == 0;
}

/* Where MNIST lies, from the program's folder: installed; and where it was built, in
 * build/PRESET/app. */
static const char *const mnist_folders[] = {"../share/inkling/mnist", "../../../assets/mnist"};

enum nn_status files_mnist_folder(char path[FILES_MAX_PATH], struct nn_error *err) {
    const char *named = getenv("INKLING_DATA_DIR");
    char program[FILES_MAX_PATH];
    if (named && *named && strlen(named) < FILES_MAX_PATH) {
        strcpy(path, named);
        return NN_STATUS_OK;
    }
    for (int i = 0; i < 2 && program_folder(program); i++) {
        int length = snprintf(path, FILES_MAX_PATH, "%s/%s", program, mnist_folders[i]);
        if (length > 0 && length < FILES_MAX_PATH && has_mnist(path))
            return NN_STATUS_OK;
    }
    return nn_error_set(err, NN_STATUS_IO,
                        "the MNIST files that come with Inkling are not where they were installed: "
                        "install it again, or name their folder by --data");
}
