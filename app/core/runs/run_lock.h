/* Who works on a run: a lock on its folder, which goes with the process that holds it, however that
 * ends. */
#ifndef APP_CORE_RUNS_RUN_LOCK_H
#define APP_CORE_RUNS_RUN_LOCK_H

#include <stdbool.h>

#include "nn/status.h"

enum { RUN_LOCK_NONE = -1 };

/* Takes the folder's lock. IO if someone holds it, in this process too. Where the file
 * system knows no locks, *lock is RUN_LOCK_NONE. */
NN_MUST_USE enum nn_status run_lock_take(int *lock, const char *folder, struct nn_error *err);

/* Accepts RUN_LOCK_NONE. */
void run_lock_give_back(int lock);

/* Whether someone works on the run now. */
bool run_lock_is_taken(const char *folder);

#endif
