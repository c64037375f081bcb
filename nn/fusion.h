/* A spec as it is run: layers that can be done in one pass over memory are merged into one.
 *
 * A relu joins the convolution, dense layer or batch norm before it. Max pooling whose windows do
 * not overlap joins the convolution before it, with a relu before or after it (the two commute): a
 * few rows of the convolution are made, pooled and forgotten while they are in the cache, and what
 * the pool never reads is never computed. The numbers are those of the layers done one by one, to
 * rounding. */
#ifndef NN_FUSION_H
#define NN_FUSION_H

#include "nn/spec.h"

/* fused gets spec's shapes and text, and its layers merged. */
void nn_spec_fuse(struct nn_spec *fused, const struct nn_spec *spec);

#endif
