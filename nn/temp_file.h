/* Temporary files that are renamed when complete: NAME.inkling.unfinished-XXXXXX, with a
 * long NAME cut short. Their maker has each locked until its process ends in any way: one without a
 * lock is abandoned. */
#pragma once

#include <stddef.h>

#define NN_TEMP_FILE_SUFFIX ".inkling.unfinished-XXXXXX"

/* Creates one for NAME in a folder, whose path ends in a slash, and stores its path. Its
 * descriptor, or -1 with errno. */
int nn_temp_file_create(char *path, size_t capacity, const char *folder, const char *name);

/* Removes those for NAME that killed processes have left in the folder, as far as possible. */
void nn_temp_file_sweep(const char *folder, const char *name);
