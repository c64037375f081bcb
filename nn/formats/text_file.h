/* Text files that are put together line by line. */
#pragma once

#include <stdio.h>

#include "nn/status.h"

/* Writes what put prints; path holds the whole old file or the whole new one at any moment. */
NN_MUST_USE enum nn_status nn_text_file_write(const char *path,
                                              void (*put)(FILE *to, const void *context),
                                              const void *context, struct nn_error *err);
