/* Where the program's files are, and how those it makes are called. */
#ifndef APP_CORE_BASE_FILES_H
#define APP_CORE_BASE_FILES_H

#include "app/core/base/path.h"

/* Makes the folder and those above it where they are missing. */
NN_MUST_USE enum nn_status files_make_folder(const char *path, struct nn_error *err);

/* The folder for pictures and runs: `wanted` if not NULL, else ./results, else (where that cannot
 * be written) Inkling in the user's pictures folder. Makes it. */
NN_MUST_USE enum nn_status files_results_folder(char path[FILES_MAX_PATH], const char *wanted,
                                                struct nn_error *err);
/* The one to look for runs in: the same, but where that can only be read it will do. */
NN_MUST_USE enum nn_status files_results_folder_to_read(char path[FILES_MAX_PATH],
                                                        const char *wanted, struct nn_error *err);

/* A path in folder that does not exist yet: FOLDER/PREFIX-20260131-235959[-2]SUFFIX. */
NN_MUST_USE enum nn_status files_new_path(char path[FILES_MAX_PATH], const char *folder,
                                          const char *prefix, const char *suffix,
                                          struct nn_error *err);

/* The same for a folder, which is made: nobody else gets the same. */
NN_MUST_USE enum nn_status files_new_folder(char path[FILES_MAX_PATH], const char *folder,
                                            const char *prefix, struct nn_error *err);

/* NAME in the user's folder for settings ($XDG_CONFIG_HOME, else ~/.config) or for data
 * ($XDG_DATA_HOME, else ~/.local/share). Makes nothing. */
NN_MUST_USE enum nn_status files_settings_path(char path[FILES_MAX_PATH], const char *name,
                                               struct nn_error *err);
NN_MUST_USE enum nn_status files_data_path(char path[FILES_MAX_PATH], const char *name,
                                           struct nn_error *err);

/* Makes the folder that path is in. */
NN_MUST_USE enum nn_status files_make_folder_of(const char *path, struct nn_error *err);

/* Renames a file that cannot be used to PATH.damaged-20260131-235959[-2], which aside gets. */
NN_MUST_USE enum nn_status files_set_aside(char aside[FILES_MAX_PATH], const char *path,
                                           struct nn_error *err);
/* Gives the file such a name besides its own: for one that is to be replaced. */
NN_MUST_USE enum nn_status files_keep_aside(char aside[FILES_MAX_PATH], const char *path,
                                            struct nn_error *err);

/* The folder of the MNIST files: next to the program in its build or install tree. */
NN_MUST_USE enum nn_status files_mnist_folder(char path[FILES_MAX_PATH], struct nn_error *err);

#endif
