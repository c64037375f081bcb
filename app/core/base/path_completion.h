/* Paths that people type. */
#pragma once

#include "app/core/base/path.h"

/* What was typed, with ~ at its beginning replaced by the user's home. */
NN_MUST_USE enum nn_status path_expand(char path[FILES_MAX_PATH], const char *typed,
                                       struct nn_error *err);

/* Adds to a typed path what all files that it may mean have in common, as shells do for Tab: the
 * rest of the name, and a slash after that of a folder. Hidden files count once their point is
 * typed. Leaves ~ as it is. */
void path_complete(char typed[FILES_MAX_PATH]);
