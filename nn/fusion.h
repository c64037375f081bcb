/* Merges layers that can be computed in one pass over memory.
 *
 * A relu joins the convolution, dense layer, batch norm or sum before it. Max pooling with windows
 * that do not overlap joins the convolution before it, with a relu before or after it (the two
 * commute): a few rows of the convolution are computed, pooled and discarded while they are in the
 * cache, and whatever the pooling does not read is never computed. The numbers are those of the
 * separate layers, up to rounding. */
#pragma once

#include "nn/spec.h"

/* fused gets spec's shapes and text, with its layers merged. */
void nn_spec_fuse(struct nn_spec *fused, const struct nn_spec *spec);
