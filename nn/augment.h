/* Random changes to a training picture: an affine map with elastic displacement, resampled once, a
 * thicker or thinner pen, a gap in the line and a smear beside it. */
#pragma once

#include <stdint.h>

#include "nn/kernels.h"
#include "nn/recipe.h"
#include "nn/rng.h"

/* Writes image [height,width], floats from 0 to 1, from 8-bit pixels, changed by random numbers
 * within the augmentation's bounds. Sides are at most NN_WARP_MAX_SIDE. */
void nn_augment(const struct nn_kernels *kernels, const struct nn_augmentation *augmentation,
                struct nn_rng *rng, const uint8_t *pixels, int height, int width, float *image);
