/* What differs between the systems that the program runs on: a source file for each kind of system
 * implements it, and no other file asks which system it is. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

/* Writes the path of the running program's file, without a final 0 byte. Returns its length, or 0
 * if the system does not tell. */
size_t platform_program_path(char *path, size_t capacity);

/* When the file was last modified, in nanoseconds since 1970. */
int64_t platform_modified_ns(const struct stat *info);

/* Makes the calling thread, and those that it starts, give way to the rest of the program, where
 * the system has priorities for threads. */
void platform_lower_priority(void);

/* Makes a condition whose timed waits ignore changes to the wall clock. */
void platform_condition_init(pthread_cond_t *condition);

/* Waits, with the lock held, for at most this time; false if it has passed. */
bool platform_condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock,
                             const struct timespec *most);
