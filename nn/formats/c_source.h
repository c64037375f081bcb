/* Models as C source: one file in C99 that needs nothing but libm.
 *
 * It has one function, described at the top of the file, which reads one picture and gives the
 * probabilities. The weights are constants in it. It computes what nn_model_forward and nn_softmax
 * do, in another order, so that probabilities differ by some 1e-6. */
#pragma once

#include <stdbool.h>

#include "nn/model.h"

/* Writes the model; its metadata and the given lines, which override the model's own, are a
 * comment. path holds the whole old file or the whole new one at any moment. BAD_ARGUMENT if the
 * lines are not text or too many. */
NN_MUST_USE enum nn_status nn_model_save_c(const struct nn_model *model, const char *path,
                                           const struct nn_metadata *metadata, int metadata_count,
                                           struct nn_error *err);

/* True if the file begins as those that nn_model_save_c writes. */
bool nn_model_is_c_source(const char *path);
