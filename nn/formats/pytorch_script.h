/* A training as a script for PyTorch: the same network, initialisation, optimiser, schedule,
 * regularisation and augmentation, with other random numbers. It reads IDX files and writes a
 * safetensors file that nn_model_load reads. */
#pragma once

#include <stdbool.h>

#include "nn/recipe.h"
#include "nn/spec.h"

/* Writes the script; path holds the whole old file or the whole new one at any moment. BAD_ARGUMENT
 * for a network that ends in an image. */
NN_MUST_USE enum nn_status nn_recipe_save_pytorch(const struct nn_recipe *recipe,
                                                  const struct nn_spec *spec, const char *path,
                                                  struct nn_error *err);

/* True if the file begins as those that nn_recipe_save_pytorch writes. */
bool nn_recipe_is_pytorch(const char *path);
