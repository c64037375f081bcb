/* Writes PNG files that are kept in the tree: they have a palette, which keeps them small. */
#pragma once

#include "app/core/image/image.h"

/* Writes the picture as opaque, with a palette if it has at most 256 colours. */
NN_MUST_USE enum nn_status small_png_write(const struct image *image, const char *path,
                                           struct nn_error *err);
