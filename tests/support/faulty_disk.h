/* A disk that is full, fails or loses its power. Whoever links faulty_disk has the linker put these
 * functions before the system's calls that write. */
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

/* What goes wrong; all zero: nothing. */
struct disk_fault {
    bool armed; /* whether anything happens at all */
    bool cuts;  /* the power goes: the process is killed at once */
    int reason; /* what errno says otherwise */
    /* Either every call of one kind fails, a write only after so many bytes; */
    enum disk_call failing;
    long bytes;
    /* or call number so and so of whatever kind, from 1 on, and if it lasts all calls after it that
     * need room. Half of what a write was given is written. */
    long number;
    bool lasts;

    long max; /* that one write takes, 0 for all: the system may take less than it is given */
    int interruptions;
    long calls; /* made so far */
};
extern struct disk_fault disk_fault;

/* Does this in a process of its own that the fault may end; whether it did. */
bool disk_is_cut(void (*work)(void *context), void *context);
