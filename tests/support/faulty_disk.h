/* A disk that is full, fails or loses its power. In programs that link to faulty_disk, the linker
 * replaces the system's calls that write with these functions. */
#pragma once

#include <stdbool.h>

enum disk_call {
    DISK_NONE,
    DISK_MKDIR,
    DISK_CREATE,
    DISK_FCHMOD,
    DISK_WRITE,
    DISK_FSYNC,
    DISK_RENAME,
    DISK_UNLINK,
};

/* The fault to simulate; all zero: none. */
struct disk_fault {
    bool armed; /* whether anything fails at all */
    bool cuts;  /* the power is lost: the process is killed at once */
    int reason; /* the errno if not */
    /* Either every call of one kind fails, a write only after this many bytes, */
    enum disk_call failing;
    long bytes;
    /* or call number `number` of any kind, counted from 1, and if it lasts all later calls that
     * need space. The write that fails has written half of its data. */
    long number;
    bool lasts;

    long max; /* bytes that one write accepts, which may be less than it is given; 0: all */
    int interruptions;
    long calls; /* made so far */
};
extern struct disk_fault disk_fault;

/* Runs work in a process of its own, which the fault may kill; returns whether it did. */
bool disk_is_cut(void (*work)(void *context), void *context);
