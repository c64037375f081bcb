/* Folders that suites write into, below the build folder. */
#pragma once

#include <stdbool.h>

/* Removes a file, or a folder with everything in it, without following links. Does nothing if it
 * does not exist. */
void scratch_remove(const char *path);

/* Returns the number of entries in a folder whose names begin with prefix, except hidden ones; 0 if
 * the folder does not exist. */
int scratch_count(const char *folder, const char *prefix);

/* Has every file refuse to be opened, as when a process has too many open; false: no longer. */
void scratch_refuse_to_open(bool refuse);
