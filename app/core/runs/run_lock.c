#include "app/core/runs/run_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* Checking whether a lock is taken holds it for a moment, so taking it is retried. */
enum { ATTEMPTS = 20 };
static const struct timespec moment = {.tv_nsec = 5000000};

static bool lock_soon(int folder) {
    for (int i = 0; i < ATTEMPTS; i++) {
        if (flock(folder, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK)
            return false;
        nanosleep(&moment, NULL);
    }
    errno = EWOULDBLOCK;
    return false;
}

enum nn_status run_lock_take(int *lock, const char *folder, struct nn_error *err) {
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0 || lock_soon(*lock))
        return NN_STATUS_OK;
    bool taken = errno == EWOULDBLOCK;
    close(*lock);
    *lock = RUN_LOCK_NONE;
    if (!taken)
        return NN_STATUS_OK;
    return nn_error_set(err, NN_STATUS_IO,
                        "the run in %s is in progress elsewhere: wait for its end, or choose "
                        "another folder",
                        folder);
}

void run_lock_give_back(int lock) {
    if (lock >= 0)
        close(lock);
}

bool run_lock_is_taken(const char *folder) {
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0)
        return false;
    bool taken = flock(lock, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(lock);
    return taken;
}
