/* Other programs that are started and listened to without a shell. */
#pragma once

#include <sys/types.h>

#include "nn/status.h"

/* A program that runs. What it reads is written to `in`, what it writes is read from `out`: this
 * side's ends of pipes, which do not block, or -1. */
struct process {
    pid_t id;
    int in, out;
};

enum { PROCESS_READS = 1, PROCESS_WRITES = 2 };

/* Starts a program that PATH finds, whose first argument is its name; the last one is NULL. pipes:
 * the bits above. bus, if not NULL, is the address of its session bus, and stands in its
 * environment for this program's own. IO if there is no such program. */
NN_MUST_USE enum nn_status process_start(struct process *process, const char *const *arguments,
                                         int pipes, const char *bus, struct nn_error *err);

/* Ends what the program reads. */
void process_close_in(struct process *process);

/* Ends the pipes, waits so long for the program to end, and then ends it. Its exit status, or -1 if
 * it had none. */
int process_end(struct process *process, int patience_ms);
