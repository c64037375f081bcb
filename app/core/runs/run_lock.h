/* A lock on the folder of a run in progress; it ends with its process, however that ends. */
#pragma once

#include "app/core/base/files.h"

enum { RUN_LOCK_NONE = FILES_NO_LOCK };

/* Takes the folder's lock. IO if it is taken, even by this process. On a file system without locks
 * *lock is RUN_LOCK_NONE. */
NN_MUST_USE enum nn_status run_lock_take(int *lock, const char *folder, struct nn_error *err);

/* True if the path still leads to the folder that is locked: another may have been moved there.
 * Nobody can tell with RUN_LOCK_NONE, which is true while there is a folder. */
bool run_lock_is_on(int lock, const char *folder);

/* Accepts RUN_LOCK_NONE. */
void run_lock_give_back(int lock);

/* True if the run is in progress. */
bool run_lock_is_taken(const char *folder);
