/* Folders that suites write into, below the build folder. */
#pragma once

/* Removes a file, or a folder with everything in it, without following links. Does nothing if it
 * does not exist. */
void scratch_remove(const char *path);

/* Returns the number of entries in a folder whose names begin with prefix, except hidden ones; 0 if
 * the folder does not exist. */
int scratch_count(const char *folder, const char *prefix);
