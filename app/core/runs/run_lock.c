#include "app/core/runs/run_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/core/base/files.h"

/* Checking whether a lock is taken holds it for a moment. */
enum { WAIT_MS = 100 };

enum nn_status run_lock_take(int *lock, const char *folder, struct nn_error *err) {
    if (files_lock_folder(lock, folder, WAIT_MS))
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO,
                        "the run in %s is in progress elsewhere: wait for its end, or choose "
                        "another folder",
                        folder);
}

bool run_lock_is_on(int lock, const char *folder) {
    struct stat locked, there;
    if (stat(folder, &there) != 0)
        return false;
    return lock == RUN_LOCK_NONE || (fstat(lock, &locked) == 0 && locked.st_dev == there.st_dev &&
                                     locked.st_ino == there.st_ino);
}

void run_lock_give_back(int lock) {
    files_unlock(lock);
}

bool run_lock_is_taken(const char *folder) {
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0)
        return false;
    bool taken = flock(lock, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(lock);
    return taken;
}
