/* Where the program's files are, and the names of those it makes. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "app/core/base/path.h"

/* Makes the folder and its missing parents. */
NN_MUST_USE enum nn_status files_make_folder(const char *path, struct nn_error *err);

/* Makes the folder for pictures and runs: `wanted` if not NULL, else ./results, or, if that cannot
 * be written, Inkling in the user's pictures folder. */
NN_MUST_USE enum nn_status files_results_folder(char path[FILES_MAX_PATH], const char *wanted,
                                                struct nn_error *err);
/* The folder to look for runs in: the same, but one that can only be read will do. */
NN_MUST_USE enum nn_status files_results_folder_to_read(char path[FILES_MAX_PATH],
                                                        const char *wanted, struct nn_error *err);

/* An unused path in the folder, FOLDER/PREFIX-20260131-235959[-2]SUFFIX, where an empty file is
 * made, so that nobody else gets it; it is to be written over. */
NN_MUST_USE enum nn_status files_new_path(char path[FILES_MAX_PATH], const char *folder,
                                          const char *prefix, const char *suffix,
                                          struct nn_error *err);

/* Removes what files_new_path made if nothing could be written there. */
void files_drop_unused(const char *path);

/* A new path for a folder, which is made, so that nobody else gets it. */
NN_MUST_USE enum nn_status files_new_folder(char path[FILES_MAX_PATH], const char *folder,
                                            const char *prefix, struct nn_error *err);

/* What the link `from` leads to, which is where to write if it is to stay a link; `from` itself if
 * it is none. IO if nothing is there, such as a disk that is not mounted. */
NN_MUST_USE enum nn_status files_follow_link(char path[FILES_MAX_PATH], const char *from,
                                             struct nn_error *err);

/* NAME in the user's folder for settings ($XDG_CONFIG_HOME, else ~/.config) or for data
 * ($XDG_DATA_HOME, else ~/.local/share), or what it links to, as above. Neither makes
 * anything. */
NN_MUST_USE enum nn_status files_settings_path(char path[FILES_MAX_PATH], const char *name,
                                               struct nn_error *err);
NN_MUST_USE enum nn_status files_data_path(char path[FILES_MAX_PATH], const char *name,
                                           struct nn_error *err);

/* Whether the folder that path is in can be written, or could be made; nothing is. */
NN_MUST_USE enum nn_status files_check_writable(const char *path, struct nn_error *err);

/* Makes the folder that such a path is in, and its missing parents, for the user alone, as the XDG
 * base directory specification asks for. */
NN_MUST_USE enum nn_status files_make_folder_of(const char *path, struct nn_error *err);

/* Renames an unusable file to PATH.damaged-20260131-235959[-2], stored in aside. */
NN_MUST_USE enum nn_status files_set_aside(char aside[FILES_MAX_PATH], const char *path,
                                           struct nn_error *err);
/* What becomes of a file that could not be used because of `why`, in words to follow a sentence and
 * a semicolon. A damaged one is set aside, which is BAD_FILE: path may be written again. Where the
 * system refused the file or memory, or it is of another version, it may be whole: it stays where
 * it is, as does one that cannot be renamed. That is any other error, after which path is not to be
 * written. */
enum { FILES_OUTCOME = 320 };
NN_MUST_USE enum nn_status files_put_away(char outcome[FILES_OUTCOME], const char *path,
                                          enum nn_status why);
/* Keeps the file under such a name as well, before it is replaced. */
NN_MUST_USE enum nn_status files_keep_aside(char aside[FILES_MAX_PATH], const char *path,
                                            struct nn_error *err);

/* A hash of a regular file's inode, size and time, which changes whenever the file is written; 0 if
 * there is no such file. */
uint64_t files_signature(const char *path);

/* Locks a folder, except where it is missing or its file system has no locks: then *lock is
 * FILES_NO_LOCK. False if somebody holds the lock for all of wait_ms, even in this process. A lock
 * ends with its process, however that ends. */
enum { FILES_NO_LOCK = -1 };
bool files_lock_folder(int *lock, const char *folder, int wait_ms);

/* Accepts FILES_NO_LOCK. */
void files_unlock(int lock);

/* The folder of the MNIST files, next to the program in its build or install tree. */
NN_MUST_USE enum nn_status files_mnist_folder(char path[FILES_MAX_PATH], struct nn_error *err);
