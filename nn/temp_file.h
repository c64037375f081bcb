/* Files on their way to be renamed: NAME.unfinished-XXXXXX. Their maker holds a lock on each, which
 * the system lets go when the process ends, however it ends: one without is nobody's any more. */
#ifndef NN_TEMP_FILE_H
#define NN_TEMP_FILE_H

#define NN_TEMP_FILE_SUFFIX ".unfinished-XXXXXX"

/* Makes a new file, path ending in NN_TEMP_FILE_SUFFIX, whose last letters are chosen here. Returns
 * its descriptor, or -1 with errno. */
int nn_temp_file_create(char *path);

/* Removes from the folder what processes that were killed have left. What cannot be removed stays:
 * it is in nobody's way. */
void nn_temp_file_sweep(const char *folder);

#endif
