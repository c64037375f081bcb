#include "tests/support/faulty_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check.h"

struct disk_fault disk_fault;

int __real_mkdir(const char *path, mode_t mode);
int __real_mkstemp(char *path);
int __real_open(const char *path, int flags, ...);
int __real_fchmod(int fd, mode_t mode);
ssize_t __real_write(int fd, const void *data, size_t size);
int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkstemp(char *path);
int __wrap_open(const char *path, int flags, ...);
int __wrap_fchmod(int fd, mode_t mode);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);

/* Whether the numbered fault is due now. A full disk has no space for a new name or another byte,
 * but can still free space. */
static bool is_due(enum disk_call call) {
    struct disk_fault *fault = &disk_fault;
    long number = ++fault->calls;
    bool needs_capacity = call == DISK_MKDIR || call == DISK_CREATE || call == DISK_WRITE;
    return fault->number > 0 &&
           (number == fault->number || (fault->lasts && number > fault->number && needs_capacity));
}

/* Does not return if the power is lost. */
static void give_up(void) {
    if (disk_fault.cuts)
        raise(SIGKILL);
    errno = disk_fault.reason;
}

static bool fails(enum disk_call call) {
    if (!disk_fault.armed || (!is_due(call) && disk_fault.failing != call))
        return false;
    give_up();
    return true;
}

/* An existing folder needs no space. */
int __wrap_mkdir(const char *path, mode_t mode) {
    return access(path, F_OK) != 0 && fails(DISK_MKDIR) ? -1 : __real_mkdir(path, mode);
}

int __wrap_mkstemp(char *path) {
    return fails(DISK_CREATE) ? -1 : __real_mkstemp(path);
}

int __wrap_open(const char *path, int flags, ...) {
    va_list arguments;
    if (!(flags & O_CREAT))
        return __real_open(path, flags);
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return fails(DISK_CREATE) ? -1 : __real_open(path, flags, mode);
}

int __wrap_fchmod(int fd, mode_t mode) {
    return fails(DISK_FCHMOD) ? -1 : __real_fchmod(fd, mode);
}

/* The first bytes are written before the fault occurs. */
ssize_t __wrap_write(int fd, const void *data, size_t size) {
    struct disk_fault *fault = &disk_fault;
    if (!fault->armed)
        return __real_write(fd, data, size);
    if (fault->interruptions > 0) {
        fault->interruptions--;
        errno = EINTR;
        return -1;
    }
    bool due = is_due(DISK_WRITE), counted = fault->failing == DISK_WRITE;
    size_t part = fault->max && size > (size_t)fault->max ? (size_t)fault->max : size;
    if (counted && part > (size_t)fault->bytes)
        part = (size_t)fault->bytes;
    ssize_t written = __real_write(fd, data, due ? size / 2 : part);
    fault->bytes -= counted ? (long)part : 0;
    if (!due && !(counted && part == 0))
        return written;
    give_up();
    return -1;
}

/* No real power is lost here, so there is no need to wait for the disk. */
int __wrap_fsync(int fd) {
    return fails(DISK_FSYNC) ? -1 : 0;
}

int __wrap_rename(const char *from, const char *to) {
    return fails(DISK_RENAME) ? -1 : __real_rename(from, to);
}

int __wrap_unlink(const char *path) {
    return fails(DISK_UNLINK) ? -1 : __real_unlink(path);
}

bool disk_is_cut(void (*work)(void *context), void *context) {
    int code = 0;
    pid_t child = fork();
    if (child == 0) {
        work(context);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    bool cut = WIFSIGNALED(code) && WTERMSIG(code) == SIGKILL;
    assert_true(cut || (WIFEXITED(code) && WEXITSTATUS(code) == 0));
    return cut;
}
