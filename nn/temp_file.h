/* Temporary files that are renamed when complete: NAME.unfinished-XXXXXX. Their maker has each
 * locked until its process ends in any way: one without a lock is abandoned. */
#pragma once

#define NN_TEMP_FILE_SUFFIX ".unfinished-XXXXXX"

/* Creates a file, filling in path's NN_TEMP_FILE_SUFFIX. Its descriptor, or -1 with errno. */
int nn_temp_file_create(char *path);

/* Removes what killed processes have left in the folder, as far as possible. */
void nn_temp_file_sweep(const char *folder);
