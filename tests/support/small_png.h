/* PNG files for the tree: small, because they have a palette. */
#pragma once

#include "app/core/ink/image.h"

/* Writes the picture, opaque, with a palette if 256 colours are enough for it. */
NN_MUST_USE enum nn_status small_png_write(const struct image *image, const char *path,
                                           struct nn_error *err);
