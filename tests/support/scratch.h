/* Folders that suites write into, below the build folder. */
#pragma once

/* Removes a file or a folder with all that is in it; links are not followed. Nothing needs to be
 * there. */
void scratch_remove(const char *path);

/* The number of entries of a folder whose names begin with prefix, hidden ones excepted; 0 where
 * there is no folder. */
int scratch_count(const char *folder, const char *prefix);
