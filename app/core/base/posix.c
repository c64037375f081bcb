#define _GNU_SOURCE /* gettid */
#include "app/core/base/platform.h"

#include <string.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif
#ifdef __linux__
#include <sys/resource.h>

enum { NICENESS = 10 };
#endif

size_t platform_program_path(char *path, size_t capacity) {
#ifdef __APPLE__
    uint32_t size = (uint32_t)capacity;
    return _NSGetExecutablePath(path, &size) == 0 ? strlen(path) : 0;
#else
    ssize_t length = readlink("/proc/self/exe", path, capacity);
    return length > 0 ? (size_t)length : 0;
#endif
}

int64_t platform_modified_ns(const struct stat *info) {
#ifdef __APPLE__
    const struct timespec *modified = &info->st_mtimespec;
#else
    const struct timespec *modified = &info->st_mtim;
#endif
    return (int64_t)modified->tv_sec * 1000000000 + modified->tv_nsec;
}

void platform_lower_priority(void) {
#ifdef __linux__
    /* Nicer than the program, which may be nice itself; the system cuts it to the nicest. */
    const id_t self = (id_t)gettid();
    (void)setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + NICENESS);
#endif
}

void platform_condition_init(pthread_cond_t *condition) {
#ifdef __APPLE__
    pthread_cond_init(condition, NULL);
#else
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
#endif
}

bool platform_condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock,
                             const struct timespec *most) {
#ifdef __APPLE__
    return pthread_cond_timedwait_relative_np(condition, lock, most) == 0;
#else
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += most->tv_sec + (until.tv_nsec + most->tv_nsec) / 1000000000;
    until.tv_nsec = (until.tv_nsec + most->tv_nsec) % 1000000000;
    return pthread_cond_timedwait(condition, lock, &until) == 0;
#endif
}
